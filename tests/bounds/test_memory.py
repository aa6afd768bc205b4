"""No request makes the node grow beyond bounds, whatever its body is made of (`request_memory`)."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from api import Settings, create_app
from tests.bounds.request_memory import routes_with_bodies
from tests.harness.apartments import SERVINGS
from tests.harness.asgi import flat_routes
from tests.harness.checkout import ROOT
from tests.world import World
from tests.world.api_node import TestClock
from tests.world.registries import open_registry

pytestmark = pytest.mark.bounds

MB = 1_000_000
FORMS = {"/objections/new", "/applications/new"}
"""Forms, at most 4 MiB: tests/desk/inbox/test_inbox.py tests their cap."""

# freed memory returns to the system at once, so that no request is charged for another's
_FRUGAL = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}


@pytest.fixture(
    scope="module", params=[(), pytest.param(("all",), marks=pytest.mark.night)], ids=["turns", "all"]
)
def requests(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Return what `python -m tests.bounds.request_memory` prints for each request."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bounds.request_memory", *request.param],
        cwd=ROOT,
        env={**os.environ, **_FRUGAL},
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_no_body_grows_the_node_beyond_four_times_itself_and_50_mb(
    requests: list[dict[str, Any]],
) -> None:
    assert [one for one in requests if one["grown"] > 4 * one["sent"] + 50 * MB] == []


def test_no_body_is_the_fault_of_the_node(requests: list[dict[str, Any]]) -> None:
    assert [one for one in requests if one["status"] >= 500] == []


def test_every_route_that_takes_a_body_was_asked(requests: list[dict[str, Any]], tmp_path: Any) -> None:
    """Routes are read from the application, so that a route missing in the OpenAPI document fails, too."""
    declared = {(path, media) for _, path, media, _ in routes_with_bodies()}
    assert {(one["path"], one["media"]) for one in requests} == declared
    world = World()
    with open_registry(tmp_path / "registry.db", world) as registry:
        app: Any = create_app(Settings.load(None), registry, TestClock(world), servings=SERVINGS)
        taking = {
            route.path
            for route in flat_routes(app.routes)
            if not {*route.methods} <= {"GET", "HEAD", "OPTIONS"}
        }
    assert taking == {path for path, _ in declared} | FORMS
