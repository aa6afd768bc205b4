"""Newest log entries about a kind of record, a scheme or an enterprise, for feeds.

For a kind or scheme, the newest WINDOW entries of each log are searched.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Select, and_, func, or_, select

from registry.database.tables import CREDENTIAL, EVENT, LEAF, MIRROR, RECORD
from registry.monitor.entries import Dates, witness_keys
from registry.monitor.log_pages import Entry, make_entry
from registry.view.trees import MIRRORED, RECORDS, log_name
from registry.view.view import RegistryView

WINDOW = 5_000
_COLUMNS = (RECORD.c.issuer, RECORD.c.position, RECORD.c.digest, RECORD.c.admitted, RECORD.c.data)


def recent_of_kind(view: RegistryView, kind: str, count: int, issuer: str | None) -> list[Entry]:
    """Return the newest entries of a kind, of all associations or of one."""
    rows: list[Any] = []
    for party in view.load_trust().parties:
        if issuer in (None, party):
            query = _newest(view, party, count).where(RECORD.c.kind == kind)
            rows += view.connection.execute(query)
    return _newest_first(view, rows, count)


_OF_ENTERPRISE = 100
"""Newest records of each kind, and newest events about them, that are searched for an enterprise."""


def recent_of_scheme(view: RegistryView, scheme: str, count: int) -> list[Entry]:
    """Return the newest credentials and technologies under a scheme, and the changes to them."""
    subject = RECORD.alias()
    is_subject = and_(subject.c.issuer == EVENT.c.issuer, subject.c.name == EVENT.c.credential)
    rows: list[Any] = []
    for party in view.load_trust().parties:
        newest = _newest(view, party, count)
        events = newest.join(EVENT, EVENT.c.digest == RECORD.c.digest).join(subject, is_subject)
        for filed in (code.table for code in _holders(view)):
            for query, record in ((newest, RECORD), (events, subject)):
                same = and_(filed.c.issuer == record.c.issuer, filed.c.position == record.c.position)
                rows += view.connection.execute(query.join(filed, same).where(filed.c.scheme == scheme))
    return _newest_first(view, rows, count)


def recent_of_enterprise(view: RegistryView, uscc: str, count: int) -> list[Entry]:
    """Return the newest records about an enterprise: credentials, changes to them, technologies."""
    row = RECORD.c
    mentioned = [
        (entry.issuer, entry.position)
        for code in _holders(view)
        for entry in view.connection.execute(
            select(code.table.c.issuer, code.table.c.position)
            .where(code == uscc)
            .order_by(code.table.c.position.desc())
            .limit(_OF_ENTERPRISE)
        )
    ]
    if not mentioned:
        return []
    places = or_(*(and_(row.issuer == issuer, row.position == place) for issuer, place in mentioned))
    records = view.connection.execute(select(*_COLUMNS, row.name).where(places)).all()
    subjects = {(record.issuer, record.name) for record in records}
    events = (
        select(*_COLUMNS, EVENT.c.credential)
        .join(EVENT, EVENT.c.digest == row.digest)
        .where(EVENT.c.credential.in_(sorted({name for _, name in subjects})))
        .order_by(row.admitted.desc())
        .limit(_OF_ENTERPRISE)
    )
    changes = [
        change for change in view.connection.execute(events) if (change.issuer, change.credential) in subjects
    ]
    return _newest_first(view, [*records, *changes], count)


def _holders(view: RegistryView) -> tuple[Column[str], ...]:
    """Return the columns with enterprises' credit codes, of credentials and of apartments."""
    return CREDENTIAL.c.uscc, *view.memory.filed.holders


def _newest(view: RegistryView, issuer: str, count: int) -> Select[Any]:
    """Return the query for an association's newest logged records within the window."""
    leaf = LEAF.c
    size = select(func.max(leaf.position)).where(leaf.issuer == issuer, leaf.tree == RECORDS)
    newest = view.connection.scalar(size)
    return (
        select(*_COLUMNS)
        .select_from(LEAF)
        .join(RECORD, RECORD.c.digest == leaf.digest)
        .where(leaf.issuer == issuer, leaf.tree == RECORDS)
        .where(leaf.position > (newest or 0) - WINDOW)
        .order_by(leaf.position.desc())
        .limit(count)
    )


def _newest_first(view: RegistryView, rows: list[Any], count: int) -> list[Entry]:
    """Return the `count` entries that others have known for the shortest time; equal times by digest."""
    newest = [
        make_entry(view, row.issuer, place, row.data, logged)
        for row in sorted(rows, key=lambda entry: (entry.admitted, entry.digest))[-2 * count :]
        for place, logged in [_logged(view, row)]
    ]
    newest.sort(key=lambda entry: (entry.logged, entry.record.digest), reverse=True)
    return newest[:count]


def _logged(view: RegistryView, row: Any) -> tuple[int, int]:
    """Return a record's place in its association's log, and the time since which others know it."""
    place = row.position
    if log_name(view.connection, row.issuer) == MIRRORED:
        same = select(MIRROR.c.position).where(MIRROR.c.digest == row.digest, MIRROR.c.issuer == row.issuer)
        mirrored = view.connection.scalar(same)
        if mirrored is None:  # the record arrived outside a log
            return place, row.admitted
        place = mirrored
    dates = Dates(view, row.issuer, witness_keys(view.load_trust(), row.issuer), place)
    return place, dates.logged(place, row.admitted)


def known_since(view: RegistryView, digest: str) -> datetime:
    """Return the time since which others know a record that is here."""
    row = view.connection.execute(select(*_COLUMNS).where(RECORD.c.digest == digest)).one()
    return datetime.fromtimestamp(_logged(view, row)[1], UTC)
