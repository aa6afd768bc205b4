"""The table of checks, in the order of findings; each module here is one check, from a case to a finding."""

from collections.abc import Callable, Mapping
from functools import cache

from credentials.documents.kind import OWN_CHECKS, OwnCheck
from verifier.case import Case, OfRecord
from verifier.checks.authority import check_authority
from verifier.checks.freshness import check_freshness
from verifier.checks.issuer_key import check_issuer_key
from verifier.checks.log import check_log
from verifier.checks.proof import check_proof
from verifier.checks.recognition import check_recognition
from verifier.checks.since import find_since
from verifier.checks.status import check_status
from verifier.checks.subject import check_subject
from verifier.checks.validity_period import check_validity_period
from verifier.checks.works.listings import Judge, check_listing, check_refers, check_sequence
from verifier.checks.works.reports import check_recomputed
from verifier.checks.works.resolutions import check_adopted, check_complete
from verifier.checks.works.surveys import check_disclosure
from verifier.checks.works.verification import check_verification
from verifier.codes import SINCE
from verifier.findings import passed
from verifier.verdict import Finding

CaseCheck = Callable[[Case, Judge], Finding | None]
"""A check of a case; some also judge the records beside it, one by one."""

_WELL_FORMED = passed("well-formed")

TABLE: Mapping[str, CaseCheck] = {
    "well-formed": lambda _, __: _WELL_FORMED,
    "issuer-key": lambda case, _: judge_record(case).issuer_key,
    "proof": lambda case, _: judge_record(case).proof,
    "agreement": lambda case, _: case.reliance.agreement,
    "authority": lambda case, _: judge_record(case).authority,
    "validity-period": lambda case, _: check_validity_period(case),
    "status": lambda case, _: check_status(case),
    "freshness": lambda case, _: check_freshness(case),
    "log": lambda case, _: judge_record(case).log,
    "recognition": lambda case, _: check_recognition(case),
    "subject": lambda case, _: judge_record(case).subject,
    "verification": lambda case, _: check_verification(case),
    "listing": check_listing,
    "refers": lambda case, _: check_refers(case),
    "sequence": check_sequence,
    "complete": check_complete,
    "adopted": check_adopted,
    "recomputed": check_recomputed,
    "disclosure": check_disclosure,
    SINCE: lambda case, _: find_since(case),
}
"""By the name of the finding: those of verifier.codes.CHECKS, then `since`."""


@cache
def list_checks(own: tuple[OwnCheck, ...]) -> tuple[CaseCheck, ...]:
    """Return the checks to run on a kind with the own checks `own`."""
    foreign = {*OWN_CHECKS}.difference(own) | ({SINCE} if "status" not in own else set())
    return tuple(check for name, check in TABLE.items() if name not in foreign)


def judge_record(case: Case) -> OfRecord:
    """Return the findings that depend on neither moment nor home, judged once for each record."""
    if case.of_record is None:
        # 1. the key, for the time at which the record says it was signed
        issuer_key = check_issuer_key(case)
        # 2. the signature: nothing below believes a record without it
        proof = check_proof(case)
        # 3. the log, before authority: a dated proof can show that a grant had not ended
        log = check_log(case)
        # 4. the key again: a stolen key's record stands if others witnessed it before the theft
        if case.dated is not None and issuer_key.code == "key-compromised":
            issuer_key = check_issuer_key(case)
        # 5. the enterprise that the caller expects, and the issuer's right to sign this record
        subject = check_subject(case) if "subject" in case.kind.checks else None
        case.of_record = OfRecord(issuer_key, proof, log, check_authority(case), subject)
    return case.of_record
