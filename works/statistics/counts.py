"""Credentials counted at named log heads: the same bytes wherever the same logs are, however they came.

    {"at": "2026-05-01T09:00:00+08:00", "cells": [{"category": ["水"], "grade": "一级", "issuer": "did:…",
     "month": "2026-05", "number": 3, "region": "CN-50", "scheme": "cq-cap", "standing": "active"}],
     "logHeads": [{"issuer": "did:…", "root": "…", "size": 42}], "type": "huren-counts/1"}


1. A head fixes which credentials and which events there are; the moment is an argument. What its log has not
   up to the head is not counted, whether it is here or not, nor is a credential signed after the moment.
2. An event acts as it says. What befell a key or a grant is not asked, as of past months' ends: so everybody
   gets the same numbers whenever they count.
3. What a log holds is counted though it was refused here, for another of its id came first, or its key was
   found to be stolen since: the same wherever the log is. What its association never signed counts nothing.
4. Of a log of which an entry is not here, or cannot be told to count, nobody counts yet: that would be
   another number.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any, Literal, NamedTuple

import orjson
from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select

from credentials.documents.assessment import Assessment
from credentials.documents.kind import Kind
from credentials.documents.status_event import StatusChange, StatusEvent
from credentials.documents.works.report import CountedCategory, CountedStanding, HeadCounted
from credentials.errors import RecordError
from credentials.kinds import MAX_ANY_BYTES, find_kind, parse_any
from credentials.record import (
    Code,
    Count,
    Did,
    Items,
    JsonObject,
    Maybe,
    Model,
    Record,
    Region,
    Slug,
    Time,
    parse_document,
    read_body,
)
from credentials.times import CHINA, format_time
from registry.admission.group_rows import month_at
from registry.admission.record_rows import format_categories
from registry.database.portions import narrow, select_in
from registry.database.tables import CREDENTIAL, EVENT, MIRROR, RECORD, SAME_PLACE, SAME_RECORD
from registry.errors import RegistryError
from registry.view.trees import MIRRORED, log_name
from registry.view.view import RegistryView
from signing.data_integrity import check_signature
from signing.jcs import encode_profile
from signing.strict_json import MAX_VALUES
from verifier import Result
from verifier.checks.status import fold_events
from verifier.trust.events import Event

NOT_YET = ("head-ahead", "entry-uncounted")
"""The codes that say that nobody can count here yet: another time the number may be told."""
MAX_BYTES = 32 * 2**20
MAX_CELLS = 200_000
_MAX_VALUES = 20 * MAX_CELLS
_AT_ONCE = 64
_DAY, _CHINA = 86_400, 8 * 3600


class CountedCell(Model):
    """How many credentials have all of this in common; a credit assessment has no category."""

    issuer: Did
    region: Region
    scheme: Slug
    category: Maybe[CountedCategory] = None
    grade: Code
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    standing: CountedStanding
    number: Annotated[Count, Field(ge=1)]


class RecordCounts(Model):
    """What was counted, where and at which moment."""

    type: Literal["huren-counts/1"]
    at: Time
    log_heads: Annotated[Items[HeadCounted], Field(min_length=1, max_length=64)]
    cells: Annotated[Items[CountedCell], Field(max_length=MAX_CELLS)]

    def to_bytes(self) -> bytes:
        """The JCS bytes."""
        value: Any = self.model_dump(mode="python", by_alias=True, exclude_none=True)
        return encode_profile(_plain({**value, "at": format_time(self.at)}))


def parse_counts(data: bytes) -> RecordCounts:
    """What is in a file of at most MAX_BYTES; RecordError."""
    return read_body(parse_document(data, MAX_BYTES, _MAX_VALUES), RecordCounts)


def find_heads(view: RegistryView) -> list[HeadCounted]:
    """The newest head here of every party's log; RegistryError no-head where no party has published one."""
    heads = [(issuer, view.newest_checkpoint(issuer)) for issuer in sorted(view.load_trust().parties)]
    found = [
        HeadCounted(issuer=issuer, size=head.size, root=view.log(issuer).root(head.size).hex())
        for issuer, head in heads
        if head is not None
    ]
    if not found:
        raise RegistryError("no-head")
    return found


def count_records(view: RegistryView, heads: Sequence[HeadCounted], at: datetime) -> RecordCounts:
    """The credentials in these logs, and how they stand at `at`.

    Raises RegistryError head-ahead, head-differs, entry-uncounted.
    """
    cells: Counter[_CellKey] = Counter()
    for head in heads:
        _check_head(view, head)
    for head in heads:
        _count_log(view, head, int(at.timestamp()), cells)
    ordered = sorted(key for key, number in cells.items() if number)
    value: JsonObject = {
        "type": "huren-counts/1",
        "at": format_time(at),
        "logHeads": [head.model_dump() for head in sorted(heads, key=lambda head: head.issuer)],
        "cells": [_tell(key, cells[key]) for key in ordered],
    }
    return read_body(value, RecordCounts)


def find_difference(said: RecordCounts, found: RecordCounts) -> "CellDifference | None":
    """The first cell of which they have different numbers; None where there is none."""
    one, other = ({_key_of(cell): cell for cell in counts.cells} for counts in (said, found))
    for key in sorted({*one, *other}):
        if one.get(key) != other.get(key):
            return CellDifference(one.get(key), other.get(key))
    return None


class CellDifference(NamedTuple):
    """A cell as a file says it, and as it was found; None where there is none."""

    said: CountedCell | None
    found: CountedCell | None


class _CellKey(NamedTuple):
    """What is told apart; `category` as a row has it."""

    issuer: str
    region: str
    scheme: str
    category: str
    grade: str
    month: str
    standing: str


def _tell(key: _CellKey, number: int) -> JsonObject:
    said: JsonObject = {**key._asdict(), "category": orjson.loads(key.category), "number": number}
    if said["category"] == [None]:
        del said["category"]
    return said


def _key_of(cell: CountedCell) -> _CellKey:
    category = format_categories(cell.category or (None,))
    return _CellKey(cell.issuer, cell.region, cell.scheme, category, cell.grade, cell.month, cell.standing)


def _plain(value: Any) -> Any:
    """Tuples as lists."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return [*map(_plain, value)] if isinstance(value, list | tuple) else value


def _check_head(view: RegistryView, head: HeadCounted) -> None:
    """By a log whose head is here: what came of one before that stands in the order in which it came."""
    log, newest = view.log(head.issuer), view.newest_checkpoint(head.issuer)
    here = min(log.size, newest.size) if newest is not None else 0
    if head.size > here:
        raise RegistryError("head-ahead", issuer=head.issuer, size=here, named=head.size)
    if log.root(head.size).hex() != head.root:
        raise RegistryError("head-differs", issuer=head.issuer, size=head.size)


def _read_refused(
    view: RegistryView, head: HeadCounted, wanted: Callable[[Kind], bool]
) -> Iterator[Record[Any]]:
    """What an association signed of these kinds, its log holds up to the head, and was not admitted here.

    The signature is asked and nothing else: the publication key alone, which signs the log, makes no
    credential. Raises RegistryError entry-uncounted for what cannot be read, or by a key that is not here.
    """
    party, issuer = view.load_trust().party(head.issuer), head.issuer
    asked = {"issuer": issuer, "size": head.size}
    with view.connection.execute(_REFUSED, asked, execution_options={"yield_per": _AT_ONCE}) as refused:
        for place, data in refused:
            uncounted = RegistryError("entry-uncounted", issuer=issuer, place=place)
            try:
                kind = find_kind(parse_document(data, MAX_ANY_BYTES, MAX_VALUES))
                record: Record[Any] | None = parse_any(data) if wanted(kind) else None
            except RecordError:
                raise uncounted from None
            if record is None or record.body.issuer != issuer:
                continue
            key = party.key(record.proof.verification_method) if party is not None else None
            if key is None:
                raise uncounted
            # the log is signed by the publication key, which alone must not make credentials
            signed = check_signature(record.value, record.proof, key.public)
            if signed and key.method.use == kind.use and not key.weak:
                yield record


def _is_mirrored(view: RegistryView, issuer: str) -> bool:
    return log_name(view.connection, issuer) == MIRRORED


_ROW, _EVENT = CREDENTIAL.c, EVENT.c
_REFUSED = (
    select(MIRROR.c.position, MIRROR.c.data)
    .join(RECORD, RECORD.c.digest == MIRROR.c.digest, isouter=True)
    .where(
        RECORD.c.digest.is_(None),
        MIRROR.c.issuer == bindparam("issuer"),
        MIRROR.c.position < bindparam("size"),
        MIRROR.c.code.is_not(None),
    )
    .order_by(MIRROR.c.position)
)
_PHASE = case(
    (_ROW.valid_until <= bindparam("moment"), "expired"),
    (_ROW.valid_from > bindparam("moment"), "not-yet-valid"),
    else_="active",
).label("phase")
_SAID = (_ROW.region, _ROW.scheme, _ROW.category, _ROW.grade)
_BY_THEN = _ROW.created <= bindparam("moment")
_GROUPED = select(*_SAID, ((_ROW.created + _CHINA) // _DAY).label("day"), _PHASE).where(_BY_THEN)
_NAMED = select(RECORD.c.name, *_SAID, _ROW.created, _PHASE).join(CREDENTIAL, SAME_PLACE).where(_BY_THEN)
_SIGNED = select(
    _EVENT.credential, _EVENT.digest, _EVENT.sequence, _EVENT.action, _EVENT.since, _EVENT.until,
    _EVENT.reason, _EVENT.created,
).join(RECORD, RECORD.c.digest == _EVENT.digest)  # fmt: skip


def _in_log(query: Select[Any], place: ColumnElement[int], *, mirrored: bool) -> Select[Any]:
    """Of the records of an association that `query` gives, those in its log up to the head."""
    of_issuer = query.where(RECORD.c.issuer == bindparam("issuer"))
    if not mirrored:
        return of_issuer.where(place < bindparam("size"))
    same = and_(MIRROR.c.issuer == RECORD.c.issuer, MIRROR.c.digest == RECORD.c.digest)
    return of_issuer.join(MIRROR, same).where(MIRROR.c.position < bindparam("size"))


def _group(*, mirrored: bool) -> Select[Any]:
    each = _in_log(_GROUPED.join(RECORD, SAME_RECORD), _ROW.position, mirrored=mirrored).subquery()
    return select(*each.c, func.count()).group_by(*each.c)


_OWN_OR_MIRRORED = (False, True)
_GROUPS = [_group(mirrored=one) for one in _OWN_OR_MIRRORED]
_CHANGED = [
    narrow(_in_log(_NAMED, RECORD.c.position, mirrored=one), RECORD.c.name) for one in _OWN_OR_MIRRORED
]
_EVENTS = [
    _in_log(_SIGNED, RECORD.c.position, mirrored=one).order_by(_EVENT.credential, _EVENT.sequence)
    for one in _OWN_OR_MIRRORED
]


def _count_log(view: RegistryView, head: HeadCounted, moment: int, cells: Counter[_CellKey]) -> None:
    asked = {"issuer": head.issuer, "size": head.size, "moment": moment}
    mirrored = _is_mirrored(view, head.issuer)
    for row in view.connection.execute(_GROUPS[mirrored], asked):
        region, scheme, category, grade, day, phase, number = row
        month = month_at(day * _DAY - _CHINA)
        cells[_CellKey(head.issuer, region, scheme, category, grade, month, phase)] += number
    events = {
        credential: (*map(_read_event, found),)
        for credential, found in groupby(
            view.connection.execute(_EVENTS[mirrored], asked), key=lambda row: row.credential
        )
    }
    if mirrored:
        _count_refused(view, head, moment, events, cells)
    for row in select_in(view.connection, _CHANGED[mirrored], events, **asked):
        name, region, scheme, category, grade, created, phase = row
        common = (head.issuer, region, scheme, category, grade, month_at(created))
        cells[_CellKey(*common, phase)] -= 1
        cells[_CellKey(*common, _stand(events[name], moment, phase))] += 1


def _count_refused(
    view: RegistryView,
    head: HeadCounted,
    moment: int,
    events: dict[str, tuple[Event, ...]],
    cells: Counter[_CellKey],
) -> None:
    """Adds what was refused here: its events to `events`, its credentials to `cells`."""
    for record in _read_refused(view, head, lambda kind: kind.name == StatusEvent.KIND):
        change: StatusChange = record.body.credential_subject
        event = Event(change, record.created, record.digest, counts=True)
        events[change.credential] = (*events.get(change.credential, ()), event)
    for record in _read_refused(view, head, lambda kind: kind.is_assessment):
        body: Assessment = record.body
        created = int(record.created.timestamp())
        if created > moment:
            continue
        subject, phase = body.credential_subject, _find_phase(body, moment)
        assessment, month = subject.assessment, month_at(created)
        said = (subject.region, assessment.scheme, format_categories(assessment.categories), assessment.grade)
        standing = _stand(events[body.id], moment, phase) if body.id in events else phase
        cells[_CellKey(head.issuer, *said, month, standing)] += 1


def _find_phase(body: Assessment, moment: int) -> str:
    """As `_PHASE` has it of a row."""
    if int(body.valid_until.timestamp()) <= moment:
        return "expired"
    return "not-yet-valid" if int(body.valid_from.timestamp()) > moment else "active"


def _read_event(row: Any) -> Event:
    change = StatusChange.model_construct(
        type="StatusEvent",
        credential=row.credential,
        sequence=row.sequence,
        action=row.action,
        effective_from=_moment(row.since),
        until=_moment(row.until) if row.until is not None else None,
        reason=row.reason,
        successor=None,
    )
    return Event(change, _moment(row.created), row.digest, counts=True)


def _stand(events: Iterable[Event], moment: int, phase: str) -> str:
    """An end by an event comes first, then that of the term."""
    found = fold_events(events, _moment(moment))
    if found.code == "revoked":
        return str(found.evidence["kind"])
    if found.code == "superseded" or (found.code == "suspended" and phase == "active"):
        return found.code
    return "unclear" if found.outcome is Result.INDETERMINATE and phase == "active" else phase


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, CHINA)
