"""Writing admitted records: the record, its log leaf and what it is found by, in the caller's transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert

from credentials.record import Record
from registry.kinds import KINDS
from registry.rows import Row
from registry.tables import LEAF, RECORD
from registry.trees import count_leaves


def store_records(connection: Connection, records: Iterable[Record[Any]], *, now: datetime) -> None:
    """Stores admitted records with their leaves, in order; one statement a table, whatever their number."""
    rows: dict[Table, list[Row]] = {RECORD: [], LEAF: []}
    sizes: dict[tuple[str, str], int] = {}
    admitted = int(now.timestamp())
    for record in records:
        kind, issuer, digest = KINDS[record.body.KIND], record.body.signer, record.digest
        rows[RECORD].append(
            {
                "digest": digest,
                "kind": record.body.KIND,
                "issuer": issuer,
                "name": kind.name(record),
                "admitted": admitted,
                "data": record.data,
            }
        )
        for tree in kind.trees:
            position = sizes.get((issuer, tree))
            if position is None:
                position = count_leaves(connection, issuer, tree)
            sizes[issuer, tree] = position + 1
            rows[LEAF].append({"issuer": issuer, "tree": tree, "position": position, "digest": digest})
        for table, row in kind.rows(record):
            rows.setdefault(table, []).append(row)
    write_rows(connection, rows)


def write_rows(connection: Connection, rows: Mapping[Table, list[Row]]) -> None:
    """Inserts the rows of each table in one statement."""
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)
