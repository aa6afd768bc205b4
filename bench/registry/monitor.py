"""One pass of the monitor over a mirrored log of 100,000 records, and over what came since; both engines."""

import random
import time
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, delete, insert, select

from bench.measure import Number
from bench.registry.engines import new_place
from bench.scene import NOW, world
from credentials.identifiers import log_origin
from registry import Registry
from registry.database.bulk import insert_rows
from registry.database.tables import ALERT, CHECKPOINT, CREDENTIAL, EVENT, LEAF, MIRROR, MONITOR, RECORD
from registry.monitor.watch import PORTION, Passed, watch
from registry.sync.mirror import begin_mirror
from registry.view.trees import RECORDS
from registry.view.view import RegistryView
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.note import format_note, sign_cosignature, sign_note

COUNT = 100_000
CHANGED = 10_000
BYTES = 2_500
"""Of a certificate."""
SECONDS = 5
MEGABYTES = 64


def bench_monitor() -> Iterator[Number]:
    """Seconds of the first pass, whatever it finds, and of the next; the most memory that a pass takes."""
    for engine in ("sqlite", "postgresql"):
        with new_place(engine) as place:
            place.registry.write(_fill)
            place.registry.write(_mirror)
            start, used = time.perf_counter(), time.process_time()
            passed = _watch(place.registry)
            taken, used = time.perf_counter() - start, time.process_time() - used
            assert passed.news.entries >= COUNT, passed.news
            start = time.perf_counter()
            _watch(place.registry)
            again = time.perf_counter() - start
            place.registry.write(_forget)
            tracemalloc.start()
            _watch(place.registry)
            memory = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            yield Number(f"monitor-{engine}", taken, f"s for {passed.news.entries} entries", SECONDS)
            yield Number(f"monitor-{engine}-cpu", used, "s of this process")
            yield Number(f"monitor-{engine}-again", again * 1000, "ms where nothing came")
            yield Number(f"monitor-{engine}-memory", memory, f"MB, {PORTION} entries at a time", MEGABYTES)


def _watch(registry: Registry) -> Passed:
    return watch(registry, world().cq.did, now=NOW + timedelta(days=1))


def _fill(view: RegistryView) -> None:
    """Rows of certificates and revocations, as if another node had signed their log; all began long ago."""
    issuer, source, now = world().cq.did, random.Random(1), int(NOW.timestamp())
    names = [f"urn:uuid:{number:08x}-0000-4000-8000-000000000000" for number in range(COUNT + CHANGED)]
    digests = [sha256(name.encode()).hexdigest() for name in names]
    kinds = ["capability"] * COUNT + ["status-event"] * CHANGED
    places = range(COUNT + CHANGED)
    first = view.tree(issuer, RECORDS).size
    rows: dict[Table, list[tuple[Any, ...]]] = {
        RECORD: [
            (digest, kind, issuer, name, first + place, now, source.randbytes(BYTES))
            for digest, kind, name, place in zip(digests, kinds, names, places, strict=True)
        ],
        LEAF: [(issuer, RECORDS, first + place, digests[place]) for place in places],
        CREDENTIAL: [
            (issuer, first + place, f"N-{place}", names[place], "91350100M000100Y43", "CN-CQ", "scheme",
             "[]", "AA", now, "assessment-1", now - 10 * 86_400, now + 86_400_000)
            for place in range(COUNT)
        ],
        EVENT: [
            (digests[COUNT + number], issuer, names[number], 1, "revoke", now, None, "false-material",
             now, "assessment-1")
            for number in range(CHANGED)
        ],
    }  # fmt: skip
    for table, values in rows.items():
        insert_rows(view.connection, table, values)


def _mirror(view: RegistryView) -> None:
    owner, witness = world().cq, world().sc
    tree, origin = view.tree(owner.did, RECORDS), log_origin(owner.did)
    text = format_checkpoint(Checkpoint(origin, tree.size, tree.root()))
    own, other = owner.signers["publication"], witness.signers["publication"]
    note = sign_note(text, origin, own.sign, own.public_key)
    time_ = int(NOW.timestamp()) + 60
    note = sign_cosignature(note, log_origin(witness.did), other.sign, other.public_key, time=time_)
    begin_mirror(view, owner.did)
    head = {"issuer": owner.did, "size": tree.size, "note": format_note(note)}
    view.connection.execute(insert(CHECKPOINT), head)
    rows = view.connection.execute(
        select(LEAF.c.position, LEAF.c.digest).where(LEAF.c.issuer == owner.did, LEAF.c.tree == RECORDS)
    )
    insert_rows(
        view.connection, MIRROR, [(owner.did, place, digest, None, None, None) for place, digest in rows]
    )


def _forget(view: RegistryView) -> None:
    for table in (MONITOR, ALERT):
        view.connection.execute(delete(table))
