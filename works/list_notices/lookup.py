"""Look-up of list notices by the rows of admission: batches, days, enterprises.

Rows tell nothing of what a version says of an item: the asker reads the record.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, select, tuple_

from credentials.documents.desk.list_notice import ListNotice
from credentials.kinds import parse_any
from credentials.record import Record
from registry.database.tables import RECORD
from registry.lookup.lookup import PAGE, find_held
from registry.registry import Registry
from registry.view.view import RegistryView
from works.list_notices.tables import LIST_ITEM, LIST_VERSION

_ROW = LIST_VERSION.c
_LATER = LIST_VERSION.alias("later")
_IS_NEWEST = ~exists().where(
    _LATER.c.issuer == _ROW.issuer,
    _LATER.c.scheme == _ROW.scheme,
    _LATER.c.batch == _ROW.batch,
    _LATER.c.version > _ROW.version,
)
_DATA = select(RECORD.c.data).join(LIST_VERSION, _ROW.digest == RECORD.c.digest)


class WantedLists(NamedTuple):
    """The conditions of a search; all that are given must hold. `is_over` compares with `today`."""

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
    body, subject = record.body, record.body.credential_subject
    same = and_(_ROW.issuer == body.issuer, _ROW.scheme == subject.scheme, _ROW.batch == subject.batch)
    rows = view.connection.scalars(_DATA.where(same).order_by(_ROW.version))
    return [parse_any(data) for data in rows]


def find_list(registry: Registry, reference: str) -> Record[ListNotice] | None:
    """Return a version by id or digest."""
    record = find_held(registry, reference)
    return record if record is not None and record.body.KIND == ListNotice.KIND else None


def find_batch(registry: Registry, batch: str, issuer: str | None = None) -> list[Record[ListNotice]]:
    """Return the newest version of each notice of this batch, of whatever scheme."""
    query = _DATA.where(_IS_NEWEST, _ROW.batch == batch).order_by(_ROW.issuer, _ROW.scheme)
    if issuer is not None:
        query = query.where(_ROW.issuer == issuer)
    return [parse_any(row.data) for row in registry.rows(query)]


def list_newest(
    registry: Registry, wanted: WantedLists, *, after: ListPlace | None = None, first: int = PAGE
) -> Iterator[Record[ListNotice]]:
    """Yield the newest version of each notice that fits: the next to end first, of those over the last.

    `first` are fetched together, and more by PAGE if they are not enough.
    """
    place, at_once = tuple_(_ROW.last_day, _ROW.issuer, _ROW.position), min(first, PAGE)
    columns = (_ROW.last_day, _ROW.issuer, _ROW.position)
    order = [*columns] if wanted.is_over is False else [column.desc() for column in columns]
    while True:
        query = select(*columns, RECORD.c.data).join(RECORD, RECORD.c.digest == _ROW.digest)
        query = query.where(_IS_NEWEST, *_conditions(wanted))
        if after is not None:
            query = query.where(place > tuple_(*after) if wanted.is_over is False else place < tuple_(*after))
        rows = registry.rows(query.order_by(*order).limit(at_once))
        yield from (parse_any(row.data) for row in rows)
        if len(rows) < at_once:
            return
        last = rows[-1]
        after, at_once = ListPlace(last.last_day, last.issuer, last.position), PAGE


def place_of(registry: Registry, reference: str) -> ListPlace | None:
    """Return the place in a list of the version with this digest; None where there is none."""
    query = select(_ROW.last_day, _ROW.issuer, _ROW.position).where(_ROW.digest == reference)
    row = next(iter(registry.rows(query)), None)
    return ListPlace(row.last_day, row.issuer, row.position) if row is not None else None


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
            LIST_ITEM.c.holder_code == wanted.holder,
            LIST_ITEM.c.issuer == row.issuer,
            LIST_ITEM.c.position == row.position,
        )
