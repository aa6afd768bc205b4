"""Both databases for the tests that want them, examples, order and language, no fact of a wrong kind."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from credentials.words import speech
from terminal.language import use_language
from terminal.workspace.apartments import APARTMENTS, Apartments
from tests.harness import postgres
from tests.harness.apartments import FILINGS, SERVINGS
from tests.harness.example_world import make_world
from tests.harness.fuzz import JUDGED, examples
from tests.harness.selection.long_groups import (
    choose_groups,
    long_groups,
    move_to_night,
    tell_left_out,
)
from tests.harness.selection.order import order_tests
from tests.harness.statements import share_compiled_statements

# Without a cache every worker and every process that a test starts would compile the whole tree again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Modules and tests live to the end: the garbage collector need not walk them again and again.
gc.set_threshold(100_000, 50, 100)

settings.register_profile(
    "huren", deadline=None, derandomize=JUDGED, max_examples=examples(50)
)  # timings vary with the load, so no deadline
settings.load_profile("huren")

share_compiled_statements()

# `huren` does so before it runs a command; some tests call the function behind a command.
APARTMENTS.set(Apartments(lambda: FILINGS, lambda: SERVINGS))


@pytest.fixture(params=postgres.DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """A place for a new registry: a path, or a URL of PostgreSQL."""
    if request.param == "sqlite":
        yield tmp_path / "registry.db"
        return
    url = postgres.new_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture
def bench(place: Path | str, tmp_path: Path) -> Iterator[Any]:
    """A world, and a registry on either database that holds its agreement and key lists."""
    from tests.world.registry_setup import Bench

    bench = Bench(place, heads=tmp_path / "registry.heads")
    yield bench
    bench.registry.close()


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Any]:
    """Two nodes that pull from each other."""
    from tests.sync.nodes import two_nodes

    with two_nodes(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A node with its pages."""
    from tests.pages.pages import site

    with site(tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture(scope="session")
def example_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `huren demo` made; a test reads or copies it."""
    return make_world(tmp_path_factory)


@pytest.fixture(scope="session")
def paper_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of papers that several tests check: each page is read once."""
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(autouse=True)
def _english() -> None:
    """Set the terminal's language to English, whatever the test before spoke."""
    use_language("en")


@pytest.fixture(autouse=True)
def _no_unfit_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that fills a placeholder with a fact of another kind."""

    def refuse(kind: str, value: object) -> str:
        raise AssertionError(f"{value!r} is no {kind}")

    monkeypatch.setattr(speech, "unfit", refuse)


def pytest_configure(config: pytest.Config) -> None:
    """Choose the groups before the workers start, which take the choice over."""
    choose_groups(config)


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker a core: each more would import and collect all tests once more."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the tests before pytest deselects by marker; every worker arrives at the same order."""
    move_to_night(items)
    order_tests(items, long_groups(config))


def pytest_collection_finish() -> None:
    """Stop collecting, without freezing:

    `registry.issuing.collector_pause` would count frozen objects at every batch.
    """
    gc.collect()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the groups left out; a group skipped for want of a program names itself."""
    if told := tell_left_out(config):
        terminalreporter.write_line(told)


def pytest_sessionfinish() -> None:
    """Close the worker's database server, and find unclosed resources once, not at every step of the end."""
    postgres.close_server()
    gc.collect()
    gc.freeze()
