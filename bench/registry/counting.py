"""Counting for a statistics report: 100,000 credentials, one in a hundred revoked, by their rows alone."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import thread_time

from bench.measure import Number
from credentials.documents.works.report import HeadCounted
from registry.admission.record_counts import count_records
from registry.database.bulk import insert_rows
from registry.database.tables import CREDENTIAL, EVENT, LEAF, RECORD
from registry.view.trees import RECORDS
from registry.view.view import RegistryView
from tests.world import World
from tests.world.registry_setup import Bench

SIZES = 10_000, 100_000
ONE_IN = 100
GOAL_MS = 1_000
ROUNDS = 3
KINDS = 480
"""How many groups have another scheme, category, grade or region."""


def bench_report() -> Iterator[Number]:
    """Milliseconds of one count at a head; the two sizes tell whether a million takes ten times as long."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(Path(folder) / "registry.db", World())
            issuer, now = bench.world.cq.did, bench.world.now
            bench.registry.write(partial(_fill, issuer=issuer, now=int(now.timestamp()), size=size))
            spent = []
            for _ in range(ROUNDS):
                begun = thread_time()
                bench.registry.read(partial(_count, issuer=issuer, now=now))
                spent.append((thread_time() - begun) * 1e3)
            bench.registry.close()
        yield Number(f"report-{size}", median(spent), "cpu-ms", GOAL_MS, True)


def _count(view: RegistryView, issuer: str, now: datetime) -> None:
    log = view.log(issuer)
    head = HeadCounted(issuer=issuer, size=log.size, root=log.root(log.size).hex())
    count_records(view, [head], now)


def _fill(view: RegistryView, issuer: str, now: int, size: int) -> None:
    """Rows as admission would leave them, without the documents."""
    start = view.log(issuer).size
    places = range(start, start + size)
    digests = [sha256(b"%d" % place).hexdigest() for place in places]
    events = [sha256(b"event %d" % place).hexdigest() for place in places[::ONE_IN]]
    names = [f"urn:uuid:{place:032x}" for place in places]
    leaves = enumerate((*digests, *events), start)
    insert_rows(view.connection, LEAF, [(issuer, RECORDS, place, digest) for place, digest in leaves])
    insert_rows(
        view.connection,
        RECORD,
        [(digest, "capability", issuer, name, place, now, b"")
         for digest, name, place in zip(digests, names, places, strict=True)]
        + [(digest, "status-event", issuer, f"event {digest}", start + size + number, now, b"")
           for number, digest in enumerate(events)],
    )  # fmt: skip
    insert_rows(
        view.connection,
        CREDENTIAL,
        [(issuer, place, f"B-{place}", name, "91350100M000100Y43", "CN-CQ", f"scheme-{place % 4}",
          f'["水{place % 5}"]', f"{place % (KINDS // 20)}", now - place % 1_000 * 86_400, "assessment-1",
          now - 86_400, now + 86_400 * (place % 700 - 50))
         for name, place in zip(names, places, strict=True)],
    )  # fmt: skip
    insert_rows(
        view.connection,
        EVENT,
        [(digest, issuer, name, 1, "revoke", now - 3_600, None, "false-material", now - 3_600, "assessment-1")
         for digest, name in zip(events, names[::ONE_IN], strict=True)],
    )  # fmt: skip
