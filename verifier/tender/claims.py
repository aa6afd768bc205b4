"""Certificate numbers that a person read off a page without a code, looked up in the associations' registers.

A register tells whether there is such a certificate, its holder and its status. A certificate of the bidder
itself counts as if its code had been read (verifier.tender.collecting). For any other the note tells the
committee what to ask for.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from credentials.record import JsonObject, Record
from credentials.times import format_time
from verifier.errors import TrustError
from verifier.numbers.commitment import hash_number
from verifier.numbers.look_up import NumberAnswer, answer_without_proof, look_up_number
from verifier.numbers.register import Register
from verifier.tender.documents.bidders import UNNUMBERED, Bidder, BidderList
from verifier.tender.judging import CheckBasis, CodeFacts, Judged, Unjudged

ToldOfNumber = tuple[str, str | None, JsonObject]
"""A code, the digest of the credential it is about, and its facts."""
_OF_CONTRACT = "ends-before-contract"


def list_claims(bidders: BidderList) -> list[str]:
    """List the numbers that were read off marked pages, as written, each once."""
    marks = (mark for bidder in bidders.bidders for mark in bidder.marks or ())
    return sorted({mark.claims for mark in marks if mark.claims != UNNUMBERED})


class ClaimedNumbers:
    """Look-ups of numbers in the registers of all associations, each number with its day of issue once."""

    def __init__(
        self, basis: CheckBasis, register: Register, judge: Callable[[Record[Any]], Judged | Unjudged]
    ) -> None:
        self._basis, self._register, self._judge = basis, register, judge
        self._answers: dict[tuple[str, date | None], tuple[NumberAnswer, ...]] = {}

    def ask(self, number: str, bidder: Bidder, issued: date | None = None) -> Iterator[ToldOfNumber]:
        """Yield the answers that found the number; if none did, all answers, also for the day `issued`.

        Raises TrustError number-proof for a register whose proofs show nothing.
        """
        question = number, issued
        if question not in self._answers:
            self._answers[question] = tuple(
                self._ask(number, issuer, issued) for issuer in sorted(self._basis.trust.parties)
            )
        answers = self._answers[question]
        matches = [answer for answer in answers if answer.state == "found"]
        for answer in matches or answers:
            credentials = self._held(answer) if answer.state == "found" else []
            if not credentials:
                yield f"number-{answer.state}", None, {**_facts(answer), **_coverage(answer, issued)}
            for record in credentials:
                yield from self._tell(answer, record, bidder)
            if answer.problem is not None and answer.state != "not-covered":
                yield answer.problem.code, None, dict(answer.problem.evidence)

    def _ask(self, number: str, issuer: str, issued: date | None) -> NumberAnswer:
        basis = self._basis
        proof = self._register.proofs.get(issuer, {}).get(number)
        answer = answer_without_proof(basis.trust, number, issuer, now=basis.now, policy=basis.policy)
        if proof is not None:
            try:
                return look_up_number(
                    basis.trust, number, proof, now=basis.now, policy=basis.policy, home=basis.home,
                    issued=issued, earlier=True,
                )  # fmt: skip
            except TrustError as error:
                # a register of an unknown publication is no fault: its credentials still count
                if error.code != "numbers-unnamed":
                    raise
            answer = replace(answer, why="other-publication")
        if not any(isinstance(self._judge(record), Judged) for record in self._held(answer)):
            return answer
        # a signed credential shows by itself that its number was given
        return replace(answer, state="found", why=None, manifest=None)

    def _held(self, answer: NumberAnswer) -> list[Record[Any]]:
        wanted = hash_number(answer.number)
        credentials = [
            record
            for record in self._register.credentials
            if record.body.issuer == answer.issuer and hash_number(record.body.title) == wanted
        ]
        return sorted(credentials, key=lambda record: record.digest)

    def _tell(self, answer: NumberAnswer, record: Record[Any], bidder: Bidder) -> Iterator[ToldOfNumber]:
        """Yield the certificate's holder, and the present reasons against it."""
        judged = self._judge(record)
        if isinstance(judged, Unjudged):
            yield judged.code, None, judged.facts
            return
        body = record.body
        facts: JsonObject = {
            **_facts(answer),
            "kind": "own" if judged.holder in bidder.enterprises else "other",
            "name": body.holder,
            "holder": judged.holder,
            "scheme": judged.scheme,
            "grade": body.grade,
            "until": format_time(body.valid_until),
        }
        if answer.manifest is None:
            yield "number-held", record.digest, {**facts, "created": format_time(record.created)}
        else:
            yield "number-found", record.digest, facts
        for code, fact in _against(judged):
            yield code, record.digest, fact


def _against(judged: Judged) -> Iterator[CodeFacts]:
    standing = judged.standings["contractEnd"]
    yield from (fact for fact in (*standing.faults, *standing.doubts) if fact[0] != _OF_CONTRACT)


def _facts(answer: NumberAnswer) -> JsonObject:
    """Return the facts of the sentence."""
    facts: JsonObject = {"issuer": answer.issuer, "number": answer.number}
    if answer.why is not None:
        facts["why"] = answer.why
    if answer.manifest is not None:
        facts["version"] = answer.manifest.body.credential_subject.version
        facts["signed"] = format_time(answer.manifest.created)
    if answer.numbers is not None:
        facts["count"] = answer.numbers.count
    return facts


def _coverage(answer: NumberAnswer, issued: date | None) -> JsonObject:
    """Return as facts what the register covers, on the day of issue where one is given."""
    if answer.numbers is None or answer.state == "found":
        return {}
    listed = answer.numbers.list_coverage()
    if issued is None:
        return {"coverage": [*listed]}
    day = issued.isoformat()
    if answer.state == "not-covered":
        return {"coverage": [*listed], "issued": day}
    return {
        "kind": "dated",
        "coverage": [entry for entry in listed if str(entry["issuedFrom"]) <= day],
        "issued": day,
    }
