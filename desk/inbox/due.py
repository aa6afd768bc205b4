"""Days by which objections are answered, as the desk is set for the scheme of each."""

from collections.abc import Iterable
from datetime import date

from credentials.documents.desk.objection import ObjectionEntry, due_on
from desk.inbox.entries import InboxEntry
from desk.inbox.subjects import find_certificate, list_notices
from desk.office.desk import DeskView
from desk.office.settings import find_setting


def find_due(desk: DeskView, entries: Iterable[InboxEntry]) -> dict[str, date]:
    """Return the last day for the answer of each objection that waits for one, by its id."""
    schemes = {
        version.digest: version.body.credential_subject.scheme
        for versions in list_notices(desk)
        for version in versions
    }
    due = {}
    by_number: dict[str, str | None] = {}
    for entry in entries:
        if isinstance(entry.body, ObjectionEntry) and entry.is_open:
            about = entry.body.about
            if about.number is not None and about.number not in by_number:
                record = find_certificate(desk, about.number)
                by_number[about.number] = record.body.scheme if record is not None else None
            scheme = by_number.get(about.number or "") or schemes.get(about.notice or "")
            due[entry.id] = due_on(entry.body.received_on, find_setting(desk, "answerDays", scheme))
    return due
