"""One browser for all files of the room that run one after another: to each visit it is as new."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.browser import driving
from tests.harness.document.pages import Pages, pages_in_node
from tests.verify_page.page_visit import scanning_browser


@pytest.fixture(scope="package")
def driver() -> Iterator[Any]:
    """Where a file wants a browser of its own."""
    with driving() as found:
        yield found


@pytest.fixture(scope="package")
def browser(driver: Any) -> Iterator[Any]:
    """See `scanning_browser`."""
    with scanning_browser(driver) as found:
        yield found


@pytest.fixture(scope="package")
def reader() -> Iterator[Pages]:
    """In place of a browser, where only words count."""
    with pages_in_node() as found:
        yield found
