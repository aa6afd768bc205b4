"""Three associations for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.nodes import Node
from tests.sync.three.associations import three_nodes


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Node, Node, Node]]:
    """Chongqing's, Sichuan's, and Yunnan's, which has joined later and was taken from by nobody yet."""
    with three_nodes(tmp_path) as nodes:
        yield nodes
