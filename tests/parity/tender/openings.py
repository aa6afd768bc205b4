"""Bid openings put to the Python core, with its answers, for `tests/parity/js/tender.mjs`.

`Openings.recording()` listens to every check of a block, so that the scenes of other tests become cases
without a change.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from credentials.documents.agreement_names import AgreementNames
from credentials.times import format_time
from credentials.unsigned import Unsigned
from signing.errors import HurenError, Lang
from signing.jcs import canonicalize
from tests.harness.node import ask_node
from verifier import TrustStore
from verifier.numbers.register import Register
from verifier.reliance.snapshot import take_snapshot
from verifier.tender import Matrix, Paper, check, parse_bidders, parse_tender
from verifier.tender.documents.bidders import BidderList
from verifier.tender.documents.tender import Tender
from verifier.tender.words import MatrixPart, say

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_from_bundle = TrustStore.from_bundle


class Openings:
    """Cases so far, each with its name and Python's answer."""

    def __init__(self) -> None:
        self.cases: list[dict[str, Any]] = []
        self.names: list[str] = []
        self.expected: list[dict[str, Any]] = []
        self._stores: list[dict[str, str]] = []
        self._store_of: dict[int, tuple[TrustStore, int]] = {}
        self._data: dict[bytes, int] = {}
        self._name = "case"

    @contextmanager
    def recording(self, name: str) -> Iterator[None]:
        """Record every check of an opening in this block, as a case called after `name`."""
        self._name = name
        with (
            patch.object(TrustStore, "from_bundle", self.trust),
            patch("tests.verifier.tender.opening.check", self.check),
        ):
            yield

    def trust(self, data: bytes, *, pin: str, **more: Any) -> TrustStore:
        """Call `TrustStore.from_bundle` and record it."""
        store = _from_bundle(data, pin=pin, **more)
        self._store_of[id(store)] = store, len(self._stores)
        self._stores.append({"bundle": _base64(data), "pin": pin})
        return store

    def check(
        self,
        tender: Unsigned[Tender],
        bidders: Unsigned[BidderList],
        papers: Mapping[str, Iterable[Paper]],
        trust: TrustStore,
        *,
        now: datetime,
        award_at: datetime | None = None,
        register: Register | None = None,
    ) -> Matrix:
        """Call `verifier.tender.check` and record it."""
        listed = {bidder: [*files] for bidder, files in papers.items()}
        case = {
            "tender": _base64(tender.data),
            "bidders": _base64(bidders.data),
            "papers": {bidder: [self._paper(one) for one in files] for bidder, files in listed.items()},
            "trust": self._store_of[id(trust)][1],
            "now": format_time(now),
            "awardAt": format_time(award_at) if award_at is not None else None,
            "register": tell_register(register) if register is not None else None,
        }
        try:
            matrix = check(tender, bidders, listed, trust, now=now, award_at=award_at, register=register)
        except HurenError as error:
            self._add(case, _error(error))
            raise
        self._add(case, {"matrix": matrix.to_json(), "said": _said(matrix, trust, now)})
        return matrix

    def read(self, name: str, kind: str, data: bytes) -> None:
        """Record the result of reading `data` as a `tender` or as `bidders`."""
        self._name = name
        parse: Callable[[bytes], Unsigned[Any]] = parse_tender if kind == "tender" else parse_bidders
        try:
            found = {"digest": parse(data).digest}
        except HurenError as error:
            found = _error(error)
        self._add({kind: _base64(data)}, found)

    def answers(self, folder: Path) -> list[dict[str, Any]]:
        """Return JavaScript's answers to all cases."""
        vectors = {
            "stores": self._stores,
            "data": [_base64(data) for data in self._data],
            "cases": self.cases,
        }
        answers: list[dict[str, Any]] = ask_node("tests/parity/js/tender.mjs", folder, vectors)
        return answers

    def _paper(self, paper: Paper) -> dict[str, Any]:
        codes = []
        for code in paper.codes:
            assert isinstance(code.data, bytes)
            place = self._data.setdefault(code.data, len(self._data))
            codes.append({"data": place, "page": code.page, "box": code.box, "early": code.early})
        return {
            "path": paper.path, "sha256": paper.sha256, "codes": codes, "unread": paper.unread,
            "pagesWithoutCode": [*paper.pages_without_code], "late": paper.late, "pages": paper.pages,
            **tell_unreadable(paper),
        }  # fmt: skip

    def _add(self, case: dict[str, Any], expected: dict[str, Any]) -> None:
        self.cases.append(case)
        self.names.append(f"{self._name} {len(self.cases)}")
        self.expected.append(expected)


def tell_unreadable(paper: Paper) -> dict[str, Any]:
    """Return unread codes, and pages that read like certificates, in a browser's form."""
    return {
        "unreadable": [{"page": code.page, "box": code.box} for code in paper.unreadable],
        "certificateLike": [*paper.certificate_like],
    }


def _said(matrix: Matrix, trust: TrustStore, now: datetime) -> list[list[str]]:
    """Return every sentence of a matrix, zh and en."""
    told: list[tuple[MatrixPart, str, Mapping[str, object]]] = []
    for cell in matrix.cells:
        told += [("cells", "date-pending", {})] if "date-pending" in cell.codes else []
        told += [("cells", r.code, r.facts) for c in cell.columns.values() if c for r in c.reasons]
    told += [("flags", flag.code, flag.facts) for flag in matrix.flags]
    told += [("papers", note.code, note.facts) for note in matrix.papers]
    told += [("lint", note.code, note.facts) for note in matrix.lint]
    summary = take_snapshot(trust, now).summary
    found = []
    for lang in LANGUAGES:
        names = AgreementNames(summary.text, lang, summary.older)
        found.append([say(part, code, facts, lang, names) for part, code, facts in told])
    return found


def tell_register(register: Register) -> dict[str, Any]:
    """Return the register in the form that `tests/parity/js/register.mjs` reads."""
    return {
        "proofs": {
            issuer: {number: _base64(proof) for number, proof in proofs.items()}
            for issuer, proofs in register.proofs.items()
        },
        "credentials": [_base64(record.data) for record in register.credentials],
        "logProofs": [*map(_base64, register.log_proofs)],
    }


def _error(error: HurenError) -> dict[str, Any]:
    sentences = [[error.sentence(lang), error.mend(lang)] for lang in LANGUAGES]
    return {"error": {"code": error.code, "field": error.field, "sentences": sentences}}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def differences(openings: Openings, answers: list[dict[str, Any]]) -> list[str]:
    """Return where the two differ, by case and subject: a cell and its column, a criterion, a paper."""
    found = []
    for name, expected, answer in zip(openings.names, openings.expected, answers, strict=True):
        if canonicalize(expected) != canonicalize(answer):
            found += [f"{name}: {place}" for place in _places(expected, answer)]
    return found


_NAMES = ("lot", "bidder", "criterion", "requirement", "file", "page", "digest", "code")


def _places(expected: Any, answer: Any, path: str = "") -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(answer, dict):
        for name in sorted({*expected, *answer}):
            missing = "(absent)"
            yield from _places(expected.get(name, missing), answer.get(name, missing), f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(answer, list) and len(expected) == len(answer):
        for place, (one, other) in enumerate(zip(expected, answer, strict=True)):
            about = [str(one[name]) for name in _NAMES if isinstance(one, dict) and one.get(name)]
            yield from _places(one, other, f"{path}[{' '.join(about) or place}]")
    elif expected != answer:
        both = (json.dumps(one, ensure_ascii=False)[:300] for one in (expected, answer))
        yield f"{path}: {' / '.join(both)}"
