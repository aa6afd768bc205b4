"""A process killed at every named point: nothing answered is lost, nothing is half done, work goes on."""

import signal
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from tests.crash.ledger import Ledger
from tests.crash.office import OPERATIONS, WORLD, Office, Place, repeat, run_once, start, take_all
from tests.crash.points import MANY, POINTS, Point
from tests.crash.stage import quick_folder, restored, settled

pytestmark = pytest.mark.crash

TIMES = 10
"""Kills at a point by night; every second one takes another file of the same kind."""
BACKENDS = ("sqlite", "postgresql")
BY_DAY = (
    ("sqlite", "issue: after commit 2"),
    ("sqlite", "event: after commit 1"),
    ("sqlite", "publish: after commit 1"),
    ("sqlite", "before rename bundle"),
    ("postgresql", "publish: after commit 1"),
)
"""What answers rest on: the commit of a record, the file that readers take first, the other engine."""


def _is_for_the_day(backend: str, point: Point) -> bool:
    return any(backend == engine and part in point.name for engine, part in BY_DAY)


def _cases() -> Iterator[Any]:
    for backend, point, time in product(BACKENDS, POINTS, range(TIMES)):
        night = () if time == 0 and _is_for_the_day(backend, point) else pytest.mark.night
        yield pytest.param(backend, point, time, marks=night, id=f"{backend}-{point.name}-{time}")


@pytest.fixture(scope="module")
def origin(request: pytest.FixtureRequest) -> Iterator[Place]:
    """The registry that every test copies."""
    with quick_folder() as folder, settled(request.param, folder) as place:
        yield place


@pytest.fixture
def place(origin: Place) -> Iterator[Place]:
    with restored(origin) as place:
        yield place


@pytest.mark.parametrize(("origin", "point", "time"), [*_cases()], indirect=["origin"], scope="module")
def test_a_process_killed_at_a_point_loses_no_answer(place: Place, point: Point, time: int) -> None:
    ledger = Ledger(place, WORLD)
    turn = point.turn + (time % 2 if point.operation in MANY and _has_many(point) else 0)
    child, pipe = start(run_once, place, point.operation, point.boundary, turn)
    ledger.take(take_all(pipe))
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with Office(place) as office:
        ledger.check(office.bench.registry)
        ledger.take([("answered", repeat(office, point.operation))])
        ledger.go_on(office, 50)
        ledger.check(office.bench.registry, signatures=False)


def _has_many(point: Point) -> bool:
    return point.boundary.endswith(("record", "tile"))


@pytest.mark.parametrize(
    "origin", [BACKENDS[0], pytest.param(BACKENDS[1], marks=pytest.mark.night)], indirect=True, scope="module"
)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_boundary_of_an_operation_is_a_point(place: Place, operation: str) -> None:
    """A new step of an operation needs a named point here."""
    child, pipe = start(run_once, place, operation, None, 1)
    passed = next(Counter(told) for what, told in take_all(pipe) if what == "passed")
    child.join()
    assert child.exitcode == 0
    named = Counter(point.boundary for point in POINTS if point.operation == operation)
    if operation in MANY:
        assert set(passed) == set(named)
    else:
        assert passed == named
