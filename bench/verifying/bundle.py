"""Loading of trust data: the cost of each status event in a bundle."""

import gc
import time
from collections.abc import Iterator
from statistics import median

from bench.measure import Number, seconds
from bench.scene import NOW
from tests.world import World
from verifier import TrustStore

EVENTS = 5_000


def bench_bundle() -> Iterator[Number]:
    """Measure the time an event adds: a bundle with many events against one without, in turns."""
    world = World(NOW)
    few = world.bundle()
    for _ in range(EVENTS):
        world.revoke(world.issue())
    world.publish()
    many = world.bundle()
    gc.freeze()  # a verifier's process holds no test world that its collector would walk
    pairs = [(_load(many, world.pin), _load(few, world.pin)) for _ in range(7)]
    gc.unfreeze()
    spent = median(a - b for a, b in pairs) / EVENTS
    yield Number("bundle-event", spent * 1e6, "us", 10, True)


def _load(data: bytes, pin: str) -> float:
    return seconds(lambda: TrustStore.from_bundle(data, pin=pin), 1, time.thread_time)
