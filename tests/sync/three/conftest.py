"""Three associations for the tests of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.nodes import Nodes, copied
from tests.sync.three.associations import make_three


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Nodes]:
    """Chongqing's, Sichuan's, and Yunnan's, which has joined later and was taken from by nobody yet."""
    with copied(make_three, tmp_path) as nodes:
        yield nodes
