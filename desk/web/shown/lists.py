"""Public notices of lists as a page shows them: facts, items, and what differs from the version before."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.words import Say, speaker
from credentials.documents.desk.list_changes import find_changes
from credentials.documents.desk.list_notice import ListItem, ListNotice
from credentials.errors import RecordError
from credentials.kinds import find_kind, parse_any
from credentials.record import JsonObject, read_body
from credentials.words.closed_lists import join_words
from credentials.words.days import format_days
from desk.office.desk import DeskView
from desk.web.visits import DeskVisit

_speak = speaker("desk")


class ShownItem(NamedTuple):
    """An item of a notice in words."""

    place: int
    name: str
    code: str
    categories: str
    grade: str
    state: str


class ShownList(NamedTuple):
    """A version of a notice: a line about it, its items, and its changes."""

    title: str
    says: str
    items: Sequence[ShownItem]
    changes: Sequence[str]


def show_list(visit: DeskVisit, desk: DeskView, document: JsonObject) -> ShownList | None:
    """Return a document of a plan as a notice; None where it is none."""
    if "ListNoticeCredential" not in (document.get("type") or ()):  # type: ignore[operator]
        return None
    try:
        body = read_body(document, find_kind(document).model)
    except RecordError:
        return None
    if not isinstance(body, ListNotice):
        return None
    subject, say = body.credential_subject, _speak("notices", visit.visit.lang)
    before = desk.view.data(subject.previous) if subject.previous is not None else None
    return ShownList(
        subject.batch,
        tell_list(visit, body),
        [_show_item(visit, subject.scheme, place, item, say) for place, item in enumerate(subject.items, 1)],
        [*_tell_changes(parse_any(before).body, body, say)] if before is not None else [],
    )


def tell_list(visit: DeskVisit, body: ListNotice) -> str:
    """Return scheme, version, days and number of items in a line."""
    subject, say = body.credential_subject, _speak("notices", visit.visit.lang)
    scheme = visit.visit.names.scheme(subject.scheme) if visit.visit.trusted is not None else subject.scheme
    days = format_days(subject.since, subject.until, visit.visit.lang)
    return say("line", scheme=scheme, version=subject.version, days=days, count=len(subject.items))


def _show_item(visit: DeskVisit, scheme: str, place: int, item: ListItem, say: Say) -> ShownItem:
    names = visit.visit.names if visit.visit.trusted is not None else None
    codes = [*(item.category or ())]
    categories = names.categories(codes) if names is not None else codes
    grade = names.grade(scheme, item.grade) if names is not None else item.grade
    return ShownItem(
        place,
        item.legal_name,
        item.unified_social_credit_code,
        join_words(categories, visit.visit.lang),
        grade,
        " · ".join(_tell_state(item, say)),
    )


def _tell_state(item: ListItem, say: Say) -> Iterator[str]:
    if item.withdrawn:
        yield say("is_withdrawn")
    for one in item.objections or ():
        yield say("objection_of", day=str(one.received_on))
        if one.result is not None:
            yield say(f"result_{one.result}")


def _tell_changes(before: object, after: ListNotice, say: Say) -> Iterator[str]:
    if not isinstance(before, ListNotice):
        return
    if len(before.credential_subject.items) != len(after.credential_subject.items):
        yield say("changed_items")
        return
    for change in find_changes(before.credential_subject, after.credential_subject):
        result = change.objection.result if change.objection is not None else None
        yield say(
            f"changed_{change.what}",
            place=change.place,
            holder=change.item.legal_name if change.item is not None else "",
            until=str(after.credential_subject.until),
            was=str(change.until or ""),
            day=str(change.objection.received_on) if change.objection is not None else "",
            result=say(f"result_{result}") if result is not None else "",
        )
