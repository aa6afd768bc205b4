"""Signed log heads that are here."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, union_all

from registry.database.portions import stream
from registry.database.tables import AHEAD, CHECKPOINT, PEER

_NEWEST = (
    select(CHECKPOINT.c.size, CHECKPOINT.c.note)
    .where(CHECKPOINT.c.issuer == bindparam("issuer"))
    .order_by(CHECKPOINT.c.size.desc())
    .limit(1)
)
_BOTH = union_all(
    *(
        select(some.c.size, some.c.note).where(some.c.issuer == bindparam("issuer"))
        for some in (CHECKPOINT, AHEAD)
    )
).subquery()
_KNOWN = select(_BOTH.c.size, _BOTH.c.note).order_by(_BOTH.c.size.desc())
_KNOWN_OF_SIZE = _KNOWN.where(_BOTH.c.size == bindparam("size"))


@dataclass(frozen=True, slots=True)
class Head:
    """Signed log head: the number of entries it covers, and the published note."""

    size: int
    note: str


def newest_head(connection: Connection, issuer: str) -> Head | None:
    """Return the association's newest head whose entries are here."""
    row = connection.execute(_NEWEST, {"issuer": issuer}).first()
    return Head(row.size, row.note) if row is not None else None


def known_heads(connection: Connection, issuer: str, size: int | None = None) -> Iterator[Head]:
    """Yield the heads with entries here and those ahead, greatest first; of one size if given."""
    rows = (
        stream(connection, _KNOWN, issuer=issuer)
        if size is None
        else stream(connection, _KNOWN_OF_SIZE, issuer=issuer, size=size)
    )
    for row in rows:
        yield Head(row.size, row.note)


def own_heads(connection: Connection) -> set[tuple[str, int]]:
    """Return (issuer, size) of each signed head of logs that are no copy of another node's."""
    query = select(CHECKPOINT.c.issuer, CHECKPOINT.c.size)
    rows = connection.execute(query.where(CHECKPOINT.c.issuer.not_in(select(PEER.c.issuer))))
    return {(row.issuer, row.size) for row in rows}
