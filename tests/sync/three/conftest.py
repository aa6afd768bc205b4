"""Three associations as a fixture."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.nodes import Nodes, copied
from tests.sync.three.associations import make_three


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Nodes]:
    """Chongqing's, Sichuan's and Yunnan's nodes; Yunnan joined later, and nobody has pulled from it yet."""
    with copied(make_three, tmp_path) as nodes:
        yield nodes
