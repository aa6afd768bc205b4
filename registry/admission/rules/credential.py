"""Rule for credentials: the verifier's checks of signature and authority, and printable names.

Issuing rules about numbers and indexes bind only what this node signs (registry.issuing.rules.numbers,
registry.admission.status_indexes). Admission does not check freshness or status, which this registry itself
publishes. It does not check the validity period either: a credential may be admitted before its term begins
or after it ended.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from credentials.documents.assessment import Assessment
from credentials.record import Record
from registry.admission.status_indexes import Slot, find_taken, reserve_slots
from registry.admission.submission import Submission, refuse_characters, refuse_name
from registry.errors import DECIDING, RegistryError
from verifier.policy import BACKDATED_AFTER, Policy
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Result
from verifier.verify import verify_record

_POLICY = Policy()


def prove_credential(submission: Submission) -> None:
    """Check the verifier's findings and the names; note a backdated credential."""
    record, now = submission.record, submission.now
    if not submission.proven:
        check_credential(record, submission.view.load_trust(), now)
    submission.notes += find_notes(record, now)


def check_credential(record: Record[Assessment], trust: TrustStore, now: datetime) -> None:
    """Check what needs no database; RegistryError for the first failing finding or name."""
    check_verdict(record, trust, now)
    check_names(record)


def check_verdict(record: Record[Any], trust: TrustStore, now: datetime) -> None:
    """Raise RegistryError, with code and verdict, for the first deciding finding that did not pass."""
    verdict = verify_record(record, trust, policy=_POLICY, now=now)
    for finding in verdict.findings:
        decides = finding.check in DECIDING and finding.outcome is not Result.PASSED
        if decides or finding.code == "signed-in-future":
            raise RegistryError.of_finding(finding, record.body, verdict)


def check_names(record: Record[Assessment]) -> None:
    """Check that names and numbers consist of printable characters."""
    subject = record.body.credential_subject
    refuse_name("credentialSubject.legalName", subject.legal_name)
    refuse_name("credentialSubject.legalNameEn", subject.legal_name_en)
    number = subject.assessment.certificate_number
    refuse_characters("credentialSubject.assessment.certificateNumber", number)


def take_indexes(submissions: Sequence[Submission]) -> None:
    """Take the status indexes, so that this node draws them for no other credential.

    If the issuer gave one index to two credentials, nothing is refused.
    """
    wanted: dict[tuple[str, int], dict[Slot, str]] = {}
    for body in (submission.record.body for submission in submissions):
        slots = wanted.setdefault((body.issuer, body.list_number), {})
        slots.setdefault(Slot(body.list_number, body.index), body.id)
    for (issuer, number), slots in wanted.items():
        connection = submissions[0].view.connection
        taken = find_taken(connection, issuer, number, [slot.position for slot in slots])
        # a taken index is no reason to refuse: else the order of arrival would decide which record is
        # admitted
        free = {slot: holder for slot, holder in slots.items() if slot.position not in taken}
        reserve_slots(connection, issuer, [*free], [*free.values()])


def find_notes(record: Record[Assessment], now: datetime) -> list[str]:
    """Return the note `backdated` for a credential that began more than 24 hours before `now`."""
    return ["backdated"] if now - record.body.valid_from > BACKDATED_AFTER else []
