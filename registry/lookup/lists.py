"""Lists narrowed by the rows kept at admission: facts of records, events, and their times.

Keys decide whether an event counts, and a key may turn out to be compromised. So the rows only narrow the
search: they give every credential that may fit, and some that do not. The caller decides by the events
themselves.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Select, and_, or_, select

from credentials.documents.assessment import Assessment
from credentials.kinds import ASSESSMENTS, parse_credential
from credentials.record import Record
from registry.database.tables import CREDENTIAL, EVENT, RECORD
from registry.lookup.lookup import PAGE, find_logs
from registry.registry import Registry


class Narrowing(NamedTuple):
    """Wanted facts; `standing` is a credential's state at `at`, in the words of the lists.

    Credentials of associations in `sure` are invalid or unclear by their events only. `signed` selects
    credentials that a key (by its fragment) signed at or after a moment in seconds.
    """

    at: datetime
    scheme: str | None = None
    category: str | None = None
    grade: str | None = None
    standing: str | None = None
    sure: Collection[str] = ()
    signed: Mapping[str, int] | None = None


def list_narrowed(
    registry: Registry,
    wanted: Narrowing,
    issuer: str | None = None,
    *,
    after: tuple[str, int] = ("", -1),
    first: int = PAGE,
) -> Iterator[Record[Assessment]]:
    """Yield the credentials that may fit, in the order of `lookup.list_credentials` and behind `after`.

    The first query fetches `first` of them, later ones PAGE.
    """
    begin, last = after
    for log in [issuer] if issuer is not None else find_logs(registry):
        if log >= begin and not (wanted.standing == "invalid" and log in wanted.sure):
            yield from _of_log(registry, _select(wanted, log), last if log == begin else -1, min(first, PAGE))


def _of_log(
    registry: Registry, narrowed: "_Narrowed", last: int, at_once: int
) -> Iterator[Record[Assessment]]:
    while True:
        rows = registry.rows(narrowed.behind(last, at_once))
        yield from (parse_credential(row.data) for row in rows)
        if len(rows) < at_once:
            return
        last, at_once = rows[-1].position, PAGE


class _Narrowed(NamedTuple):
    """Places of an association's log that may fit."""

    log: str
    places: Select[Any]
    position: ColumnElement[int]

    def behind(self, last: int, at_once: int) -> Select[Any]:
        """Return the query for records at the next places; the places are found before any record is read."""
        next_ = self.places.where(self.position > last).order_by(self.position).limit(at_once)
        following = next_.subquery()
        same = and_(RECORD.c.issuer == self.log, RECORD.c.name == following.c.id)
        return select(following.c.position, RECORD.c.data).join(RECORD, same).order_by(following.c.position)


def _select(wanted: Narrowing, log: str) -> _Narrowed:
    acted = _acted(wanted, log)
    if acted is None:
        row = CREDENTIAL.c
        places = select(row.position, row.id).where(row.issuer == log, *_of_rows(wanted))
        return _Narrowed(log, places, row.position)
    record = RECORD.alias()
    kind = record.c.kind.concat("")  # otherwise SQLite uses the index of kinds, which has every credential
    places = select(record.c.position, record.c.name.label("id")).where(
        record.c.issuer == log, record.c.name.in_(acted), kind.in_(ASSESSMENTS)
    )
    return _Narrowed(log, places, record.c.position)


def _acted(wanted: Narrowing, log: str) -> Select[Any] | None:
    """Return a query for ids by their events; None where dates decide the standing."""
    event, at = EVENT.c, int(wanted.at.timestamp())
    credential_ids = select(event.credential).where(event.issuer == log)
    match wanted.standing:
        case "revoked":
            return credential_ids.where(event.action == "revoke", event.since <= at)
        case "superseded":
            return credential_ids.where(event.action == "supersede", event.since <= at)
        case "suspended":
            lasting = or_(event.until.is_(None), event.until > at)
            return credential_ids.where(event.action == "suspend", event.since <= at, lasting)
        case "unclear" if log in wanted.sure:
            return credential_ids
    return None


def _of_rows(wanted: Narrowing) -> Iterator[ColumnElement[bool]]:
    row, at = CREDENTIAL.c, int(wanted.at.timestamp())
    if wanted.scheme is not None:
        yield row.scheme == wanted.scheme
    if wanted.grade is not None:
        yield row.grade == wanted.grade
    if wanted.category is not None:
        # with quotation marks, so that a part of another category's name does not match
        yield row.category.contains(orjson.dumps(wanted.category).decode(), autoescape=True)
    if wanted.signed is not None:
        yield or_(
            *(and_(row.key == key, row.created >= since) for key, since in sorted(wanted.signed.items()))
        )
    if wanted.standing == "expired":
        yield row.valid_until <= at
    if wanted.standing == "not-yet-valid":
        yield row.valid_from > at
    if wanted.standing == "active":
        yield and_(row.valid_from <= at, row.valid_until > at)
    if wanted.standing in ("invalid", "unclear"):
        yield row.valid_until > at
