"""Both databases for the tests that want them."""

from pathlib import Path

import pytest

from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a new registry may be opened: a path, and a URL of PostgreSQL."""
    return tmp_path / "registry.db" if request.param == "sqlite" else postgres.new_database()
