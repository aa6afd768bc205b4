"""One minute of a busy day: 100 credentials submitted and 1,000 verified every second, on one SQLite node.

Requests are due at their moment, whether or not those before were answered; the wait of each is counted from
then, so that a server that falls behind cannot hide it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from statistics import quantiles

from bench.measure import Number
from bench.scene import credentials
from bench.service.api import request_bytes, service

SECONDS = 60
ISSUES, VERIFICATIONS = 100, 1_000
"""A second."""

CONNECTIONS = {"issue": 8, "verify": 24}
WORST_MS = 250
"""Goal for the slowest of a hundred; an officer's page feels immediate."""

Waits = dict[str, list[float]]


def bench_load() -> Iterator[Number]:
    """Answers of 2xx a second against those asked for, and the slowest of a hundred of both kinds."""
    stock = credentials(SECONDS * ISSUES)
    issues = [request_bytes("/api/v1/records", data) for data in stock]
    bodies = [request_bytes("/api/v1/verifications", b'{"credential":' + d + b"}") for d in stock[:1000]]
    verifications = [*islice(cycle(bodies), SECONDS * VERIFICATIONS)]
    with service() as port:
        start = time.perf_counter()
        statuses, waits = asyncio.run(_run(port, {"issue": issues, "verify": verifications}))
        spent = time.perf_counter() - start
    assert not [code for code in statuses if code >= 500], statuses
    asked = len(issues) + len(verifications)
    good = statuses[200] + statuses[201]
    yield Number("load", good / spent, "answers/s", 0.99, False, asked / SECONDS, "asked for")
    for kind, found in waits.items():
        yield Number(f"load-{kind}-p99", quantiles(found, n=100)[98] * 1e3, "ms", WORST_MS, True)


async def _run(port: int, work: dict[str, Sequence[bytes]]) -> tuple[Counter[int], Waits]:
    statuses: Counter[int] = Counter()
    waits: Waits = {kind: [] for kind in work}
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for kind, requests in work.items():
            due = iter([(start + SECONDS * i / len(requests), r) for i, r in enumerate(requests)])
            for _ in range(CONNECTIONS[kind]):
                group.create_task(_send(port, due, statuses, waits[kind]))
    return statuses, waits


async def _send(
    port: int, due: Iterator[tuple[float, bytes]], statuses: Counter[int], waits: list[float]
) -> None:
    """One connection: takes the next request when it is free."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for moment, request in due:
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0])
        await reader.readexactly(length)
        statuses[int(head[9:12])] += 1
        waits.append(time.perf_counter() - moment)
    writer.close()
    await writer.wait_closed()
