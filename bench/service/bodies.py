"""What long and hostile bodies cost: memory, the write lock, and who else has to wait.

How long others may not write is told by the store itself (`Registry.open(held=…)`), by the clock on the wall:
a busy machine or disk lengthens it, which the time the thread itself ran (`-own`) leaves out. Bodies of which
memory is measured are those of `tests.bounds.request_memory`, each at the cap of its route.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import httpx2

from bench.measure import Number
from bench.scene import NOW, credentials
from bench.service.api import service
from bench.service.hostile_costs import HEALTH_MS, health_under, wait
from cli.apartments import load_filings
from registry import Admitted, Registry
from tests.world import World
from tests.world.drafts import drafts_of
from tests.world.registries import fill

HELD_MS = 50
GROWN_MB = 50
MANY, DRAFTS = 1_000, 300


def bench_bodies() -> Iterator[Number]:
    """Milliseconds of the longest turn; MB beyond four times a body; health under each of them."""
    yield from _held()
    yield _grown()
    yield from _health()


def _held() -> Iterator[Number]:
    held: list[tuple[float, float]] = []

    @contextmanager
    def watch() -> Iterator[None]:
        start, own = time.perf_counter(), time.thread_time()
        yield
        held.append(((time.perf_counter() - start) * 1e3, (time.thread_time() - own) * 1e3))

    world = World(NOW)
    with (
        tempfile.TemporaryDirectory() as folder,
        Registry.open(
            Path(folder) / "registry.db", demo=True, held=watch, filings=load_filings()
        ) as registry,
    ):
        fill(registry, world)
        known = [world.issue() for _ in range(MANY // 2)]
        submissions = {
            "credentials": [*credentials(MANY)],
            "events": [world.suspend(credential) for credential in known],
            "drafts": drafts_of(world, DRAFTS),
        }
        for name, items in submissions.items():
            held.clear()
            start = time.perf_counter()
            outcomes = registry.admit_many(items, now=world.now)
            spent = time.perf_counter() - start
            assert all(isinstance(outcome, Admitted) for outcome in outcomes)
            walls, owns = zip(*held, strict=True)
            yield Number(f"lock-{name}", max(walls), "ms", HELD_MS, True)
            yield Number(f"lock-{name}-median", median(walls), "ms")
            yield Number(f"lock-{name}-own", max(owns), "ms", HELD_MS, True)
            yield Number(f"admit-{name}", len(items) / spent, "records/s")


def _grown() -> Number:
    environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
    command = [sys.executable, "-m", "tests.bounds.request_memory"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    requests = [json.loads(line) for line in lines.splitlines()]
    worst = max(one["grown"] - 4 * one["sent"] for one in requests)
    return Number("request-memory", worst / 1e6, "MB beyond 4 x", GROWN_MB, True)


def _health() -> Iterator[Number]:
    attacks: dict[str, Callable[[int], None]] = {
        "alone": wait,
        "zeros": partial(
            _post, path="/api/v1/verifications/batch", body=b'{"verifications":[', filling=b"0,"
        ),
        "values": _post_values,
        "lines": partial(_post, path="/api/v1/records/batch", body=b"", filling=b"{}\n", size=30_000),
        "drafts": _post_drafts,
    }
    with service() as port:
        for name, attack in attacks.items():
            waits = health_under(port, attack)
            yield Number(f"health-{name}-p99", quantiles(waits, n=100)[98] * 1e3, "ms", HEALTH_MS, True)
            yield Number(f"health-{name}", median(waits) * 1e3, "ms")


def _post(port: int, *, path: str, body: bytes, filling: bytes, size: int = 4 * 1024 * 1024) -> None:
    """The same body again and again, at its cap."""
    media = "application/x-ndjson" if path.startswith("/api/v1/records/batch") else "application/json"
    data = body + filling * ((size - len(body)) // len(filling))
    _repeat(port, path, media, data)


def _post_values(port: int) -> None:
    """As many values as are read, none of them as it should be."""
    data = b'{"verifications":[' + b",".join([b'{"credential":"x"}'] * 1_000) + b'],"at":"' + b"a" * 3_000_000
    _repeat(port, "/api/v1/verifications/batch", "application/json", data + b'"}')


def _post_drafts(port: int) -> None:
    """Texts of an agreement, each signed by one party."""
    data = b"\n".join(drafts_of(World(NOW), DRAFTS))
    _repeat(port, "/api/v1/records/batch", "application/x-ndjson", data)


def _repeat(port: int, path: str, media: str, data: bytes) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as client:
        while True:
            with suppress(httpx2.HTTPError):
                client.post(path, content=data, headers={"content-type": media})
