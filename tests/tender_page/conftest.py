"""One browser for all files of the room that run one after another; each visit gets a new context."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.browser import chromium
from tests.harness.document.pages import Pages, pages_in_node
from tests.tender_page.opening_visit import at_the_terminal
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


@pytest.fixture(scope="package")
def opening() -> TenderOpening:
    """See `at_the_terminal`."""
    return at_the_terminal()
