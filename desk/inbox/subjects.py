"""Subjects of objections: an item of a notice that is here, or a certificate by its number."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from credentials.documents.desk.list_notice import ListNotice, PlacedItem, find_items
from credentials.documents.desk.objection import ObjectionAbout
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from desk.errors import DeskError
from desk.inbox.forms import FilledForm
from desk.office.desk import DeskView

_NOTICES = 50


class AskedSubject(NamedTuple):
    """Subject of an objection as typed or chosen; `item` is a place from 1."""

    notice: str = ""
    item: str = ""
    number: str = ""
    words: str = ""
    """Words of a name or code, to find an item."""

    @classmethod
    def of(cls, form: FilledForm) -> "AskedSubject":
        """Return the subject that the fields of a form name."""
        return cls(*(form.text(name)[:250] for name in cls._fields))


class SubjectChoice(NamedTuple):
    """A subject that was chosen, or what is left to choose from."""

    about: JsonObject | None = None
    title: str = ""
    """Batch of the notice."""
    notice: str = ""
    items: Sequence[PlacedItem] = ()
    notices: Sequence[Record[ListNotice]] = ()


def find_subject(desk: DeskView, choice: AskedSubject) -> JsonObject:
    """Return what an objection is about, as its model reads it.

    Raises DeskError subject-missing, notice-unknown, item-unknown, number-unknown.
    """
    if choice.notice:
        record = _find_notice(desk, choice.notice)
        items = record.body.credential_subject.items
        typed = choice.item
        # digits of other scripts and long texts are no place
        place = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 0
        if not 1 <= place <= len(items):
            raise DeskError("item-unknown", count=len(items))
        return {"notice": record.digest, "item": place - 1, "name": items[place - 1].legal_name}
    if choice.number:
        return {"number": choice.number, "name": _find_holder(desk, choice.number)}
    raise DeskError("subject-missing")


def check_subject(desk: DeskView, about: ObjectionAbout) -> None:
    """Raise what `find_subject` raises for a subject that is not here."""
    item = str(about.item + 1) if about.item is not None else ""
    find_subject(desk, AskedSubject(about.notice or "", item, about.number or ""))


def list_subjects(desk: DeskView, choice: AskedSubject, today: date | None = None) -> SubjectChoice:
    """Return the chosen subject, or the items of the chosen notice, or the notices that end no earlier
    than `today`.

    Raises DeskError for a notice, an item or a number that is not here.
    """
    if choice.notice and not choice.item:
        record = _find_notice(desk, choice.notice)
        subject = record.body.credential_subject
        items = [placed for placed in find_items(subject, choice.words) if not placed.item.withdrawn]
        return SubjectChoice(title=subject.batch, notice=record.digest, items=items)
    if choice.notice or choice.number:
        return SubjectChoice(find_subject(desk, choice))
    notices = [versions[-1] for versions in list_notices(desk)]
    open_ = [notice for notice in notices if today is None or notice.body.credential_subject.until >= today]
    return SubjectChoice(notices=open_)


def list_notices(desk: DeskView) -> list[list[Record[ListNotice]]]:
    """Return the versions of each notice of the association; the notice that ends last comes first."""
    notices: dict[tuple[str, str], list[Record[ListNotice]]] = {}
    for data in desk.view.of_kind(ListNotice.KIND):
        record: Record[ListNotice] = parse_any(data)
        subject = record.body.credential_subject
        if record.body.issuer == desk.issuer:
            notices.setdefault((subject.scheme, subject.batch), []).append(record)
    of_subject = "body.credential_subject"
    version, until = attrgetter(f"{of_subject}.version"), attrgetter(f"{of_subject}.until")
    ordered = [sorted(records, key=version) for records in notices.values()]
    return sorted(ordered, key=lambda records: until(records[-1]), reverse=True)[:_NOTICES]


def find_listings(
    notices: Sequence[Sequence[Record[ListNotice]]], scheme: str, code: str, today: date
) -> list[str]:
    """Return the batches whose running notice lists an enterprise under a scheme."""
    newest = [versions[-1].body.credential_subject for versions in notices]
    running = [subject for subject in newest if subject.scheme == scheme and subject.until >= today]
    return [
        subject.batch
        for subject in running
        if any(item.unified_social_credit_code == code and not item.withdrawn for item in subject.items)
    ]


def _find_notice(desk: DeskView, digest: str) -> Record[ListNotice]:
    data = desk.view.data(digest)
    record = parse_any(data) if data is not None else None
    if record is None or not isinstance(record.body, ListNotice) or record.body.issuer != desk.issuer:
        raise DeskError("notice-unknown")
    return record


class ListedItem(NamedTuple):
    """An item of a notice: its place from 1, and what tells it from others of the enterprise."""

    batch: str
    place: int
    scheme: str
    grade: str


def find_item(desk: DeskView, about: ObjectionAbout) -> ListedItem | None:
    """Return the item that an objection is about; None for a certificate, or a notice that is not here."""
    if about.notice is None or about.item is None or not name_notice(desk, about.notice):
        return None
    subject = _find_notice(desk, about.notice).body.credential_subject
    return ListedItem(subject.batch, about.item + 1, subject.scheme, subject.items[about.item].grade)


def name_notice(desk: DeskView, digest: str) -> str:
    """Return the batch of a notice of the association; empty for one that is not here."""
    try:
        return str(_find_notice(desk, digest).body.title)
    except DeskError:
        return ""


def find_certificate(desk: DeskView, number: str) -> Record[Any] | None:
    """Return the newest certificate with a number, if it is here."""
    for holder in reversed(desk.view.number_holders(desk.issuer, [number]).get(number, [])):
        record = desk.view.credential(desk.issuer, holder.id)
        if record is not None:
            return record
    return None


def _find_holder(desk: DeskView, number: str) -> str:
    """Return the enterprise whose certificate has a number."""
    record = find_certificate(desk, number)
    if record is None:
        raise DeskError("number-unknown", number=number)
    return str(record.body.holder)
