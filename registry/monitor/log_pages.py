"""Pages of a log, newest first, with the monitor's alerts of that time: for people and feeds."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from credentials.documents.status_event import StatusEvent
from credentials.kinds import parse_any
from credentials.record import Record
from registry.database.tables import LEAF, MIRROR, RECORD
from registry.monitor.alerts import Alert, alerts_within
from registry.monitor.entries import Dates, witness_keys
from registry.view.trees import MIRRORED, RECORDS, log_name
from registry.view.view import RegistryView


class Entry(NamedTuple):
    """Admitted entry: its place, the record, the time since which others know it, and an event's subject."""

    place: int
    record: Record[Any]
    logged: datetime
    about: Record[Any] | None


class LogPage(NamedTuple):
    """Entries and alerts, newest first; `size` of the log as signed, `start` of the page in it."""

    size: int
    start: int
    entries: list[Entry]
    alerts: list[Alert]


def read_log_page(view: RegistryView, issuer: str, before: int | None, limit: int) -> LogPage:
    """Read the `limit` places before `before`, by default the newest; only admitted entries.

    The alerts are those raised while the log grew to these entries, at most `limit`.
    """
    head = view.newest_checkpoint(issuer)
    size = head.size if head is not None else 0
    end = size if before is None else min(before, size)
    start = max(0, end - limit)
    name = log_name(view.connection, issuer)
    row, where = (MIRROR.c, MIRROR.c.code.is_(None)) if name == MIRRORED else (LEAF.c, LEAF.c.tree == RECORDS)
    query = (
        select(row.position, RECORD.c.data, RECORD.c.admitted)
        .join(RECORD, RECORD.c.digest == row.digest)
        .where(row.issuer == issuer, row.position >= start, row.position < end, where)
        .order_by(row.position)
    )
    dates = Dates(view, issuer, witness_keys(view.load_trust(), issuer), start)
    entries = [
        make_entry(view, issuer, place, data, dates.logged(place, admitted))
        for place, data, admitted in view.connection.execute(query)
    ]
    alerts = alerts_within(view, issuer, start or -1, None if end == size else end, limit)
    return LogPage(size, start, entries[::-1], alerts)


def make_entry(view: RegistryView, issuer: str, place: int, data: bytes, logged: int) -> Entry:
    """Return the entry at a place; `logged` in seconds since 1970."""
    record = parse_any(data)
    is_event = isinstance(record.body, StatusEvent)
    subject = view.changeable(issuer, record.body.credential_subject.credential) if is_event else None
    return Entry(place, record, datetime.fromtimestamp(logged, UTC), subject)
