"""Journal of the desk: who did what, in order. It is evidence, and decides nothing."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from desk.office.desk import DeskView
from desk.office.stored import moment, seconds
from desk.tables import JOURNAL
from registry.database.bulk import insert_rows


class DeskAct(NamedTuple):
    """An act: when, by whom, on what."""

    number: int
    at: datetime
    person: str | None
    act: str
    subject: str
    data: Mapping[str, Any]


def add_journal(
    desk: DeskView, now: datetime, act: str, subject: str, *, by: str | None = None, **data: Any
) -> None:
    """Add an entry; `data` are JSON values."""
    connection = desk.view.connection
    last = connection.scalar(select(func.max(JOURNAL.c.number)).where(JOURNAL.c.issuer == desk.issuer))
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    row = (desk.issuer, (last or 0) + 1, seconds(now), by, act, subject[:250], text)
    insert_rows(connection, JOURNAL, [row])


def list_journal(
    desk: DeskView, *, since: datetime | None = None, until: datetime | None = None, person: str | None = None
) -> list[DeskAct]:
    """Return the entries of a period (`until` excluded), newest first; of all persons, or of one."""
    if not desk.is_kept:
        return []
    query = select(JOURNAL).where(JOURNAL.c.issuer == desk.issuer)
    if since is not None:
        query = query.where(JOURNAL.c.at >= seconds(since))
    if until is not None:
        query = query.where(JOURNAL.c.at < seconds(until))
    if person is not None:
        query = query.where(JOURNAL.c.person == person)
    rows = desk.view.connection.execute(query.order_by(JOURNAL.c.number.desc()))
    return [
        DeskAct(row.number, moment(row.at), row.person, row.act, row.subject, json.loads(row.data))
        for row in rows
    ]
