"""The signed heads of logs that are here."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, union_all

from registry.database.portions import stream
from registry.database.tables import AHEAD, CHECKPOINT, PEER


@dataclass(frozen=True, slots=True)
class Head:
    """A signed log head: how many entries it covers, and the note that was published."""

    size: int
    note: str


def newest_head(connection: Connection, issuer: str) -> Head | None:
    """The association's newest head of those whose entries are here."""
    query = select(CHECKPOINT.c.size, CHECKPOINT.c.note).where(CHECKPOINT.c.issuer == issuer)
    row = connection.execute(query.order_by(CHECKPOINT.c.size.desc()).limit(1)).first()
    return Head(row.size, row.note) if row is not None else None


def known_heads(connection: Connection, issuer: str, size: int | None = None) -> Iterator[Head]:
    """Those of which the entries are here and those that are ahead, the greatest first; of one size alone."""
    tables = CHECKPOINT, AHEAD
    both = [select(table.c.size, table.c.note).where(table.c.issuer == issuer) for table in tables]
    found = union_all(*both).subquery()
    query = select(found.c.size, found.c.note).order_by(found.c.size.desc())
    for row in stream(connection, query if size is None else query.where(found.c.size == size)):
        yield Head(row.size, row.note)


def own_heads(connection: Connection) -> set[tuple[str, int]]:
    """(issuer, size) of each signed head of the logs that are no copy of another node's."""
    query = select(CHECKPOINT.c.issuer, CHECKPOINT.c.size)
    rows = connection.execute(query.where(CHECKPOINT.c.issuer.not_in(select(PEER.c.issuer))))
    return {(row.issuer, row.size) for row in rows}
