"""Fixtures that several tests of the desk share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.desk_room import DeskRoom


@pytest.fixture
def room(place: Path | str, tmp_path: Path) -> Iterator[DeskRoom]:
    """An office of two on either database."""
    room = DeskRoom(place, heads=tmp_path / "heads")
    yield room
    room.close()
