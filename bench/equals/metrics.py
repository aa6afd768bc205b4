"""`/metrics` of a node with 100,000 credentials: where what was read is held, and where it is read anew."""

import time
from collections.abc import Iterator
from statistics import median

from bench.equals.office import new_office
from bench.equals.served import served
from bench.measure import Number, seconds
from bench.service.api import Client

COUNT = 100_000
HELD, ANEW = 200, 4
HELD_SECONDS = 10.5
"""After so long what was read is old (api.answers.node_facts.HOLD_SECONDS)."""
MOST_MS = 5
_GET = b"GET /metrics HTTP/1.1\r\nHost: bench\r\n\r\n"


def bench_metrics() -> Iterator[Number]:
    """Milliseconds of an answer, medians."""
    with new_office(COUNT) as office, served(office.folder / "registry.db", office.folder / "heads") as node:
        assert b"huren_log_size" in Client(node.port).ask(_GET)
        anew = []
        for _ in range(ANEW):
            time.sleep(HELD_SECONDS)
            client = Client(node.port)
            anew.append(seconds(lambda at=client: at.ask(_GET), 1))  # type: ignore[misc]
        held = [seconds(lambda: client.ask(_GET), 1) for _ in range(HELD)]
    yield Number("metrics", median(held) * 1e3, "ms", MOST_MS, True)
    yield Number("metrics-anew", median(anew) * 1e3, "ms", MOST_MS, True)
