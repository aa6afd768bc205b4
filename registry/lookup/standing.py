"""Standing of a credential at a moment: the verdict in one word, for lists and counts.

All checks of a verdict run again except the signature: that was checked at admission.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from credentials.documents.assessment import Assessment
from credentials.documents.status_event import EndKind
from credentials.kinds import ASSESSMENTS, KINDS
from credentials.record import JsonObject, Record
from credentials.times import format_time
from registry.admission.record_rows import key_fragment
from verifier import Finding, Result, TrustStore
from verifier.case import Case
from verifier.checks.authority import check_authority
from verifier.checks.freshness import check_freshness
from verifier.checks.issuer_key import check_issuer_key
from verifier.checks.status import check_status, read_status
from verifier.checks.validity_period import check_validity_period
from verifier.policy import Policy
from verifier.question import Question
from verifier.reliance.snapshot import take_snapshot

_POLICY = Policy()


class Standing(NamedTuple):
    """One of STANDINGS, and for `revoked` also one of ENDS."""

    name: str
    end_kind: EndKind | None = None

    @property
    def word(self) -> str:
        """Word for it: the kind of the end where there is one."""
        return self.end_kind or self.name

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "Standing":
        """Return the standing of a verdict with these findings of the required checks.

        An end by an event comes first, then that of the term, then other reasons of invalidity.
        """
        codes = {finding.code: finding for finding in findings if finding.outcome is not Result.PASSED}
        if "revoked" in codes:
            return cls("revoked", cast("EndKind", codes["revoked"].evidence["kind"]))
        failed = {code for code, finding in codes.items() if finding.outcome is Result.FAILED}
        for code in ("superseded", "expired"):
            if code in failed:
                return cls(code)
        if failed - {"not-yet-valid", "suspended"}:
            return cls("invalid")
        for code in ("not-yet-valid", "suspended"):
            if code in failed:
                return cls(code)
        return cls("unclear" if codes else "active")


def find_standing(
    record: Record[Any], trust: TrustStore, now: datetime, at: datetime | None = None
) -> Standing:
    """Return the standing at `at` (default: now) of a judged record that was admitted."""
    case = Case.of(record, Question(trust, policy=_POLICY, now=now, at=at))
    return Standing.of(
        (
            *_judge_record(case),
            case.reliance.agreement,
            check_validity_period(case),
            check_status(case),
            check_freshness(case),
        )
    )


def find_filed_standing(record: Record[Any], trust: TrustStore, now: datetime) -> Standing:
    """Return the standing by its own association's records here, without freshness."""
    case = Case.of(record, Question(trust, policy=_POLICY, now=now))
    party = trust.party(case.issuer)
    status = read_status(party.history(record.body.id), now) if party is not None else check_status(case)
    return Standing.of((*_judge_record(case), check_validity_period(case), status))


def find_fault(record: Record[Any], trust: TrustStore, now: datetime) -> str | None:
    """Return `invalid` or `unclear` if key or authority make it so at `now`."""
    case = Case.of(record, Question(trust, policy=_POLICY, now=now))
    results = {finding.outcome for finding in _judge_record(case)}
    if Result.FAILED in results:
        return "invalid"
    return "unclear" if results != {Result.PASSED} else None


def is_relied_on(trust: TrustStore, issuer: str, now: datetime) -> bool:
    """Return whether this trust data can make any verdict on the issuer's credentials valid."""
    reliance = take_snapshot(trust, now).reliance(issuer, None, _POLICY)
    witness = reliance.freshness.witness
    is_cut = witness is not None and witness.sight is not None and witness.sight.is_cut
    return (
        reliance.agreement.outcome is Result.PASSED
        and reliance.freshness.problem is None
        and reliance.shortage is None
        and not is_cut
    )


def find_named(trust: TrustStore, issuer: str, now: datetime) -> set[str]:
    """Return the ids of the credentials that an event names, here or at the witness."""
    party = trust.party(issuer)
    witness = take_snapshot(trust, now).reliance(issuer, None, _POLICY).freshness.witness
    loose = witness.sight.loose if witness is not None and witness.sight is not None else ()
    return {*(party.events.credentials if party is not None else ()), *(item.credential for item in loose)}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Credentials of an issuer that may have a fault (`find_fault`): all, or those of some keys.

    `keys` are fragments of key ids, each with the moment since which its signatures are in doubt, in seconds.
    """

    of_all: bool = False
    keys: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.of_all or bool(self.keys)

    def is_about(self, key: str, created: int) -> bool:
        """Return whether a credential with such a signature may have a fault."""
        return self.of_all or created >= self.keys.get(key, created + 1)


def may_be_at_fault(trust: TrustStore, issuer: str, now: datetime) -> bool:
    """Return whether changed keys or grants may give a credential of the issuer a fault."""
    return bool(find_doubt(trust, issuer, now))


def find_doubt(trust: TrustStore, issuer: str, now: datetime) -> Doubt:
    """Find the doubts due to changed keys and grants: at admission a credential had no fault."""
    party, key_list = trust.party(issuer), take_snapshot(trust, now).key_lists.get(issuer)
    if party is None or key_list is None or len(party.lists) > 1 or _is_grant_in_doubt(trust, issuer, now):
        return Doubt(of_all=True)
    uses = {KINDS[kind].use for kind in ASSESSMENTS}
    keys: dict[str, int] = {}
    for key in party.keys.values():
        method = key.method
        if method.use not in uses:
            continue
        if key.stand is not None or key_list.body.method(method.id) is None:
            keys[key_fragment(method.id)] = 0
        elif method.signs_until is not None:
            keys[key_fragment(method.id)] = int(method.signs_until.timestamp())
    return Doubt(keys=keys)


def _is_grant_in_doubt(trust: TrustStore, issuer: str, now: datetime) -> bool:
    first, *later = (version.text for version in trust.chain.versions)
    grants = [grant for grant in first.grants if grant.issuer == issuer]
    ends = [first.effective_until, *(grant.until for grant in grants)]
    return any(end <= now for end in ends) or any(
        text.schemes != first.schemes
        or text.party(issuer) != first.party(issuer)
        or text.effective_until <= now
        or [grant for grant in text.grants if grant.issuer == issuer] != grants
        for text in later
    )


def _judge_record(case: Case) -> tuple[Finding, Finding]:
    """Return the findings `issuer-key` and `authority`; the signature was checked at admission."""
    issuer_key = check_issuer_key(case)
    case.signed = case.key is not None
    return issuer_key, check_authority(case)


def summarise(record: Record[Assessment], standing: Standing) -> JsonObject:
    """Return a credential as a line of a list."""
    body, subject = record.body, record.body.credential_subject
    assessment = subject.assessment
    return {
        "digest": record.digest,
        "id": body.id,
        "issuer": body.issuer,
        "legalName": subject.legal_name,
        "uscc": subject.unified_social_credit_code,
        "region": subject.region,
        "scheme": assessment.scheme,
        "category": [category for category in assessment.categories if category is not None],
        "grade": assessment.grade,
        "certificateNumber": assessment.certificate_number,
        "validFrom": format_time(body.valid_from),
        "validUntil": format_time(body.valid_until),
        "standing": standing.name,
        "endKind": standing.end_kind,
    }
