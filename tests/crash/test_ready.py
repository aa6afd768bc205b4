"""The work before a node is ready does not grow with the number of its credentials."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from api.answers.trust_holder import TrustHolder
from registry import Registry
from tests.harness.apartments import FILINGS
from tests.world.registry_setup import Bench

pytestmark = pytest.mark.crash


def steps_to_be_ready(path: Path) -> int:
    """Return the instructions of SQLite's machine until a new handle has trust data."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with Registry.open(path, filings=FILINGS) as registry:

        def watch(view: Any) -> None:
            view.connection.connection.driver_connection.set_progress_handler(count, 1)

        registry.read(watch)  # the pool has one connection
        asyncio.run(TrustHolder(registry, monotonic=float, poll=0, wait=0).current())
        registry.read(lambda view: view.read_pin())
    return steps


def test_ready_does_not_depend_on_the_number_of_credentials(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "registry.db")
    bench.issue(*(bench.draft(number) for number in range(1, 6)))
    few = steps_to_be_ready(bench.path)
    bench.issue(*(bench.draft(number) for number in range(100, 400)))
    many = steps_to_be_ready(bench.path)
    bench.registry.close()
    assert few > 100, "nothing was counted"
    assert many < 1.5 * few
