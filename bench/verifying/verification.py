"""Verification from bytes to a full verdict, and by two workers."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import cycle
from multiprocessing import get_context

from bench.measure import Number, cpu_in_turns
from bench.scene import NOW, VERIFY, bare_verify, credentials, world
from tests.world import World
from verifier import Outcome, Policy, TrustStore, verify

POLICY = Policy()
SAMPLES = 500


@cache
def trust() -> TrustStore:
    """Return the trust store of the example world at NOW."""
    scene: World = world()
    return scene.trust()


def bench_verify() -> Iterator[Number]:
    """Measure one warm credential on one core, against one bare pyca verify of a signature."""
    stock, store = credentials(SAMPLES), trust()
    assert verify(stock[0], store, policy=POLICY, now=NOW).outcome is not Outcome.INVALID
    turn, home, bare_one = cycle(stock), world().sc.did, bare_verify(stock[0])
    full, bare = cpu_in_turns(lambda: verify(next(turn), store, policy=POLICY, now=NOW), bare_one)
    with_home, bare_again = cpu_in_turns(
        lambda: verify(next(turn), store, policy=POLICY, now=NOW, home=home).outcome.value, bare_one
    )
    yield Number("verify", full * 1e6, "us", 1.1, True, bare * 1e6, VERIFY)
    yield Number("verify-with-home", with_home * 1e6, "us", 1.3, True, bare_again * 1e6, VERIFY)


def verify_share(share: int) -> float:
    """Return the seconds one worker takes for `share` verifications, after a warm-up."""
    stock, store = credentials(SAMPLES), trust()
    turn = cycle(stock)
    for _ in range(200):
        verify(next(turn), store, policy=POLICY, now=NOW)
    start = time.perf_counter()
    for _ in range(share):
        verify(next(turn), store, policy=POLICY, now=NOW)
    return time.perf_counter() - start


def bench_workers() -> Iterator[Number]:
    """Measure verifications a second of two processes, against one."""
    share = 8_000
    rates: dict[int, float] = {}
    # in turns, so that other load hits both
    for workers in (1, 2, 1, 2):
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            list(pool.map(verify_share, [10] * workers))
            times = list(pool.map(verify_share, [share] * workers))
        rates[workers] = max(rates.get(workers, 0.0), sum(share / spent for spent in times))
    assert (os.cpu_count() or 1) >= 2, "needs two cores"
    yield Number("workers", rates[2], "verifications/s", 1.9, False, rates[1], "one worker")
