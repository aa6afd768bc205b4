"""A registry with a history on either engine, and copies of it that may be crashed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from registry.database.tables import METADATA
from tests.crash.office import Office, Place
from tests.harness import postgres

_MEMORY = Path("/dev/shm")  # noqa: S108 - a killed process loses nothing in it; what it saves is time


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory if the machine has one: it survives killed processes, which suffices here."""
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="huren-crash-", dir=memory) as folder:
        yield Path(folder)


@contextmanager
def settled(engine: str, folder: Path) -> Iterator[Place]:
    """A registry whose office has issued, changed and published, with changes left to publish."""
    place = Place(folder / "registry.db" if engine == "sqlite" else postgres.new_database(), folder)
    with Office(place) as office:
        office.settle()
    yield place
    if isinstance(place.database, str):
        postgres.drop_database(place.database)


@contextmanager
def restored(place: Place) -> Iterator[Place]:
    """A copy of a registry that nobody has open. PostgreSQL is used itself and put back afterwards."""
    with quick_folder() as folder:
        shutil.copytree(place.folder, folder, dirs_exist_ok=True)
        if isinstance(place.database, Path):
            yield Place(folder / place.database.name, folder)
            return
        engine = create_engine(place.database)
        with engine.connect() as connection:
            rows = {table: connection.execute(table.select()).all() for table in METADATA.sorted_tables}
        yield Place(place.database, folder)
        with engine.begin() as connection:
            for table, before in rows.items():
                connection.execute(table.delete())
                if before:
                    connection.execute(table.insert(), [row._asdict() for row in before])
        engine.dispose()
