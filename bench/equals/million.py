"""Peak memory of the processes of a node with 1,000,000 credentials, each in its own work.

The credentials are as `bench.registry.moulds` makes them: stored without being verified, of 250,000
enterprises. The node that publishes takes in the last thousand, truly signed; the one that pulls has all but
these in its mirror, and asks the one that serves.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import insert, null, select

from bench.equals.office import EXCEPTIONS, LATER, Office
from bench.equals.served import SITE, served
from bench.measure import Number
from bench.registry.moulds import CHUNK, Mould, make_bytes
from bench.scene import NOW, credentials, open_registry, world
from carriers.peers.web import WebFiles
from credentials.documents.assessment import Assessment
from credentials.kinds import parse_credential
from credentials.record import Record
from registry.admission.store import store_records
from registry.database.bulk import insert_rows
from registry.database.tables import INDEX, LEAF, MIRROR
from registry.publishing.static_tree import tree_files
from registry.sync.mirror import begin_mirror
from registry.sync.pull import pull
from registry.upkeep.audit import audit_registry
from registry.view.trees import RECORDS
from registry.view.view import RegistryView

COUNT = 1_000_000
LAST = 1_000
"""Credentials that are truly signed, and taken by the node that pulls."""
MOST_MIB = 600
MOST_SECONDS = 1
PAGES = (
    *("readyz", "metrics", "", "bundle.json", "api/v1/node", f"{SITE}/parts/numbers.json"),
    *(f"{SITE}/log/checkpoint", f"{SITE}/log/tile/1/000", f"{SITE}/log/data/000.ndjson.gz"),
)
"""Paths asked of the serving node, beside the other's pull."""

_DID = world().cq.did


def bench_million() -> Iterator[Number]:
    """Measure the peak memory of each process in MiB, on SQLite; takes minutes and 5 GB of disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own, other = folder / "own", folder / "other"
        own.mkdir()
        fill(own)
        copy_as_mirror(own, other)
        yield _row("publish", _run("publish_last", own))
        with served(own / "registry.db", own / "heads") as node:
            yield _time_statistics(node.port)
            for page in PAGES:
                with urlopen(f"http://127.0.0.1:{node.port}/{page}") as answer:
                    assert answer.read()
            yield _row("pull", _run("pull_last", other, node.port))
            yield _row("serve", _peak_of(node.pid))
        yield _row("audit", _run("audit", own))


def _row(what: str, kib: int) -> Number:
    return Number(f"million-{what}-memory", kib / 1024, "MiB", MOST_MIB, True)


def _time_statistics(port: int) -> Number:
    """Measure seconds of a process's first statistics once it has its trust data."""
    with urlopen(f"http://127.0.0.1:{port}/api/v1/node") as answer:
        assert answer.read()
    start = time.monotonic()
    with urlopen(f"http://127.0.0.1:{port}/statistics") as answer:
        assert answer.read()
    return Number("million-statistics", time.monotonic() - start, "s", MOST_SECONDS, True)


def _run(work: str, *given: object) -> int:
    """Return the peak memory of a separate process, KiB."""
    call = f"import sys; from bench.equals.million import {work}; {work}(*sys.argv[1:])"
    command = [sys.executable, "-c", call, *map(str, given)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _peak_of(process: int) -> int:
    """Return the peak memory of a running process in KiB (Linux)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def _tell_peak() -> None:
    print(_peak_of(os.getpid()))  # the figure of getrusage starts from the parent's memory


def fill(folder: Path) -> None:
    """Store all credentials except the LAST, publish, and revoke one in a hundred where that is quick."""
    source, stock = random.Random(5), [Mould.of(data) for data in credentials(500)]
    with open_registry(folder / "registry.db", folder / "heads") as registry:
        office = Office(folder, registry)
        office.issue(COUNT // EXCEPTIONS)
        office.revoke(COUNT // EXCEPTIONS)
        for start in range(COUNT // EXCEPTIONS, COUNT - LAST, CHUNK):
            numbers = range(start, min(start + CHUNK, COUNT - LAST))
            chunk = [parse_credential(make_bytes(stock, number, source)) for number in numbers]
            registry.write(partial(_store, records=chunk))
            print(f"million: {numbers.stop:,} of {COUNT:,}", file=sys.stderr)
        office.sign()


def _store(view: RegistryView, records: list[Record[Assessment]]) -> None:
    store_records(view, records, now=NOW)
    bodies = (record.body for record in records)
    insert_rows(
        view.connection, INDEX, [(body.issuer, body.list_number, body.index, body.id) for body in bodies]
    )


def copy_as_mirror(own: Path, other: Path) -> None:
    """Copy the database and turn the copy into that of a node that has mirrored the log so far."""
    shutil.copytree(own, other)
    (other / "heads").unlink()
    with open_registry(other / "registry.db", other / "heads") as registry:

        def write(view: RegistryView) -> None:
            begin_mirror(view, _DID)
            leaf = LEAF.c
            rows = select(leaf.issuer, leaf.position, leaf.digest, null(), null(), null())
            rows = rows.where(leaf.issuer == _DID, leaf.tree == RECORDS)
            view.connection.execute(insert(MIRROR).from_select([*MIRROR.c.keys()], rows))

        registry.recover(write)  # the copy has no log of its own any more


def publish_last(folder: str) -> None:
    """Issue the LAST credentials, publish, and make every file of the tree; runs as a process."""
    place = Path(folder)
    with open_registry(place / "registry.db", place / "heads") as registry:
        office = Office(place, registry, first=COUNT)
        office.issue(LAST)
        office.sign()
        assert registry.read(lambda view: sum(1 for _ in tree_files(view))) > LAST
    _tell_peak()


def pull_last(folder: str, port: str) -> None:
    """Pull the new records, like `huren sync`; runs as a process."""
    place = Path(folder)
    with open_registry(place / "registry.db", place / "heads") as registry:
        files = WebFiles(f"http://127.0.0.1:{port}", plain=("127.0.0.1",))
        pulled = pull(registry, _DID, files, now=NOW + LATER)
        files.close()
        assert pulled.error is None, pulled.error
        assert pulled.taken.records >= LAST, pulled.taken.records
    _tell_peak()


def audit(folder: str) -> None:
    """Audit, like `huren audit`; runs as a process."""
    place = Path(folder)
    with open_registry(place / "registry.db", place / "heads") as registry:
        done = audit_registry(registry)
        assert not done.problems, done.problems[:3]
    _tell_peak()
