"""Verify bytes, or a record that was read: every check of docs/reference/checks.md in order.

Opens no clock, file, socket or database. Never raises on any bytes.
"""

from datetime import datetime
from functools import cache, partial
from typing import Any, Unpack

from credentials.documents.kind import ASSESSMENT_CHECKS, OWN_CHECKS, OwnCheck
from credentials.record import Record
from verifier.case import Case
from verifier.checks import list_checks
from verifier.checks.well_formed import read_credential
from verifier.codes import CHECKS
from verifier.findings import skipped
from verifier.policy import Expect, Policy
from verifier.question import Question, QuestionMembers, check_bytes, check_past, check_record
from verifier.reliance.snapshot import take_snapshot
from verifier.trust.trust_store import TrustStore
from verifier.verdict import TrustSummary, Verdict

_UNREAD = [check for check in CHECKS[1:] if check not in OWN_CHECKS or check in ASSESSMENT_CHECKS]
"""The checks reported as skipped for unreadable bytes, which have no kind: those of an assessment."""
_NEVER = frozenset({"verification", "listing", "refers"})
"""Checks that may pass or fail but are never required."""


def verify(
    data: bytes, trust: TrustStore, *, at: datetime | None = None, **question: Unpack[QuestionMembers]
) -> Verdict:
    """Return the verdict on the record in `data`: JSON, or text with an H1 code.

    The record is of a kind that is judged (credentials.kinds); checks that do not apply to its kind are left
    out.

    `policy` and `now` are always given. Optional keywords: `at` (the date asked about, default now), `expect`
    (an Expect), `home` (the DID of the association whose grades you use), `proof` (an inclusion proof, C2SP
    tlog-proof text) and `beside` (records about this one, and the parties heard: verifier.trust.parts, or a
    registry's find_beside). Both times are aware.

    Raises QuestionError (a ValueError) only for a question that cannot be asked: an argument of another type
    (argument-type), a time without offset (time-aware) or in the first or last year (time-range), `at` after
    `now` (at-after-now; not where the clock is behind the trust data), a home that no agreement version names
    (home-unknown), or a policy that requires a recognised grade without a home (home-missing).
    """
    case = open_case(data, Question(trust, at=at, **question))
    return case if isinstance(case, Verdict) else judge(case)


def verify_record(
    record: Record[Any], trust: TrustStore, *, at: datetime | None = None, **question: Unpack[QuestionMembers]
) -> Verdict:
    """Return the verdict on a record that was already read (`credentials.kinds`), equal to that on its bytes.

    Its content comes from the typed reading, the signed bytes from the JSON value: only a record made by
    reading has a verdict. Errors are those of `verify`.
    """
    check_record(record)
    return judge(open_record(record, Question(trust, at=at, **question)))


def open_case(data: bytes, question: Question) -> Case | Verdict:
    """Return the case to judge for `data`, or the verdict where the form already decides it.

    Raises QuestionError argument-type, at-after-now.
    """
    # 1. read: bytes that are no record get a verdict, not an exception
    check_bytes(data)
    record = read_credential(data)
    if isinstance(record, Record):
        return open_record(record, question)
    # 2. an unread record has no known kind, so the checks of an assessment are reported as skipped
    now, at = question.now, question.at
    check_past(at, now, is_behind=question.trust.clock_is_behind(now))
    rest = (skipped(check, "well-formed") for check in _UNREAD)
    summary = take_snapshot(question.trust, now).summary
    required = _required(ASSESSMENT_CHECKS, question.policy, question.expect, summary)
    return Verdict((record, *rest), required, None, (), at if at is not None else now, now, summary)


def open_record(record: Record[Any], question: Question) -> Case:
    """Return the case to judge for a record that was read. Raises QuestionError at-after-now."""
    case = Case.of(record, question)
    check_past(question.at, question.now, is_behind=case.is_clock_behind)
    return case


def _required(
    own: tuple[OwnCheck, ...], policy: Policy, expect: Expect | None, trust: TrustSummary
) -> frozenset[str]:
    log = policy.require_log or trust.text.log is not None
    return _find_required(own, log, policy.require_recognition, expect is not None)


@cache
def _find_required(own: tuple[OwnCheck, ...], log: bool, recognition: bool, subject: bool) -> frozenset[str]:
    """Return the checks that must pass, for a kind with the own checks `own` and for this question."""
    terms = {"log": log, "recognition": recognition, "subject": subject}
    unasked = {check for check, is_asked in terms.items() if not is_asked} | _NEVER
    # a check that the caller asks for stays required even if the kind lacks it: never valid then
    needless = set(OWN_CHECKS).difference(own) - terms.keys()
    return frozenset(CHECKS) - unasked - needless


def judge(case: Case) -> Verdict:
    """Run every check that applies to the kind, in the order of the table."""
    own, judge_other = case.kind.checks, partial(_judge_beside, case)
    # 3. run them all: a failed check stops none, so the report has every reason at once
    findings = [check(case, judge_other) for check in list_checks(own)]
    results = tuple([finding for finding in findings if finding is not None])
    # 4. return the record only if the signature holds: callers show what they get
    record: Record[Any] | None = case.record if case.signed else None
    summary = case.snapshot.summary
    # 5. the required checks; the outcome is derived from them and the findings, never stored
    required = _required(own, case.policy, case.expect, summary)
    return Verdict(results, required, record, case.recognised, case.at, case.now, summary)


def _judge_beside(case: Case, record: Record[Any]) -> Verdict:
    """Return the verdict on another record at the same moment, without records beside it."""
    at = case.at if case.at_given else None
    return judge(Case.of(record, Question(case.trust, policy=case.policy, now=case.now, at=at)))
