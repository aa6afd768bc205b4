"""One browser for all files of the room that run one after another: to each visit it is as new."""

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
    """In place of a browser, where no paper is drawn."""
    with pages_in_node() as found:
        yield found


@pytest.fixture(scope="package")
def opening() -> TenderOpening:
    """See `at_the_terminal`."""
    return at_the_terminal()
