"""Judge each credential once for each date: the faults of its verdict, apart from its content.

The signature is checked once. Opening and award are judged at their own time; the end of the contract is
judged now, with the term.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from credentials.errors import RecordError
from credentials.kinds import max_judged_bytes
from credentials.record import HUREN_CONTEXT, JsonObject, Record, parse_document
from credentials.times import day_of, end_of, format_time, last_day
from verifier.case import Case
from verifier.checks.log import LogProofs
from verifier.checks.well_formed import read_credential
from verifier.policy import Policy
from verifier.question import Question
from verifier.tender.matrix import COLUMNS, ColumnName
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding, Outcome, Recognised, Result, Verdict
from verifier.verify import judge, open_record

FAULTS = (
    "subject-mismatch",
    "bad-signature",
    "revoked",
    "superseded",
    "suspended",
    "expired",
    "not-yet-valid",
    "signed-after",
    "signed-in-future",
    "out-of-scope",
    "too-long",
    "issued-before-agreement",
    "ends-before-contract",
    "grade-lower",
    "no-equivalent",
    "equivalents-not-accepted",
    "declined",
    "agreement-ended",
    "category-missing",
)
"""The order in which faults are listed and cited."""
_NOT_RECOGNISED = ("agreement-ended", "declined")
_NO_CREDENTIAL = frozenset({"h1-absent", "kind-unexpected", "not-an-object"})
"""Codes of readable content that is no huren credential."""

_OUR_CONTEXTS = HUREN_CONTEXT.rpartition("/")[0] + "/"
"""The prefix of huren's JSON-LD contexts in any version."""

CodeFacts = tuple[str, JsonObject]
"""A code and its facts."""


@dataclass(frozen=True, slots=True)
class CheckBasis:
    """The basis of a check: trust data, home and dates; `moments` holds the dates up to now."""

    trust: TrustStore
    policy: Policy
    now: datetime
    home: str
    opening: datetime
    award: datetime | None
    moments: Mapping[ColumnName, datetime]
    last_day: date
    """The last day of the contract."""
    proofs: LogProofs
    """Log proofs, each for the credential it proves."""


@dataclass(frozen=True, slots=True)
class DatedStanding:
    """A credential at one date: with `faults` it counts for nothing, with `doubts` it cannot be established.

    `unrecognised` is the reason why no equivalence counts at all then.
    """

    faults: tuple[CodeFacts, ...]
    doubts: tuple[CodeFacts, ...]
    recognised: tuple[Recognised, ...]
    unrecognised: CodeFacts | None
    outcome: Outcome
    code: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A credential with a valid signature, and its standing at each date up to now.

    Equal standings are one object, so that conclusions from them are worked out once.
    """

    record: Record[Any]
    digest: str
    holder: str
    scheme: str
    standings: Mapping[ColumnName, DatedStanding]
    proof: bytes | None = None
    """The proof that it is in its association's log."""
    witnessed: JsonObject | None = None
    """The first other party that cosigned a log with the credential, and the time: `by` and `seen`."""

    def to_json(self, places: Sequence[JsonObject]) -> JsonObject:
        """Return the credential's JSON for the matrix; `places` are the places where it was found."""
        body = self.record.body
        return {
            "digest": self.digest,
            "id": body.id,
            "issuer": body.issuer,
            "number": body.title,
            "holder": self.holder,
            "name": body.holder,
            "scheme": body.scheme,
            "categories": [category for category in body.categories if category is not None],
            "grade": body.grade,
            "since": format_time(body.valid_from),
            "until": format_time(body.valid_until),
            "signed": format_time(self.record.created),
            "columns": {
                name: {"outcome": standing.outcome.value, "code": standing.code}
                if (standing := self.standings.get(name)) is not None
                else None
                for name in COLUMNS
            },
            **({"logProof": sha256(self.proof).hexdigest()} if self.proof is not None else {}),
            **({"witnessed": self.witnessed} if self.witnessed is not None else {}),
            "places": [*places],
        }


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A code without a credential to judge; if it `blocks`, its content stays unknown and cells stay open."""

    code: str
    facts: JsonObject
    blocks: bool
    record: Record[Any] | None = None
    """The record as read; nothing vouches for its content."""


def judge_credential(data: bytes | Record[Any], basis: CheckBasis) -> Judged | Unjudged:
    """Judge the credential in `data` at every date up to now, or return why there is none to judge."""
    record = data if isinstance(data, Record) else read_credential(data)
    if isinstance(record, Finding):
        return _unread(record, data)
    standings: dict[ColumnName, DatedStanding] = {}
    first: Case | None = None
    witnessed: JsonObject | None = None
    proof = basis.proofs.of(record)
    for name, moment in basis.moments.items():
        # of a future day only the term is known: everything else is judged now
        at = None if name == "contractEnd" else moment
        question = Question(
            basis.trust, policy=basis.policy, now=basis.now, at=at, home=basis.home, proof=proof
        )
        case = open_record(record, question)
        if first is not None:
            case.take_over(first)
        verdict = judge(case)
        if verdict.record is None:
            return _unsigned(verdict, record)
        witnessed = find_witness(verdict)
        standing = _stand(verdict, record, basis, name)
        same = (earlier for earlier in standings.values() if earlier == standing)
        standings[name] = next(same, standing)
        first = case
    body = record.body
    return Judged(record, record.digest, body.holder_code, body.scheme, standings, proof, witnessed)


def find_witness(verdict: Verdict) -> JsonObject | None:
    """Return the first other party that knew the record was logged, and the time."""
    witnessed = next((finding for finding in verdict.findings if finding.code == "witnessed"), None)
    return {**witnessed.evidence} if witnessed is not None else None


def _unread(finding: Finding, data: bytes | Record[Any]) -> Unjudged:
    """Judge an unreadable code: a huren code may have been a certificate; any other counts for nothing."""
    error = finding.evidence.get("error")
    is_ours = not isinstance(data, bytes) or _is_ours(data, error)
    foreign = error in _NO_CREDENTIAL or (error == "kind-unknown" and not is_ours)
    code = "no-credential-code" if foreign else finding.code
    return Unjudged(code, dict(finding.evidence), not foreign and is_ours)


def _is_ours(data: bytes, error: object) -> bool:
    """Return whether unreadable data is in huren's format: H1, or JSON with its type or context."""
    if not data.lstrip(b" \t\r\n").startswith(b"{"):
        return error != "too-large"
    try:
        context = parse_document(data, max_judged_bytes()).get("@context")
    except RecordError as failure:
        return failure.code != "too-large" and _OUR_CONTEXTS.encode() in data
    contexts = context if isinstance(context, list) else [context]
    return error != "kind-unknown" or any(
        isinstance(name, str) and name.startswith(_OUR_CONTEXTS) for name in contexts
    )


def _unsigned(verdict: Verdict, record: Record[Any]) -> Unjudged:
    """Judge a record without a valid signature: a bad one counts for nothing, an uncheckable one blocks."""
    finding = next(f for f in verdict.findings if f.code == verdict.code)
    # otherwise one forged file could keep every cell of its bidder open
    is_open = verdict.outcome is Outcome.INDETERMINATE
    return Unjudged(finding.code, dict(finding.evidence), is_open, record)


def _stand(verdict: Verdict, record: Record[Any], basis: CheckBasis, name: ColumnName) -> DatedStanding:
    faults, doubts = [], []
    unrecognised: CodeFacts | None = None
    for finding in verdict.findings:
        if finding.outcome is Result.PASSED and finding.check != "recognition":
            continue
        standing = finding.code, _facts(finding, record, basis)
        if finding.check == "recognition":
            unrecognised = standing if finding.code in _NOT_RECOGNISED else None
        elif finding.outcome is Result.FAILED or finding.code == "signed-after":
            faults.append(standing)
        elif finding.outcome is Result.INDETERMINATE:
            doubts.append(standing)
    if name == "contractEnd":
        short = days_short(record.body.valid_until, basis.last_day)
        if short > 0:
            until = basis.last_day.isoformat()
            end = format_time(record.body.valid_until)
            faults.append(("ends-before-contract", {"until": end, "lastDay": until, "days": short}))
    return DatedStanding(
        tuple(faults), tuple(doubts), verdict.recognised, unrecognised, verdict.outcome, verdict.code
    )


def days_short(until: datetime, last: date) -> int:
    """Count the days up to `last` that a term ending at `until` does not cover; below 1: none."""
    whole = last_day(until)
    return (last - whole).days + (0 if end_of(whole) == until else 1)


def _facts(finding: Finding, record: Record[Any], basis: CheckBasis) -> JsonObject:
    """Return the evidence, with a number of days where a number is clearer than dates."""
    facts: JsonObject = dict(finding.evidence)
    body = record.body
    days: int | None = None
    at = day_of(datetime.fromisoformat(str(facts["at"]))) if "at" in facts else None
    if finding.code in ("revoked", "superseded", "suspended"):
        since = datetime.fromisoformat(str(facts["since"]))
        days = (day_of(since) - day_of(basis.opening)).days
    elif at is None:
        return facts
    elif finding.code == "expired":
        days = (at - last_day(body.valid_until)).days
    elif finding.code == "not-yet-valid":
        days = (day_of(body.valid_from) - at).days
    elif finding.code == "signed-after":
        days = (day_of(record.created) - at).days
    return facts if days is None else {**facts, "days": days}
