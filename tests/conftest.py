"""Both databases for the tests that want them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where a new registry may be opened: a path, and a URL of PostgreSQL."""
    if request.param == "sqlite":
        yield tmp_path / "registry.db"
        return
    url = postgres.new_database()
    yield url
    postgres.drop_database(url)


def pytest_sessionfinish() -> None:
    """Each worker has a server of its own."""
    postgres.close_server()
