"""A registry that knows a kind from outside, and one that holds a document of that kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from credentials.kinds import KINDS, parse_any
from credentials.words import closed_lists
from signing.jcs import canonicalize
from terminal.language import use_language
from tests.scenarios.new_kind.open_days import ROW, WORDS, Stage, open_day
from tests.world.registry_setup import Bench


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(KINDS, ROW.name, ROW)
    monkeypatch.setitem(closed_lists.KINDS, ROW.name, WORDS)
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry that knows the agreement and the keys."""
    made = Bench(tmp_path / "registry.db")
    yield made
    made.registry.close()


@pytest.fixture
def stage(bench: Bench) -> Stage:
    """A registry with an open day that Chongqing signed."""
    world = bench.world
    data = canonicalize(world.cq.sign(open_day(world), "assessment", world.now))
    admitted = bench.admit(data)
    assert (admitted.kind, admitted.already) == ("open-day", False)
    return Stage(bench, parse_any(data))
