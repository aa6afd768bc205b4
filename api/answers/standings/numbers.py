"""Answers of every association to a certificate number, with their proofs."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

import orjson

from api.answers.questions import POLICY
from credentials.documents.agreement_names import AgreementNames
from credentials.record import JsonObject
from registry import Registry
from registry.publishing.numbers import prove_number
from signing.errors import Lang
from verifier import TrustStore
from verifier.numbers.look_up import NumberAnswer, answer_without_proof, look_up_number
from verifier.numbers.words import format_answer


class ProvenAnswer(NamedTuple):
    """One association's answer. It has no proof if the association commits to no numbers or another node
    keeps its log."""

    answer: NumberAnswer
    proof: bytes | None

    def describe(self, lang: Lang, names: AgreementNames) -> JsonObject:
        """Return the answer as the interface gives it; `proof` is the file for `huren lookup --proof`."""
        return {
            **self.answer.to_json(),
            "detail": " ".join(format_answer(self.answer, lang, names)),
            "proof": orjson.loads(self.proof) if self.proof is not None else None,
        }


def find_answers(
    registry: Registry,
    trust: TrustStore,
    number: str,
    *,
    now: datetime,
    issuer: str | None = None,
    scheme: str | None = None,
    issued: date | None = None,
) -> list[ProvenAnswer]:
    """Return the answers of the agreement's associations in order, or the answer of `issuer` alone.

    Raises TrustError numbers-unnamed where something was published since `trust` was read.
    """
    proofs = prove_number(registry, number, trust, now=now)

    def ask() -> Iterator[ProvenAnswer]:
        for did in trust.parties:
            proof = proofs.get(did)
            if issuer not in (None, did):
                continue
            if proof is not None:
                yield ProvenAnswer(
                    look_up_number(
                        trust, number, proof, now=now, policy=POLICY, scheme=scheme, issued=issued
                    ),
                    proof,
                )
            else:
                yield ProvenAnswer(answer_without_proof(trust, number, did, now=now, policy=POLICY), None)

    return [*ask()]
