"""Credentials counted at named log heads: the same logs give the same bytes on every node, whatever the order
of arrival.

    {"at": "2026-05-01T09:00:00+08:00", "cells": [{"category": ["水"], "grade": "一级", "issuer": "did:…",
     "month": "2026-05", "number": 3, "region": "CN-50", "scheme": "cq-cap", "standing": "active"}],
     "logHeads": [{"issuer": "did:…", "root": "…", "size": 42}], "type": "huren-counts/1"}

1. A head fixes the credentials and the events; the moment is an argument. Entries behind the head are not
   counted, nor credentials signed after the moment.
2. An event acts as it says. Later faults of a key or a grant are ignored, as for past months' ends: everybody
   gets the same numbers at any time.
3. An entry of a log is counted even if it was refused here, for another of its id came first, or its key was
   found to be stolen: the count is the same wherever the log is. A record that its association never signed
   does not count.
4. A log with an entry that is missing or unreadable here cannot be counted yet: the number would be another.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

import orjson
from pydantic import Field
from sqlalchemy import Select, func, select

from credentials.documents.works.report import CountedCategory, CountedStanding, HeadCounted
from credentials.record import (
    Code,
    Count,
    Did,
    Items,
    JsonObject,
    Maybe,
    Model,
    Region,
    Slug,
    Time,
    parse_document,
    read_body,
)
from credentials.times import format_time
from registry.admission.group_rows import month_at
from registry.admission.record_rows import format_categories
from registry.database.portions import narrow, select_in
from registry.database.tables import CREDENTIAL, RECORD, SAME_PLACE, SAME_RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView
from signing.jcs import encode_profile
from works.statistics.log_records import (
    BY_THEN,
    OWN_OR_MIRRORED,
    PHASE,
    check_head,
    find_phase,
    in_log,
    is_mirrored,
    read_events,
    read_refused_credentials,
    stand,
)

NOT_YET = ("head-ahead", "entry-uncounted")
"""Codes of a count that is not possible here yet but may be later."""
MAX_BYTES = 32 * 2**20
MAX_CELLS = 200_000
_MAX_VALUES = 20 * MAX_CELLS
_DAY, _CHINA = 86_400, 8 * 3600


class CountedCell(Model):
    """The number of credentials with the same properties; a credit assessment has no category."""

    issuer: Did
    region: Region
    scheme: Slug
    category: Maybe[CountedCategory] = None
    grade: Code
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    standing: CountedStanding
    number: Annotated[Count, Field(ge=1)]


class RecordCounts(Model):
    """The counts, with their logs and their moment."""

    type: Literal["huren-counts/1"]
    at: Time
    log_heads: Annotated[Items[HeadCounted], Field(min_length=1, max_length=64)]
    cells: Annotated[Items[CountedCell], Field(max_length=MAX_CELLS)]

    def to_bytes(self) -> bytes:
        """Return the JCS bytes."""
        value: Any = self.model_dump(mode="python", by_alias=True, exclude_none=True)
        return encode_profile(_plain({**value, "at": format_time(self.at)}))


def parse_counts(data: bytes) -> RecordCounts:
    """Return the counts in a file of at most MAX_BYTES; RecordError."""
    return read_body(parse_document(data, MAX_BYTES, _MAX_VALUES), RecordCounts)


def find_heads(view: RegistryView) -> list[HeadCounted]:
    """Return the newest head here of every party's log; RegistryError no-head where no party has published
    one."""
    heads = [(issuer, view.newest_checkpoint(issuer)) for issuer in sorted(view.load_trust().parties)]
    counted = [
        HeadCounted(issuer=issuer, size=head.size, root=view.log(issuer).root(head.size).hex())
        for issuer, head in heads
        if head is not None
    ]
    if not counted:
        raise RegistryError("no-head")
    return counted


def count_records(view: RegistryView, heads: Sequence[HeadCounted], at: datetime) -> RecordCounts:
    """Count the credentials in these logs by their standing at `at`.

    Raises RegistryError head-ahead, head-differs, entry-uncounted.
    """
    cells: Counter[_CellKey] = Counter()
    for head in heads:
        check_head(view, head)
    for head in heads:
        _count_log(view, head, int(at.timestamp()), cells)
    # drops cells that events emptied: two nodes compare the files byte for byte
    ordered = sorted(key for key, number in cells.items() if number)
    value: JsonObject = {
        "type": "huren-counts/1",
        "at": format_time(at),
        "logHeads": [head.model_dump() for head in sorted(heads, key=lambda head: head.issuer)],
        "cells": [_tell(key, cells[key]) for key in ordered],
    }
    return read_body(value, RecordCounts)


def find_difference(stated: RecordCounts, counted: RecordCounts) -> "CellDifference | None":
    """Return the first cell with different numbers; None where there is none."""
    stated_cells, counted_cells = (
        {_key_of(cell): cell for cell in counts.cells} for counts in (stated, counted)
    )
    for key in sorted({*stated_cells, *counted_cells}):
        if stated_cells.get(key) != counted_cells.get(key):
            return CellDifference(stated_cells.get(key), counted_cells.get(key))
    return None


class CellDifference(NamedTuple):
    """A cell as a file states it, and as it was counted; None where it is missing."""

    stated: CountedCell | None
    counted: CountedCell | None


class _CellKey(NamedTuple):
    """The properties that tell cells apart; `category` in the form of a row."""

    issuer: str
    region: str
    scheme: str
    category: str
    grade: str
    month: str
    standing: str


def _tell(key: _CellKey, number: int) -> JsonObject:
    cell: JsonObject = {**key._asdict(), "category": orjson.loads(key.category), "number": number}
    if cell["category"] == [None]:
        del cell["category"]
    return cell


def _key_of(cell: CountedCell) -> _CellKey:
    category = format_categories(cell.category or (None,))
    return _CellKey(cell.issuer, cell.region, cell.scheme, category, cell.grade, cell.month, cell.standing)


def _plain(value: Any) -> Any:
    """Return tuples as lists."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return [*map(_plain, value)] if isinstance(value, list | tuple) else value


_ROW = CREDENTIAL.c
_SAID = (_ROW.region, _ROW.scheme, _ROW.category, _ROW.grade)
# integer days of +08:00: every database divides integers alike; Python derives the months
_GROUPED = select(*_SAID, ((_ROW.created + _CHINA) // _DAY).label("day"), PHASE).where(BY_THEN)
_NAMED = select(RECORD.c.name, *_SAID, _ROW.created, PHASE).join(CREDENTIAL, SAME_PLACE).where(BY_THEN)


def _group(*, mirrored: bool) -> Select[Any]:
    each = in_log(_GROUPED.join(RECORD, SAME_RECORD), _ROW.position, mirrored=mirrored).subquery()
    return select(*each.c, func.count()).group_by(*each.c)


_GROUPS = [_group(mirrored=mirrored) for mirrored in OWN_OR_MIRRORED]
_CHANGED = [
    narrow(in_log(_NAMED, RECORD.c.position, mirrored=mirrored), RECORD.c.name)
    for mirrored in OWN_OR_MIRRORED
]


def _count_log(view: RegistryView, head: HeadCounted, moment: int, cells: Counter[_CellKey]) -> None:
    parameters = {"issuer": head.issuer, "size": head.size, "moment": moment}
    mirrored, events = is_mirrored(view, head.issuer), read_events(view, head)
    # 1. let the database group by term, so that no credential is read
    for row in view.connection.execute(_GROUPS[mirrored], parameters):
        region, scheme, category, grade, day, phase, number = row
        month = month_at(day * _DAY - _CHINA)
        cells[_CellKey(head.issuer, region, scheme, category, grade, month, phase)] += number
    # 2. move the few credentials with events to their cells
    for row in select_in(view.connection, _CHANGED[mirrored], events, **parameters):
        name, region, scheme, category, grade, created, phase = row
        common = (head.issuer, region, scheme, category, grade, month_at(created))
        cells[_CellKey(*common, phase)] -= 1
        cells[_CellKey(*common, stand(events[name], moment, phase))] += 1
    # 3. count entries that this node refused: they have no row, but the log holds them
    for record in read_refused_credentials(view, head, moment):
        body, subject = record.body, record.body.credential_subject
        assessment, month = subject.assessment, month_at(int(record.created.timestamp()))
        facets = (
            subject.region,
            assessment.scheme,
            format_categories(assessment.categories),
            assessment.grade,
        )
        standing = stand(events.get(body.id, ()), moment, find_phase(body, moment))
        cells[_CellKey(head.issuer, *facets, month, standing)] += 1
