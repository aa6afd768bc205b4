"""Look-up of notices by the rows of admission: issuer, kind, media, days.

Rows say nothing about a notice's standing: the caller decides that by its events.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, Literal, NamedTuple

import orjson
from sqlalchemy import Column, ColumnElement, and_, func, select, tuple_

from credentials.documents.works.notice import Notice
from credentials.kinds import parse_any
from credentials.record import Record
from registry.database.tables import RECORD
from registry.lookup.lookup import PAGE, find_held
from registry.registry import Registry
from works.notices.tables import NOTICE

When = Literal["now", "coming", "over"]
WHEN: tuple[When, ...] = ("now", "coming", "over")
"""The relation of a notice's days to a day: it is one of them, before all of them, after all of them."""


class WantedNotices(NamedTuple):
    """Conditions of a search; a notice must meet all that are given.

    It has a day from `since` to `until`. `soonest` puts the next to end first even if `when` is not given.
    """

    today: date
    when: When | None = None
    issuer: str | None = None
    kind: str | None = None
    medium: str | None = None
    since: date | None = None
    until: date | None = None
    soonest: bool = False

    @property
    def not_over(self) -> "WantedNotices":
        """Return those that end today or later, the next to end first."""
        return self._replace(since=self.today, soonest=True)

    def fits(self, notice: Notice) -> bool:
        """Return whether the notice's association, kind and media are wanted; ignore its days."""
        subject = notice.credential_subject
        return (
            self.issuer in (None, notice.issuer)
            and self.kind in (None, subject.kind)
            and (self.medium is None or self.medium in (subject.media or ()))
        )

    @property
    def forward(self) -> bool:
        """Return whether the list runs forward, the next to end or begin first; else the last to end comes
        first."""
        return self.soonest or self.when in ("now", "coming")

    @property
    def day(self) -> "Column[str]":
        """Return the day that orders the list: the first day for coming notices, else the last day."""
        return NOTICE.c.first_day if self.when == "coming" else NOTICE.c.last_day


class NoticePlace(NamedTuple):
    """The place of a notice in a list."""

    day: str
    issuer: str
    position: int


def list_notices(
    registry: Registry, wanted: WantedNotices, *, after: NoticePlace | None = None, first: int = PAGE
) -> Iterator[Record[Notice]]:
    """Yield the notices that fit and come after `after`, by their day (WantedNotices.day), then association
    and admission.

    The query fetches `first` rows at once, and then PAGE more at a time if they are not enough.
    """
    row, day = NOTICE.c, wanted.day.label("day")
    # continues behind the last notice shown: an offset would shift when a notice comes in
    place = tuple_(wanted.day, row.issuer, row.position)
    query = select(day, row.issuer, row.position, row.id).where(*_conditions(wanted))
    at_once = min(first, PAGE)
    while True:
        behind = query
        if after is not None:
            behind = query.where(place > tuple_(*after) if wanted.forward else place < tuple_(*after))
        # cuts before the join: otherwise every page reads the bytes of the whole list
        portion = behind.order_by(*_order(day, row, wanted)).limit(at_once).subquery()
        same = and_(RECORD.c.issuer == portion.c.issuer, RECORD.c.name == portion.c.id)
        rows = registry.rows(
            select(portion, RECORD.c.data)
            .join(RECORD, same)
            .order_by(*_order(portion.c.day, portion.c, wanted))
        )
        yield from (parse_any(stored.data) for stored in rows)
        if len(rows) < at_once:
            return
        last = rows[-1]
        after, at_once = NoticePlace(last.day, last.issuer, last.position), PAGE


def count_notices(registry: Registry, wanted: WantedNotices) -> int:
    """Return the number of notices that fit."""
    return int(registry.rows(select(func.count()).select_from(NOTICE).where(*_conditions(wanted)))[0][0])


def place_of(registry: Registry, wanted: WantedNotices, reference: str) -> NoticePlace | None:
    """Return the place in a list of the notice with this digest; None where there is none."""
    record = find_notice(registry, reference)
    if record is None:
        return None
    row = NOTICE.c
    query = select(wanted.day.label("day"), row.issuer, row.position).where(
        row.issuer == record.body.issuer, row.id == record.body.id
    )
    (place,) = registry.rows(query)
    return NoticePlace(place.day, place.issuer, place.position)


def find_notice(registry: Registry, reference: str) -> Record[Notice] | None:
    """Return a notice by id or digest; if several have the id, return the first admitted."""
    record = find_held(registry, reference)
    return record if record is not None and record.body.KIND == Notice.KIND else None


def when_of(notice: Notice, today: date) -> When:
    """Return the relation of the notice's days to a day."""
    subject = notice.credential_subject
    if today > subject.until:
        return "over"
    return "coming" if today < subject.since else "now"


def first_notices(registry: Registry, wanted: WantedNotices, count: int) -> list[Record[Notice]]:
    """Return the first `count` of the list."""
    return [*islice(list_notices(registry, wanted, first=count), count)]


def _order(day: Any, row: Any, wanted: WantedNotices) -> list[Any]:
    columns = (day, row.issuer, row.position)
    return [*columns] if wanted.forward else [column.desc() for column in columns]


def _conditions(wanted: WantedNotices) -> Iterator[ColumnElement[bool]]:
    row: Any = NOTICE.c
    today = wanted.today.isoformat()
    if wanted.when == "over":
        yield row.last_day < today
    if wanted.when in ("now", "coming"):
        yield row.last_day >= today
    if wanted.when == "now":
        yield row.first_day <= today
    if wanted.when == "coming":
        yield row.first_day > today
    if wanted.issuer is not None:
        yield row.issuer == wanted.issuer
    if wanted.kind is not None:
        yield row.kind == wanted.kind
    if wanted.medium is not None:
        # searches with the JSON quotes: otherwise “water” would match “groundwater”
        yield row.media.contains(orjson.dumps(wanted.medium).decode(), autoescape=True)
    if wanted.since is not None:
        yield row.last_day >= wanted.since.isoformat()
    if wanted.until is not None:
        yield row.first_day <= wanted.until.isoformat()
