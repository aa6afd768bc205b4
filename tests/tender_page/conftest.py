"""One browser for all files of the room that run one after another: to each visit it is as new."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.browser import chromium


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """See `chromium`."""
    with chromium() as found:
        yield found
