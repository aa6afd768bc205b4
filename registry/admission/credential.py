"""Credential: what the verifier says of signature and authority, and names that print.

What a desk minds of numbers and indexes binds what this node signs (registry.numbers, registry.indexes); what
others have signed, they have signed. Freshness and status are not asked: they come from here. Neither is the
validity period: a credential may be admitted before it begins or after it ended.
"""

from datetime import datetime

from credentials.assessment import Assessment
from credentials.record import Record
from registry.admission.submission import Submission, refuse_characters, refuse_name
from registry.errors import DECIDING, RegistryError
from registry.indexes import Slot, find_slot_holder, reserve_slots
from verifier.policy import BACKDATED_AFTER, Policy
from verifier.trust import TrustStore
from verifier.verdict import Result
from verifier.verify import verify

_POLICY = Policy()


def admit_credential(submission: Submission) -> None:
    """The verifier's findings and names; a note when it is backdated."""
    record, now = submission.record, submission.now
    check_verdict(record.data, submission.desk.trust, now)
    check_names(record)
    _take_index(submission, record)
    submission.notes += find_notes(record, now)


def check_verdict(data: bytes, trust: TrustStore, now: datetime) -> None:
    """The first finding that decides and did not pass, as RegistryError with its code and the verdict."""
    verdict = verify(data, trust, policy=_POLICY, now=now)
    for finding in verdict.findings:
        decides = finding.check in ("well-formed", *DECIDING) and finding.outcome is not Result.PASSED
        if decides or finding.code == "signed-in-future":
            raise RegistryError.of_finding(finding, verdict)


def check_names(record: Record[Assessment]) -> None:
    """Names and numbers are of characters that print."""
    subject = record.body.credential_subject
    refuse_name("credentialSubject.legalName", subject.legal_name)
    refuse_name("credentialSubject.legalNameEn", subject.legal_name_en)
    number = subject.assessment.certificate_number
    refuse_characters("credentialSubject.assessment.certificateNumber", number)


def _take_index(submission: Submission, record: Record[Assessment]) -> None:
    """This node draws the index for no other credential; who else has it is its issuer's matter."""
    body, connection = record.body, submission.desk.connection
    slot = Slot(body.list_number, body.index)
    if find_slot_holder(connection, body.issuer, slot) is None:
        reserve_slots(connection, body.issuer, [slot], [body.id])


def find_notes(record: Record[Assessment], now: datetime) -> list[str]:
    """`backdated` when it began more than 24 hours before it was admitted."""
    return ["backdated"] if now - record.body.valid_from > BACKDATED_AFTER else []
