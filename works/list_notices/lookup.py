"""Look-up of list notices by the rows of admission: batches, days, enterprises."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, and_, exists, select, tuple_

from credentials.documents.desk.list_notice import ListNotice
from credentials.kinds import parse_any
from credentials.record import Record
from credentials.times import parse_date
from registry.database.tables import RECORD
from registry.lookup.lookup import PAGE, find_held
from registry.registry import Registry
from registry.view.view import RegistryView
from works.list_notices.tables import LIST_ITEM, LIST_VERSION

_ROW, _ITEM = LIST_VERSION.c, LIST_ITEM.c
_LATER = LIST_VERSION.alias("later")
_IS_NEWEST = ~exists().where(
    _LATER.c.issuer == _ROW.issuer,
    _LATER.c.scheme == _ROW.scheme,
    _LATER.c.batch == _ROW.batch,
    _LATER.c.version > _ROW.version,
)
_LINES = select(LIST_VERSION, RECORD.c.admitted).join(RECORD, RECORD.c.digest == _ROW.digest)
_DATA = select(RECORD.c.data).join(LIST_VERSION, _ROW.digest == RECORD.c.digest)


class ListLine(NamedTuple):
    """A version as a line of a list; `key` is the name of the key that signed it."""

    digest: str
    id: str
    issuer: str
    position: int
    scheme: str
    batch: str
    version: int
    since: date
    until: date
    items: int
    withdrawn: int
    key: str
    created: datetime
    admitted: datetime


class ListedEnterprise(NamedTuple):
    """An item of an enterprise, and the version that has it."""

    line: ListLine
    categories: tuple[str, ...]
    grade: str


class WantedLists(NamedTuple):
    """Conditions of a search; a notice must meet all that are given. `is_over` compares with `today`."""

    today: date
    is_over: bool | None = None
    issuer: str | None = None
    scheme: str | None = None
    holder: str | None = None
    """The credit code of an enterprise with an item."""


class ListPlace(NamedTuple):
    """The place of a notice in a list."""

    day: str
    issuer: str
    position: int


def find_versions(view: RegistryView, record: Record[ListNotice]) -> list[Record[ListNotice]]:
    """Return all versions of the notice, the first to the newest."""
    rows = view.connection.scalars(_DATA.where(_is_same(record)).order_by(_ROW.version))
    return [parse_any(data) for data in rows]


def list_versions_of(registry: Registry, record: Record[ListNotice]) -> list[ListLine]:
    """Return a line for each version of the notice, the first to the newest."""
    return [*map(_line, registry.rows(_LINES.where(_is_same(record)).order_by(_ROW.version)))]


def find_list(registry: Registry, reference: str) -> Record[ListNotice] | None:
    """Return a version by id or digest."""
    record = find_held(registry, reference)
    return record if record is not None and record.body.KIND == ListNotice.KIND else None


def find_batch(registry: Registry, batch: str, issuer: str | None = None) -> list[Record[ListNotice]]:
    """Return the newest version of each notice of this batch, under any scheme."""
    query = _DATA.where(_IS_NEWEST, _ROW.batch == batch).order_by(_ROW.issuer, _ROW.scheme)
    if issuer is not None:
        query = query.where(_ROW.issuer == issuer)
    return [parse_any(row.data) for row in registry.rows(query)]


def list_newest(
    registry: Registry, wanted: WantedLists, *, after: ListPlace | None = None, first: int = PAGE
) -> Iterator[ListLine]:
    """Yield the newest version of each notice that fits: the next to end first; among those that are over,
    the last to end first.

    The query fetches `first` rows at once, and then PAGE more at a time if they are not enough.
    """
    columns, at_once = (_ROW.last_day, _ROW.issuer, _ROW.position), min(first, PAGE)
    place, is_forward = tuple_(*columns), wanted.is_over is False
    order = [*columns] if is_forward else [column.desc() for column in columns]
    while True:
        query = _LINES.where(_IS_NEWEST, *_conditions(wanted))
        if after is not None:
            query = query.where(place > tuple_(*after) if is_forward else place < tuple_(*after))
        rows = registry.rows(query.order_by(*order).limit(at_once))
        yield from map(_line, rows)
        if len(rows) < at_once:
            return
        last = rows[-1]
        after, at_once = ListPlace(last.last_day, last.issuer, last.position), PAGE


def list_latest(registry: Registry, wanted: WantedLists, first: int) -> list[ListLine]:
    """Return the `first` versions that fit and were admitted last, newest first."""
    order = RECORD.c.admitted.desc(), _ROW.issuer, _ROW.position.desc()
    query = _LINES.where(*_conditions(wanted)).order_by(*order).limit(first)
    return [*map(_line, registry.rows(query))]


def list_enterprise(registry: Registry, wanted: WantedLists, first: int) -> list[ListedEnterprise]:
    """Return the first items of the wanted enterprise in newest versions, without withdrawn items."""
    query = (
        select(LIST_VERSION, RECORD.c.admitted, _ITEM.categories, _ITEM.grade)
        .join(RECORD, RECORD.c.digest == _ROW.digest)
        .join(LIST_ITEM, and_(_ITEM.issuer == _ROW.issuer, _ITEM.position == _ROW.position))
        .where(_IS_NEWEST, _ITEM.holder_code == wanted.holder, ~_ITEM.is_withdrawn)
        .where(*_conditions(wanted._replace(holder=None)))
        .order_by(_ROW.last_day, _ROW.issuer, _ROW.position, _ITEM.place)
        .limit(first)
    )
    return [
        ListedEnterprise(_line(row), tuple(orjson.loads(row.categories)), row.grade)
        for row in registry.rows(query)
    ]


def place_of(registry: Registry, reference: str) -> ListPlace | None:
    """Return the place in a list of the version with this digest; None where there is none."""
    query = select(_ROW.last_day, _ROW.issuer, _ROW.position).where(_ROW.digest == reference)
    row = next(iter(registry.rows(query)), None)
    return ListPlace(row.last_day, row.issuer, row.position) if row is not None else None


def _is_same(record: Record[ListNotice]) -> ColumnElement[bool]:
    body, subject = record.body, record.body.credential_subject
    return and_(_ROW.issuer == body.issuer, _ROW.scheme == subject.scheme, _ROW.batch == subject.batch)


def _line(row: Any) -> ListLine:
    return ListLine(
        row.digest,
        row.id,
        row.issuer,
        row.position,
        row.scheme,
        row.batch,
        row.version,
        parse_date(row.first_day),
        parse_date(row.last_day),
        row.items,
        row.withdrawn,
        row.key,
        datetime.fromtimestamp(row.created, UTC),
        datetime.fromtimestamp(row.admitted, UTC),
    )


def _conditions(wanted: WantedLists) -> Iterator[ColumnElement[bool]]:
    row: Any = _ROW
    today = wanted.today.isoformat()
    if wanted.is_over is not None:
        yield row.last_day < today if wanted.is_over else row.last_day >= today
    if wanted.issuer is not None:
        yield row.issuer == wanted.issuer
    if wanted.scheme is not None:
        yield row.scheme == wanted.scheme
    if wanted.holder is not None:
        yield exists().where(
            _ITEM.holder_code == wanted.holder,
            _ITEM.issuer == row.issuer,
            _ITEM.position == row.position,
        )
