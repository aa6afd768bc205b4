"""Fixtures that several tests of the desk share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.desk_room import DeskRoom
from tests.harness import postgres


@pytest.fixture(params=postgres.DATABASES)
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeskRoom]:
    """An office of two on either database."""
    if request.param == "sqlite":
        room = DeskRoom(tmp_path / "registry.db")
        yield room
        room.close()
        return
    url = postgres.new_database()
    room = DeskRoom(url, heads=tmp_path / "heads")
    yield room
    room.close()
    postgres.drop_database(url)
