"""Both databases, fresh, and their bare drivers, for measurements of storage."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import make_url

from bench.scene import open_registry
from registry import Registry
from registry.database.backends import Sqlite
from tests.harness import postgres


class Engine(NamedTuple):
    """Engine: a new registry with the example world's agreement and key lists, and its bare driver."""

    name: str
    registry: Registry
    driver: Any
    """Connection of sqlite3 or psycopg that begins no transaction by itself."""

    parameter: str
    """Form of a parameter in its statements."""

    address: Path | str
    """Path of the registry's file, or address of its database."""


@contextmanager
def new_place(name: str) -> Iterator[Engine]:
    """Yield a registry on `sqlite` or `postgresql`."""
    with TemporaryDirectory() as folder:
        if name == "sqlite":
            path = Path(folder) / "registry.db"
            with open_registry(path) as registry, closing(_sqlite(path)) as driver:
                yield Engine(name, registry, driver, "?", path)
        else:
            url = postgres.new_database()
            with (
                open_registry(url) as registry,
                closing(_postgresql(url)) as driver,
            ):
                yield Engine(name, registry, driver, "%s", url)
            postgres.drop_database(url)


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in Sqlite.settings:
        connection.execute(f"PRAGMA {setting}")
    return connection


def _postgresql(url: str) -> "psycopg.Connection[Any]":
    target = make_url(url)
    host = str(target.query["host"])
    return psycopg.connect(host=host, user="postgres", dbname=target.database, autocommit=True)


def insert_bare(place: Engine, rows: dict[str, Sequence[Sequence[Any]]]) -> None:
    """Insert rows by table in one transaction, as the driver's manual does: executemany, or COPY."""
    place.driver.execute("BEGIN IMMEDIATE" if place.name == "sqlite" else "BEGIN")
    for table, values in rows.items():
        if place.name == "sqlite":
            marks = ", ".join("?" * len(values[0]))
            place.driver.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608
        else:
            with place.driver.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
    place.driver.execute("COMMIT")
