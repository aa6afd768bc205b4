"""Credential: what the verifier says of signature and authority, then what only a registry can know.

Freshness and status are not asked: they come from here. Neither is the validity period: a credential may be
admitted before it begins or after it ended.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from credentials.assessment import Assessment
from credentials.record import Record
from credentials.status_event import StatusEvent
from registry.admission.submission import Submission, refuse_characters, refuse_name
from registry.desk import Desk, find_final
from registry.errors import DECIDING, RegistryError
from registry.indexes import Slot, find_slot_holder, reserve_slots
from verifier.policy import BACKDATED_AFTER, Policy
from verifier.trust import TrustStore
from verifier.verdict import Result
from verifier.verify import verify

_POLICY = Policy()


def admit_credential(submission: Submission) -> None:
    """The verifier's findings, names, certificate number, index; a note when it is backdated."""
    record, desk, now = submission.record, submission.desk, submission.now
    check_verdict(record.data, desk.trust, now)
    check_names(record)
    submission.follow_up = check_numbers(desk, [record], submission.announced).get(record.body.id)
    _check_index(submission, record)
    submission.notes += find_notes(record, now)


def check_verdict(data: bytes, trust: TrustStore, now: datetime) -> None:
    """The first finding that decides and did not pass, as RegistryError with the verifier's code."""
    for finding in verify(data, trust, policy=_POLICY, now=now).findings:
        decides = finding.check in ("well-formed", *DECIDING) and finding.outcome is not Result.PASSED
        if decides or finding.code == "signed-in-future":
            raise RegistryError.of_finding(finding)


def check_names(record: Record[Assessment]) -> None:
    """Names and numbers are of characters that print."""
    subject = record.body.credential_subject
    refuse_name("credentialSubject.legalName", subject.legal_name)
    refuse_name("credentialSubject.legalNameEn", subject.legal_name_en)
    number = subject.assessment.certificate_number
    refuse_characters("credentialSubject.assessment.certificateNumber", number)


def check_numbers(
    desk: Desk, records: Iterable[Record[Assessment]], announced: Mapping[str, Record[StatusEvent]]
) -> dict[str, Record[StatusEvent]]:
    """A certificate number has one holder that is neither revoked nor superseded.

    Unless the new credential came with the event by which it supersedes the holder: then that event, by the
    new credential's id. `records` are of one issuer. Raises RegistryError certificate-number-taken.
    """
    by_number: dict[str, Record[Assessment]] = {}
    for record in records:
        number = record.body.credential_subject.assessment.certificate_number
        if by_number.setdefault(number, record) is not record:
            raise _taken(number, by_number[number].body.id)
    follow_ups: dict[str, Record[StatusEvent]] = {}
    issuer = next(iter(by_number.values())).body.issuer
    for number, holders in desk.number_holders(issuer, by_number).items():
        record = by_number[number]
        event = announced.get(record.body.id)
        for holder in holders:
            if holder == record.body.id:
                continue  # the same id again: a conflict, but not of numbers
            if event is not None and event.body.credential_subject.credential == holder:
                follow_ups[record.body.id] = event
            elif find_final(desk.events(issuer, holder)) is None:
                raise _taken(number, holder)
    return follow_ups


def _taken(number: str, holder: str) -> RegistryError:
    where = "credentialSubject.assessment.certificateNumber"
    return RegistryError("certificate-number-taken", where, number=number, holder=holder)


def _check_index(submission: Submission, record: Record[Assessment]) -> None:
    body, desk = record.body, submission.desk
    slot = Slot(body.list_number, body.index)
    holder = find_slot_holder(desk.connection, body.issuer, slot)
    if holder is None:
        reserve_slots(desk.connection, body.issuer, [slot], [body.id])
    elif holder != body.id:
        raise RegistryError(
            "index-conflict", "credentialStatus", index=slot.position, list=slot.list_number, holder=holder
        )


def find_notes(record: Record[Assessment], now: datetime) -> list[str]:
    """`backdated` when it began more than 24 hours before it was admitted."""
    return ["backdated"] if now - record.body.valid_from > BACKDATED_AFTER else []
