"""Two nodes that hear of each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.nodes import Node, two_nodes


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    with two_nodes(tmp_path) as found:
        yield found
