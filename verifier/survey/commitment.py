"""A commitment to all returns of a survey, and the proof by which an enterprise finds its own in it.

    salt  = HMAC-SHA256(seed, JCS(["return", enterprise]))
    entry = SHA-256(salt || JCS(return))
    root  = RFC 6962 root over the entries, in the order of their bytes

Without the salt nobody finds out a return by trying amounts; the order tells nothing of who returned what.
"""

import hmac
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field

from credentials.documents.works.survey import CommittedReturns, SurveyCommitment
from credentials.drafting.survey_return import SurveyReturn
from credentials.record import (
    Code,
    Count,
    Digest,
    Items,
    JsonObject,
    Maybe,
    Model,
    Text,
    parse_document,
    read_body,
    read_record,
)
from signing.jcs import canonicalize
from signing.log.merkle import MerkleTree, check_inclusion
from verifier.errors import SurveyError
from verifier.survey.published import SurveyHeading
from verifier.survey.table import MAX_RETURNS

SEED_BYTES = 32
MAX_PROOF_BYTES = 256 * 1024
_COMMITMENT, _PROOF = "huren-survey-commitment/1", "huren-survey-proof/1"
_MAX_CELLS, _MAX_HASHES = 400, 64


class ReturnedCell(Model):
    """One amount of a return."""

    row: Code
    column: Code
    amount: Code


class ReturnOfSurvey(Model):
    """All that one enterprise returned."""

    enterprise: Code
    group: Maybe[Text] = None
    cells: Annotated[Items[ReturnedCell], Field(max_length=_MAX_CELLS)]


class IndicatorCommitment(Model):
    """The root over so many returns about one indicator: published, or put into a signed commitment."""

    type: Literal["huren-survey-commitment/1"]
    indicator: Code
    period: Code
    area: Code
    unit: Code
    count: Count
    root: Digest


class SurveyProof(Model):
    """What an enterprise is given: its return, its salt, and the way up to the root."""

    type: Literal["huren-survey-proof/1"]
    commitment: IndicatorCommitment
    returned: ReturnOfSurvey
    salt: Digest
    index: Count
    path: Annotated[Items[Digest], Field(max_length=_MAX_HASHES)]


@dataclass(frozen=True, slots=True)
class Committed:
    """The commitment, and the proof of each enterprise by its credit code, as JSON values."""

    commitment: JsonObject
    proofs: dict[str, JsonObject]


def commit_returns(returns: Iterable[SurveyReturn], heading: SurveyHeading, *, seed: bytes) -> Committed:
    """What is published of these returns and what each enterprise gets; `seed` are 32 secret random bytes.

    SurveyError seed-length, survey-empty, those of the heading.
    """
    heading.check()
    if len(seed) != SEED_BYTES:
        raise SurveyError("seed-length", length=len(seed), wanted=SEED_BYTES)
    documents = {one["enterprise"]: one for one in _documents(returns)}
    if not documents:
        raise SurveyError("survey-empty")
    salts = {
        name: hmac.digest(seed, canonicalize(["return", name]), "sha256") for name in map(str, documents)
    }
    entries = {str(name): _entry(salts[str(name)], one) for name, one in documents.items()}
    order = sorted(entries, key=entries.__getitem__)
    tree = MerkleTree(entries[name] for name in order)
    commitment: JsonObject = {
        "type": _COMMITMENT, **heading._asdict(), "count": tree.size, "root": tree.root().hex()
    }  # fmt: skip
    proofs: dict[str, JsonObject] = {
        name: {
            "type": _PROOF,
            "commitment": commitment,
            "returned": documents[name],
            "salt": salts[name].hex(),
            "index": index,
            "path": [hashed.hex() for hashed in tree.prove_inclusion(index)],
        }
        for index, name in enumerate(order)
    }
    return Committed(commitment, proofs)


def check_survey_proof(proof: bytes, commitment: bytes) -> SurveyProof:
    """The proof, when it shows its return to be among those of the published commitment.

    `commitment` is that of the indicator, or a signed one, whose signature is for `verify` to judge.
    RecordError for what is neither; SurveyError proof-apart for a proof of another commitment, proof-fails.
    """
    value = parse_document(proof, MAX_PROOF_BYTES)
    shown = read_body(value, SurveyProof)
    if not _is_of(shown.commitment, parse_document(commitment, MAX_PROOF_BYTES)):
        raise SurveyError("proof-apart")
    returned = value["returned"]
    entry = _entry(bytes.fromhex(shown.salt), returned)  # type: ignore[arg-type]  # an object, as was read
    path, root = [*map(bytes.fromhex, shown.path)], bytes.fromhex(shown.commitment.root)
    if not check_inclusion(entry, shown.index, shown.commitment.count, path, root):
        raise SurveyError("proof-fails")
    return shown


def check_returns(proofs: Iterable[bytes], committed: CommittedReturns) -> list[SurveyReturn]:
    """All returns of these proofs, which are those that a signed commitment has of a question.

    RecordError for what is no proof; SurveyError survey-returns, returns-other where the number of returns or
    the root over them is another one.
    """
    entries: list[bytes] = []
    found: list[SurveyReturn] = []
    for proof in proofs:
        value = parse_document(proof, MAX_PROOF_BYTES)
        shown = read_body(value, SurveyProof)
        entries.append(_entry(bytes.fromhex(shown.salt), value["returned"]))  # type: ignore[arg-type]
        one = shown.returned
        found += (SurveyReturn(one.enterprise, *_cell(cell), one.group) for cell in one.cells)
        if len(found) > MAX_RETURNS:
            raise SurveyError("survey-returns", limit=MAX_RETURNS)
    tree = MerkleTree(sorted(entries))
    if (tree.size, tree.root().hex()) != (committed.count, committed.root):
        raise SurveyError("returns-other", question=committed.question)
    return found


def _cell(cell: ReturnedCell) -> tuple[str, str, str]:
    return cell.row, cell.column, cell.amount


def _is_of(shown: IndicatorCommitment, published: JsonObject) -> bool:
    """Whether this is what was published, or one of those that were signed together."""
    if "proof" not in published:
        return shown == read_body(published, IndicatorCommitment)
    signed = read_record(published, SurveyCommitment).body.credential_subject
    named = {(one.count, one.root) for one in signed.returns}
    return shown.area == signed.area and (shown.count, shown.root) in named


def parse_commitment(data: bytes) -> IndicatorCommitment:
    """What `commit_returns` gives to be published; RecordError."""
    return read_body(parse_document(data, MAX_PROOF_BYTES), IndicatorCommitment)


def _documents(returns: Iterable[SurveyReturn]) -> list[JsonObject]:
    """One document for each enterprise, its cells in the order of rows and columns."""
    cells: dict[tuple[str, str | None], list[SurveyReturn]] = defaultdict(list)
    for one in returns:
        cells[one.enterprise, one.group].append(one)
    return [
        {
            "enterprise": enterprise,
            **({} if group is None else {"group": group}),
            "cells": [{"row": one.row, "column": one.column, "amount": one.amount} for one in sorted(found)],
        }
        for (enterprise, group), found in cells.items()
    ]


def _entry(salt: bytes, returned: JsonObject) -> bytes:
    return sha256(salt + canonicalize(returned)).digest()
