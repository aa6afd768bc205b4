"""One browser for all files of the room that run one after another; each visit gets a new context."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import chromium
from tests.harness.document.pages import Pages, pages_in_node
from tests.tender_page.opening_visit import ALL, BY_DAY, at_the_terminal, furnish
from verifier.tender.record import TenderOpening


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """See `chromium`."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="package")
def reader() -> Iterator[Pages]:
    """A page without a browser, for tests that draw no paper."""
    with pages_in_node() as found:
        yield found


@pytest.fixture(
    scope="package", params=[BY_DAY, pytest.param(ALL, marks=pytest.mark.night)], ids=["few", "all"]
)
def bidders(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Those of the example's bidders that take part."""
    found: tuple[str, ...] = request.param
    return found


@pytest.fixture(scope="package")
def room(bidders: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """See `furnish`."""
    return furnish(tmp_path_factory.mktemp("room"), bidders)


@pytest.fixture(scope="package")
def opening(room: Path) -> TenderOpening:
    """See `at_the_terminal`."""
    return at_the_terminal(room)
