"""Signed documents that were not stored, as a page shows them: by plan and reason, each row by its name."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from credentials.record import Record
from desk.office.plans import STORED, OfficePlan
from desk.office.refused import RefusedDocument
from desk.office.stored import digest_of
from desk.web.shown.documents import show_documents
from desk.web.visits import DeskVisit

_NAMED = 5


class RefusedGroup(NamedTuple):
    """The documents of one plan that were kept for one reason; `names` are the first rows."""

    plan: str | None
    code: str
    received: datetime
    rows: int
    names: Sequence[str]


def find_places(plan: OfficePlan, refused: Sequence[RefusedDocument]) -> Mapping[int, str]:
    """Return the reason of each row of a plan, from 0, that came back signed and is not stored."""
    places = {digest: place for place, digest in enumerate(plan.question.plan.documents)}
    codes = {places.get(digest_of(one.unsigned), -1): one.code for one in reversed(refused)}
    return {place: code for place, code in codes.items() if place >= 0 and place not in plan.question.stored}


def group_refused(
    visit: DeskVisit,
    refused: Sequence[RefusedDocument],
    plans: Sequence[OfficePlan],
    about: Mapping[str, Record[Any]],
) -> list[RefusedGroup]:
    """Return the groups, newest first; without rows that were stored since, or whose plan is closed."""
    known = {plan.digest: plan for plan in plans}
    groups: dict[tuple[str | None, str], list[tuple[RefusedDocument, int | None]]] = {}
    for one, place in _list_left(refused, known):
        groups.setdefault((one.plan, one.code), []).append((one, place))
    return [
        RefusedGroup(
            plan,
            code,
            max(one.received for one, _ in rows),
            len(rows),
            [_name(visit, one, place, about) for one, place in _sort(rows)[:_NAMED]],
        )
        for (plan, code), rows in groups.items()
    ]


def _sort(rows: Sequence[tuple[RefusedDocument, int | None]]) -> list[tuple[RefusedDocument, int | None]]:
    return sorted(rows, key=lambda row: (row[1] if row[1] is not None else -1, row[0].digest))


def _list_left(
    refused: Sequence[RefusedDocument], known: Mapping[str, OfficePlan]
) -> Iterator[tuple[RefusedDocument, int | None]]:
    places = {
        plan.digest: {digest: place for place, digest in enumerate(plan.question.plan.documents)}
        for plan in known.values()
    }
    for one in refused:
        plan = known.get(one.plan or "")
        place = places[plan.digest].get(digest_of(one.unsigned)) if plan is not None else None
        if plan is None or (plan.state != STORED and place not in plan.question.stored):
            yield one, place


def _name(visit: DeskVisit, one: RefusedDocument, place: int | None, about: Mapping[str, Record[Any]]) -> str:
    (shown,) = show_documents(visit, [one.unsigned], about)
    return f"{place + 1} {shown.title}" if place is not None else shown.title
