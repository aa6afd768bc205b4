"""From bytes to a verdict: runs every check of the table in order (design section 5).

Opens nothing: no clock, file, socket or database. Never raises on any bytes.
"""

from dataclasses import replace
from datetime import datetime

from credentials.documents.assessment import Assessment
from credentials.record import Record
from verifier.arguments import check_moment, check_past, check_types
from verifier.case import Case
from verifier.checks.authority import check_authority
from verifier.checks.freshness import check_freshness
from verifier.checks.issuer_key import check_issuer_key
from verifier.checks.log import check_log
from verifier.checks.proof import check_proof
from verifier.checks.recognition import check_recognition
from verifier.checks.status import check_status
from verifier.checks.subject import check_subject
from verifier.checks.validity_period import check_validity_period
from verifier.checks.well_formed import read_credential
from verifier.codes import CHECKS
from verifier.errors import QuestionError
from verifier.findings import passed, skipped
from verifier.policy import Expect, Policy
from verifier.reliance.snapshot import take_snapshot
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding, Verdict

_ALWAYS = frozenset(CHECKS) - {"log", "recognition", "subject"}
_WELL_FORMED = passed("well-formed")


def verify(
    data: bytes,
    trust: TrustStore,
    *,
    policy: Policy,
    now: datetime,
    at: datetime | None = None,
    expect: Expect | None = None,
    home: str | None = None,
    proof: bytes | None = None,
) -> Verdict:
    """The verdict on the credential in `data`: JSON, or text with an H1 code.

    `now` and `at` (the date asked about, default now) are aware times; `home` is the DID of the association
    whose grades you use; `proof` an inclusion proof (C2SP tlog-proof text). Raises QuestionError (a
    ValueError) only for a question that cannot be asked: an argument of another type (argument-type), a time
    without offset (time-aware) or of the first or last year there is (time-range), `at` after `now`
    (at-after-now; not where the clock is behind the trust data), a home that no agreement version names
    (home-unknown), or a policy that requires a recognised grade without a home (home-missing).
    """
    if at is not None:
        check_moment(at, "at")
    case = open_case(data, trust, policy=policy, now=now, at=at, expect=expect, home=home, proof=proof)
    return case if isinstance(case, Verdict) else judge(case)


def open_case(
    data: bytes,
    trust: TrustStore,
    *,
    policy: Policy,
    now: datetime,
    at: datetime | None,
    expect: Expect | None,
    home: str | None,
    proof: bytes | None,
) -> Case | Verdict:
    """The question to be judged, or the verdict where the form already decides it.

    Raises QuestionError argument-type, time-aware, time-range, at-after-now, home-unknown, home-missing.
    """
    check_types(data, trust, policy=policy, expect=expect, home=home, proof=proof)
    check_moment(now, "now")
    if home is not None and home not in trust.chain.members:
        raise QuestionError("home-unknown", "home", home=home, parties=sorted(trust.chain.members))
    if policy.require_recognition and home is None:
        raise QuestionError("home-missing", "home")
    moment = at if at is not None else now
    record = read_credential(data)
    snapshot = take_snapshot(trust, now)
    if isinstance(record, Finding):
        check_past(at, now, is_behind=trust.clock_is_behind(now))
        rest = (skipped(check, "well-formed") for check in CHECKS[1:])
        return Verdict((record, *rest), _required(policy, expect), None, (), moment, now, snapshot.summary)
    reliance = snapshot.reliance(record.body.issuer, home, policy)
    check_past(at, now, is_behind=reliance.freshness.clock_is_behind)
    return Case(
        record, trust, snapshot, reliance, policy, now, moment, at is not None, home, expect, proof,
        record.created,
    )  # fmt: skip


def _required(policy: Policy, expect: Expect | None) -> frozenset[str]:
    more = [
        check
        for check, needed in (
            ("log", policy.require_log),
            ("recognition", policy.require_recognition),
            ("subject", expect is not None),
        )
        if needed
    ]
    return _ALWAYS.union(more) if more else _ALWAYS


def judge(case: Case) -> Verdict:
    """Every check of the table, in order."""
    issuer_key = check_issuer_key(case)
    proof = check_proof(case)
    log = check_log(case)  # before authority: a dated proof can show that a grant had not ended
    authority = check_authority(case)
    recognition, recognised = check_recognition(case)
    findings = (
        _WELL_FORMED,
        issuer_key,
        proof,
        case.reliance.agreement,
        authority,
        check_validity_period(case),
        check_status(case),
        check_freshness(case),
        log,
        recognition,
        check_subject(case),
    )
    record: Record[Assessment] | None = case.record if case.signed else None
    return Verdict(
        findings, _required(case.policy, case.expect), record, recognised, case.at, case.now,
        case.snapshot.summary,
    )  # fmt: skip


def judge_at(case: Case, judged: Verdict, at: datetime) -> Verdict:
    """The verdict at another moment of a case that was judged: what depends on the moment is checked anew."""
    moved = replace(case, at=at)
    recognition, recognised = check_recognition(moved)
    anew = {found.check: found for found in (check_validity_period(moved), check_status(moved), recognition)}
    findings = tuple(anew.get(finding.check, finding) for finding in judged.findings)
    return replace(judged, findings=findings, recognised=recognised, at=at)
