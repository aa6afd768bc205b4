"""A node with its pages, for all tests of a module."""

from collections.abc import Iterator

import pytest

from tests.pages.pages import Scene, site


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with site(tmp_path_factory.mktemp("site")) as found:
        yield found
