"""Storing many credentials at once on both engines, against the bare driver."""

import gc
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

from bench.measure import Number, seconds
from bench.registry.engines import Engine, insert_bare, new_place
from bench.scene import NOW, credentials
from credentials.kinds import parse_credential
from credentials.record import Record
from registry.admission.record_rows import credential_rows
from registry.admission.search_terms import credential_terms
from registry.admission.store import store_records
from registry.database.bulk import insert_rows
from registry.database.tables import METADATA, TERM
from registry.view.trees import RECORDS
from registry.view.view import RegistryView

COUNT = 5_000
BARE = {"sqlite": "sqlite3 executemany", "postgresql": "psycopg COPY"}


def bench_insert() -> Iterator[Number]:
    """Rows at hand by the registry's bulk path, and records whose rows it makes first; both committed."""
    records = [parse_credential(data) for data in credentials(COUNT)]
    rows = bare_rows(records)
    ways: dict[str, Callable[[Engine], None]] = {
        "bare": lambda place: insert_bare(place, rows),
        "insert": lambda place: place.registry.write(partial(_insert, rows=rows)),
        "store": lambda place: place.registry.write(partial(_store, records=records)),
    }
    for engine, driver in BARE.items():
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(9):
            for name, way in ways.items():
                with new_place(engine) as place:
                    gc.collect()
                    rates[name].append(COUNT / seconds(partial(way, place), 1))
        bare = median(rates["bare"])
        for name in ("insert", "store"):
            yield Number(f"{name}-{engine}", median(rates[name]), "records/s", 0.9, False, bare, driver)


def _insert(view: RegistryView, rows: dict[str, Any]) -> None:
    for table, values in rows.items():
        insert_rows(view.connection, METADATA.tables[table], values)


def _store(view: RegistryView, records: list[Record[Any]]) -> None:
    store_records(view, records, now=NOW)


def bare_rows(records: list[Record[Any]]) -> dict[str, Any]:
    """What the registry writes for new credentials of one association, by table."""
    rows: dict[str, Any] = {"record": [], "leaf": []}
    pairs: set[tuple[str, str]] = set()
    for position, record in enumerate(records, start=3):
        kind, issuer = record.body.KIND, record.body.signer
        rows["record"].append(
            (record.digest, kind, issuer, record.body.id, position, int(NOW.timestamp()), record.data)
        )
        rows["leaf"].append((issuer, RECORDS, position, record.digest))
        for table, row in credential_rows(record, position):
            rows.setdefault(table.name, []).append(row)
        found = credential_terms(record)
        uscc = record.body.credential_subject.unified_social_credit_code
        pairs.update((term, uscc) for term in (*found.enterprise, *found.own))
    return {**rows, TERM.name: sorted(pairs)}
