"""Each credential judged once a date: what its verdict says against it, apart from what it certifies.

The signature is checked once; opening and award are asked as they were, contract end as of now with the term.
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
"""In the order in which they are listed and cited."""
_NOT_RECOGNISED = ("agreement-ended", "declined")
_NO_CREDENTIAL = frozenset({"h1-absent", "kind-unexpected", "not-an-object"})
"""Why there is none in a code that was read well: it is somebody else's."""

_OUR_CONTEXTS = HUREN_CONTEXT.rpartition("/")[0] + "/"
"""Whatever the version."""

CodeFacts = tuple[str, JsonObject]
"""A code and its facts."""


@dataclass(frozen=True, slots=True)
class CheckBasis:
    """By which trust data, for whom, at which dates: `moments` holds those that have come."""

    trust: TrustStore
    policy: Policy
    now: datetime
    home: str
    opening: datetime
    award: datetime | None
    moments: Mapping[ColumnName, datetime]
    last_day: date
    """Of the contract."""
    proofs: LogProofs
    """Of logs, each for whichever credential it proves."""


@dataclass(frozen=True, slots=True)
class DatedStanding:
    """A credential at one date: `faults` make it count for nothing, `doubts` leave it open.

    `unrecognised`: why no equivalence counts at all then.
    """

    faults: tuple[CodeFacts, ...]
    doubts: tuple[CodeFacts, ...]
    recognised: tuple[Recognised, ...]
    unrecognised: CodeFacts | None
    outcome: Outcome
    code: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A credential whose signature holds, and its standing at each date that has come.

    Equal standings are one object, so that what follows from them is worked out once.
    """

    record: Record[Any]
    digest: str
    holder: str
    scheme: str
    standings: Mapping[ColumnName, DatedStanding]
    proof: bytes | None = None
    """That it is in its association's log."""
    witnessed: JsonObject | None = None
    """Who else knew of it first, and when: `by` and `seen`."""

    def to_json(self, places: Sequence[JsonObject]) -> JsonObject:
        """What is said of it beside the cells; `places` are where it was found."""
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
    """A code of which no content is shown; `blocks`: what it would have said is not known."""

    code: str
    facts: JsonObject
    blocks: bool
    record: Record[Any] | None = None
    """That was read, of which nothing is vouched for."""


def judge_credential(data: bytes | Record[Any], basis: CheckBasis) -> Judged | Unjudged:
    """The credential in `data` at every date that has come, or why there is none."""
    record = data if isinstance(data, Record) else read_credential(data)
    if isinstance(record, Finding):
        return _unread(record, data)
    standings: dict[ColumnName, DatedStanding] = {}
    first: Case | None = None
    witnessed: JsonObject | None = None
    proof = basis.proofs.of(record)
    for name, moment in basis.moments.items():
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
    """Who else knew first that the record is in its log, and when."""
    found = next((one for one in verdict.findings if one.code == "witnessed"), None)
    return {**found.evidence} if found is not None else None


def _unread(finding: Finding, data: bytes | Record[Any]) -> Unjudged:
    """One of ours that does not read may have been a certificate; of somebody else it is nothing."""
    error = finding.evidence.get("error")
    is_ours = not isinstance(data, bytes) or _is_ours(data, error)
    foreign = error in _NO_CREDENTIAL or (error == "kind-unknown" and not is_ours)
    code = "no-credential-code" if foreign else finding.code
    return Unjudged(code, dict(finding.evidence), not foreign and is_ours)


def _is_ours(data: bytes, error: object) -> bool:
    """Whether what could not be read for `error` is of this format: H1, by its type, else by its context."""
    if not data.lstrip(b" \t\r\n").startswith(b"{"):
        return error != "too-large"
    try:
        context = parse_document(data, max_judged_bytes()).get("@context")
    except RecordError as failure:
        return failure.code != "too-large" and _OUR_CONTEXTS.encode() in data
    named = context if isinstance(context, list) else [context]
    return error != "kind-unknown" or any(
        isinstance(one, str) and one.startswith(_OUR_CONTEXTS) for one in named
    )


def _unsigned(verdict: Verdict, record: Record[Any]) -> Unjudged:
    """A signature that fails is known to; one that cannot be checked says nothing either way."""
    finding = next(f for f in verdict.findings if f.code == verdict.code)
    # else one forged file keeps every cell of its bidder open
    is_open = verdict.outcome is Outcome.INDETERMINATE
    return Unjudged(finding.code, dict(finding.evidence), is_open, record)


def _stand(verdict: Verdict, record: Record[Any], basis: CheckBasis, name: ColumnName) -> DatedStanding:
    faults, doubts = [], []
    unrecognised: CodeFacts | None = None
    for finding in verdict.findings:
        if finding.outcome is Result.PASSED and finding.check != "recognition":
            continue
        told = finding.code, _facts(finding, record, basis)
        if finding.check == "recognition":
            unrecognised = told if finding.code in _NOT_RECOGNISED else None
        elif finding.outcome is Result.FAILED or finding.code == "signed-after":
            faults.append(told)
        elif finding.outcome is Result.INDETERMINATE:
            doubts.append(told)
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
    """How many of the days up to `last` a term that ends at `until` does not hold whole; below 1: none."""
    whole = last_day(until)
    return (last - whole).days + (0 if end_of(whole) == until else 1)


def _facts(finding: Finding, record: Record[Any], basis: CheckBasis) -> JsonObject:
    """The evidence; where days tell more than dates, their number."""
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
