"""Writing admitted records: the record, its log leaf and what it is found by, in the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table

from credentials.record import Record
from registry.bulk import insert_rows
from registry.kinds import KINDS
from registry.rows import Row
from registry.tables import LEAF, RECORD
from registry.trees import RECORDS, count_leaves


def store_records(connection: Connection, records: Iterable[Record[Any]], *, now: datetime) -> None:
    """Stores admitted records with their leaves, in order; one statement a table, whatever their number."""
    rows: dict[Table, list[Row]] = {RECORD: [], LEAF: []}
    sizes: dict[tuple[str, str], int] = {}
    admitted = int(now.timestamp())
    for record in records:
        name = record.body.KIND
        kind, issuer, digest = KINDS[name], record.body.signer, record.digest
        place = None
        for tree in kind.trees:
            position = sizes.get((issuer, tree))
            if position is None:
                position = count_leaves(connection, issuer, tree)
            sizes[issuer, tree] = position + 1
            rows[LEAF].append((issuer, tree, position, digest))
            if tree == RECORDS:
                place = position
        rows[RECORD].append((digest, name, issuer, kind.name(record), place, admitted, record.data))
        for table, row in kind.rows(record, place):
            rows.setdefault(table, []).append(row)
    for table, values in rows.items():
        insert_rows(connection, table, values)
