"""Documents that came back signed and were not stored: kept with the reason, until they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from credentials.record import JsonObject, Record
from desk.office.desk import DeskView
from desk.office.stored import moment, seconds
from desk.tables import REFUSED
from registry.database.bulk import delete_rows, insert_rows
from signing.strict_json import parse_json


class RefusedDocument(NamedTuple):
    """A signed document that is not stored."""

    digest: str
    plan: str | None
    code: str
    received: datetime
    data: bytes

    @property
    def unsigned(self) -> JsonObject:
        """Return the document as its plan names it."""
        value: Any = parse_json(self.data)
        return {name: member for name, member in value.items() if name != "proof"}


def keep_refused(
    desk: DeskView, refused: Sequence[tuple[Record[Any], str]], plan: str | None, now: datetime
) -> None:
    """Keep documents, each with its code."""
    rows = [
        (record.digest, desk.issuer, plan, code, seconds(now), record.data)
        for record, code in {record.digest: (record, code) for record, code in refused}.values()
    ]
    insert_rows(desk.view.connection, REFUSED, rows)


def drop_refused(desk: DeskView, digests: Sequence[str]) -> None:
    """Drop documents that came again."""
    delete_rows(desk.view.connection, REFUSED.c.digest, digests)


def list_refused(desk: DeskView) -> list[RefusedDocument]:
    """Return what is signed and not stored, newest first."""
    if not desk.is_kept:
        return []
    query = select(REFUSED).where(REFUSED.c.issuer == desk.issuer)
    rows = desk.view.connection.execute(query.order_by(REFUSED.c.received.desc(), REFUSED.c.digest))
    return [RefusedDocument(row.digest, row.plan, row.code, moment(row.received), row.data) for row in rows]
