"""Taking another's log of 100,000 credentials from its published tree, into an empty registry.

Each record's signature is verified before it is stored, so the base does both with nothing around it: one
`cryptography` Ed25519 verify a record, then its rows by the bare driver, on one core. The driver alone is
measured as well: a tenth of that is all that a verification leaves.
"""

import gc
import os
from collections.abc import Iterator
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

from bench.equals.office import LATER, new_office
from bench.measure import Number, seconds
from bench.registry.engines import insert_bare, new_place
from bench.scene import NOW, bare_verify, credentials, world
from carriers.peers.folder import FolderFiles
from credentials.kinds import parse_credential
from credentials.record import Record
from registry.admission.record_rows import credential_rows
from registry.admission.search_terms import credential_terms
from registry.database.tables import TERM
from registry.sync.pull import pull
from registry.view.trees import RECORDS

BARE = {"sqlite": "sqlite3 executemany", "postgresql": "psycopg COPY"}
COUNT = 100_000
SAMPLE = 5_000
"""Records of the base."""
ROUNDS = 5
A_REQUEST = 200
"""Fewest records that one request must bring."""


def bench_sync() -> Iterator[Number]:
    """Measure records a second on both engines, and records a request."""
    rows = bare_rows([parse_credential(data) for data in credentials(SAMPLE)])
    with new_office(COUNT) as office:
        for engine, driver in BARE.items():
            bases = [_bare(engine, rows)]
            with new_place(engine) as place:
                files = FolderFiles(office.tree)
                # garbage of the preparation must not be collected while the clock runs
                gc.collect()
                start, busy = perf_counter(), _cpu()
                pulled = pull(place.registry, world().cq.did, files, now=NOW + LATER)
                spent, busy = perf_counter() - start, _cpu() - busy
            assert pulled.error is None, pulled.error
            assert pulled.taken.records >= COUNT, pulled.taken.records
            bases.append(_bare(engine, rows))
            verify, insert = (sum(both) / 2 for both in zip(*bases, strict=True))
            rate, records = pulled.taken.records / spent, pulled.taken.records
            base = 1 / (verify + insert)
            yield Number(f"sync-{engine}", rate, "records/s", 0.5, False, base, f"pyca verify and {driver}")
            cost = busy / records * 1e6
            yield Number(
                f"sync-{engine}-cpu", cost, "us a record", None, True, (verify + insert) * 1e6, "both"
            )
            yield Number(f"sync-{engine}-driver", rate, "records/s", None, False, 1 / insert, driver)
        yield Number("sync-records-a-request", records / files.requests, "records", A_REQUEST, False)


def _cpu() -> float:
    """Return CPU seconds of this process and its children, without a database's own process."""
    return sum(os.times()[:4])


def _bare(engine: str, rows: dict[str, Any]) -> tuple[float, float]:
    """Return seconds for each record: for its verification, and for its rows."""
    inserts = []
    for _ in range(ROUNDS):
        with new_place(engine) as place:
            gc.collect()
            inserts.append(seconds(partial(insert_bare, place, rows), 1) / SAMPLE)
    return seconds(bare_verify(), SAMPLE), median(inserts)


def bare_rows(records: list[Record[Any]]) -> dict[str, Any]:
    """Return the rows that the registry writes for new credentials of one association, by table."""
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
        terms = credential_terms(record)
        uscc = record.body.credential_subject.unified_social_credit_code
        pairs.update((term, uscc) for term in (*terms.enterprise, *terms.own))
    return {**rows, TERM.name: sorted(pairs)}
