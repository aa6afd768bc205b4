"""One browser for all files of the room that run one after another; each visit gets a new context."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.browser import driving
from tests.harness.document.pages import Pages, pages_in_node
from tests.verify_page.page_visit import scanning_browser


@pytest.fixture(scope="package")
def driver() -> Iterator[Any]:
    """The driver, for files that need a browser of their own."""
    with driving() as found:
        yield found


@pytest.fixture(scope="package")
def browser(driver: Any) -> Iterator[Any]:
    """See `scanning_browser`."""
    with scanning_browser(driver) as found:
        yield found


@pytest.fixture(scope="package")
def reader() -> Iterator[Pages]:
    """A page without a browser, for tests of words alone."""
    with pages_in_node() as found:
        yield found
