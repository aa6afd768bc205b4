"""A list by standing at 40,000 credentials, one in a hundred revoked: CPU time of the thread that answers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from time import thread_time

from api.answers.counting.statistics import Statistics
from api.answers.standings.credential_lists import find_page
from api.answers.worker_pool import ProvenTrust
from api.http.query import CredentialQuery
from bench.measure import Number
from credentials.record import read_body
from tests.world import World
from tests.world.registries import open_registry

STOCK = 40_000
ONE_IN = 100
GOAL_MS = 60
ROUNDS = 9


def bench_lists() -> Iterator[Number]:
    """Milliseconds of a page of 500, by standing, and of counting all; storing takes minutes."""
    world = World()
    stock = [world.issue(by="cq") for _ in range(STOCK)]
    for credential in Random(1).sample(stock, STOCK // ONE_IN):
        world.revoke(credential)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_registry(Path(folder) / "registry.db", world) as registry,
    ):
        trust = world.trust()
        for standing in ("revoked", "suspended", "expired", "active"):
            query = read_body({"status": standing, "limit": "500"}, CredentialQuery)
            spent = []
            for _ in range(ROUNDS):
                start = thread_time()
                find_page(registry, query, trust, at=world.now)
                spent.append((thread_time() - start) * 1e3)
            yield Number(f"list-{standing}", median(spent), "cpu-ms", GOAL_MS, True)
        statistics, start = Statistics(registry), thread_time()
        statistics.work_out(ProvenTrust(trust, b"", ""), world.now)
        yield Number("statistics", (thread_time() - start) * 1e3, "cpu-ms", GOAL_MS, True)
