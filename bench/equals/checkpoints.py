"""From a credential's admission to a signed checkpoint that covers it, at 100 submissions a second.

A node with its publication key, `checkpoint_seconds` as installed. What it has stored is asked at the end:
the place of each credential in the log, which checkpoints were seen to cover as they came.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles

from bench.equals.served import SITE, served
from bench.measure import Number
from bench.registry.engines import new_place
from bench.scene import credentials
from bench.service.api import request_bytes
from registry.lookup.lookup import find_position
from signing.log.checkpoint import parse_checkpoint
from signing.log.note import parse_note

SECONDS, ISSUES = 40, 100
CONNECTIONS = 8
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 20
WORST_SECONDS = 10
_CHECKPOINT = f"GET /{SITE}/log/checkpoint HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


def bench_checkpoints() -> Iterator[Number]:
    """Seconds until the checkpoint, the slowest of a hundred and the median, on both engines."""
    stock = credentials(SECONDS * ISSUES)
    for engine in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, new_place(engine) as place:
            with served(place.address, Path(folder) / "heads") as node:
                answered, seen = asyncio.run(_run(node.port, stock))
            places = {data: find_position(place.registry, sha256(data).hexdigest()) for data in answered}
        waits = [_covered(places[data], moment, seen) for data, moment in answered.items()]
        yield Number(f"checkpoint-{engine}-p99", quantiles(waits, n=100)[98], "s", WORST_SECONDS, True)
        yield Number(f"checkpoint-{engine}", median(waits), "s")
        yield Number(f"checkpoint-{engine}-issues", len(answered) / SECONDS, "issues/s", 0.99 * ISSUES, False)


def _covered(place: int | None, moment: float, seen: Sequence[tuple[float, int]]) -> float:
    """How long after `moment` a checkpoint was seen that covers the place; never is for ever."""
    assert place is not None
    return next((at - moment for at, size in seen if size > place), float("inf"))


async def _run(port: int, stock: Sequence[bytes]) -> tuple[dict[bytes, float], list[tuple[float, int]]]:
    """When each was answered, and the sizes of checkpoints as they were seen."""
    answered: dict[bytes, float] = {}
    seen: list[tuple[float, int]] = []
    watcher = asyncio.create_task(_watch(port, seen))
    start = time.perf_counter()
    due = iter([(start + place / ISSUES, data) for place, data in enumerate(stock)])
    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(_submit(port, due, answered))
    last = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < last and (not seen or seen[-1][1] < len(stock)):
        await asyncio.sleep(LOOK_SECONDS)
    watcher.cancel()
    return answered, seen


async def _submit(port: int, due: Iterator[tuple[float, bytes]], answered: dict[bytes, float]) -> None:
    """One connection: takes the next when it is free."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for moment, data in due:
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        status, _ = await _ask(reader, writer, request_bytes("/api/v1/records", data))
        assert status == 201, status
        answered[data] = time.perf_counter()
    writer.close()


async def _watch(port: int, seen: list[tuple[float, int]]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        status, body = await _ask(reader, writer, _CHECKPOINT)
        if status == 200:
            seen.append((time.perf_counter(), parse_checkpoint(parse_note(body).text).size))
        await asyncio.sleep(LOOK_SECONDS)


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[int, bytes]:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0])
    return int(head[9:12]), await reader.readexactly(length)
