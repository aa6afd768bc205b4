"""What differs between SQLite and PostgreSQL: connecting, beginning, bulk rows, and what an error means.

Writers take turns on both engines, so that what a transaction read is still true when it writes: positions in
a log are counted, not drawn. SQLite has BEGIN IMMEDIATE; on PostgreSQL a writer first updates the row `type`
of the table `setting`. An update and not SELECT FOR UPDATE: where READ COMMITTED is not to be had (YugabyteDB
by default, CockroachDB) the second writer gets 40001 and runs again, while a lock alone would leave it with
the view from before its wait. Readers wait for nobody and see one snapshot: what was committed before it.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, insert, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.schema import Table

from registry.errors import RegistryError

Purpose = Literal["read", "write", "create"]

WAITED = 3
"""Attempts when the time to wait for another writer ran out, or a connection broke."""

LOST = 30
"""Attempts when another writer won: it has committed, so each attempt is another one's progress."""

COPY_FROM = 20
"""Rows from which COPY is quicker than one INSERT after the other."""

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Trouble(NamedTuple):
    """What an error of the database means: the refusal, and how often to try in all."""

    error: RegistryError
    attempts: int = 1


class Backend(Protocol):
    """One of the two databases."""

    begin: ClassVar[Mapping[Purpose, str]]

    def connect(self, busy_seconds: float) -> Engine:
        """An engine whose driver begins no transaction by itself."""

    def prepare(self, connection: Any) -> None:
        """Settings of a new connection of the driver."""

    def explain(self, error: DBAPIError) -> Trouble:
        """The meaning of a driver's error that is no broken constraint."""

    def conflict(self, error: IntegrityError) -> str:
        """Which constraint was broken."""


def find_backend(place: Path | str) -> Backend:
    """SQLite for a path, PostgreSQL for a URL `postgresql+psycopg://…`; RegistryError database-url."""
    if isinstance(place, Path):
        return Sqlite(place)
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        raise RegistryError("database-url") from None
    if url.drivername != "postgresql+psycopg":
        raise RegistryError("database-url")
    return PostgreSQL(url)


def explain_error(backend: Backend, error: Exception) -> Trouble:
    """The meaning of whatever SQLAlchemy or a driver raised."""
    match error:
        case UnicodeError() | OverflowError():
            return Trouble(RegistryError("unstorable"))
        case PoolTimeout():
            return Trouble(RegistryError("database-busy"))
        case IntegrityError():
            return Trouble(RegistryError("conflict", what=backend.conflict(error)))
        case DBAPIError():
            return backend.explain(error)
    return Trouble(RegistryError("storage-failed", reason=type(error).__name__))


CAUGHT = (SQLAlchemyError, UnicodeError, OverflowError)
"""What `explain_error` understands; the last two come from drivers that cannot encode a value."""


class Sqlite:
    """One file in WAL mode. With synchronous=FULL a commit is on disk before it returns."""

    begin: ClassVar[Mapping[Purpose, str]] = {
        "read": "BEGIN",
        "write": "BEGIN IMMEDIATE",
        "create": "BEGIN IMMEDIATE",
    }
    settings = (
        "synchronous=FULL",
        "page_size=8192",  # a record has 1.5 KB: five a page instead of two
        "cache_size=-32768",  # KiB a connection: what a batch writes stays in memory until it is committed
    )

    def __init__(self, path: Path) -> None:
        self._path = path

    def connect(self, busy_seconds: float) -> Engine:
        """See `Backend`."""
        url = URL.create("sqlite", database=str(self._path))
        return create_engine(url, connect_args={"timeout": busy_seconds}, max_overflow=-1)

    def prepare(self, connection: Any) -> None:
        """See `Backend`."""
        connection.isolation_level = None
        for setting in self.settings:
            connection.execute(f"PRAGMA {setting}")

    def explain(self, error: DBAPIError) -> Trouble:
        """By the primary result code, the low byte of the extended one."""
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            return Trouble(RegistryError("database-busy"), WAITED)
        if code == sqlite3.SQLITE_FULL:
            return Trouble(RegistryError("disk-full"))
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return Trouble(RegistryError("not-a-registry"))
        name = getattr(error.orig, "sqlite_errorname", type(error.orig).__name__)
        return Trouble(RegistryError("storage-failed", reason=name))

    def conflict(self, error: IntegrityError) -> str:
        """SQLite's sentence, which names the columns and no value."""
        return str(error.orig)[:200]


class PostgreSQL:
    """A database of PostgreSQL, or of one that speaks like it."""

    begin: ClassVar[Mapping[Purpose, str]] = {
        "read": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "write": "BEGIN ISOLATION LEVEL READ COMMITTED; UPDATE setting SET value = value WHERE name = 'type'",
        "create": "BEGIN ISOLATION LEVEL READ COMMITTED",
    }

    def __init__(self, url: URL) -> None:
        self._url = url
        self._busy_seconds = 0.0

    def connect(self, busy_seconds: float) -> Engine:
        """See `Backend`."""
        self._busy_seconds = busy_seconds
        waits = {"connect_timeout": max(2, round(busy_seconds))}
        return create_engine(self._url, connect_args=waits, pool_timeout=busy_seconds)

    def prepare(self, connection: Any) -> None:
        """See `Backend`. A server that answers before a commit is on disk is told not to."""
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {max(1, round(self._busy_seconds * 1000))}")
        if connection.execute("SHOW synchronous_commit").fetchone()[0] == "off":
            connection.execute("SET synchronous_commit = on")

    def explain(self, error: DBAPIError) -> Trouble:
        """By SQLSTATE (PostgreSQL, appendix A); a driver's error without one is a broken connection."""
        state = getattr(error.orig, "sqlstate", None) or ""
        name = type(error.orig).__name__
        if state in ("40001", "40P01"):
            return Trouble(RegistryError("database-busy"), LOST)
        if state in ("55P03", "53300"):
            return Trouble(RegistryError("database-busy"), WAITED)
        if state == "53100":
            return Trouble(RegistryError("disk-full"))
        if state[:2] == "22" or name == "DataError":
            return Trouble(RegistryError("unstorable"))
        if state[:2] in ("08", "28", "3D") or state[:3] == "57P" or state == "40003" or not state:
            return Trouble(RegistryError("database-unreachable", reason=name), WAITED)
        return Trouble(RegistryError("storage-failed", reason=name))

    def conflict(self, error: IntegrityError) -> str:
        """The constraint's name, without the values that PostgreSQL's sentence repeats."""
        diagnosis = getattr(error.orig, "diag", None)
        return str(getattr(diagnosis, "constraint_name", None) or type(error.orig).__name__)


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Inserts rows, whose values are in the order of the table's columns.

    They go to the driver as they are, many of them to PostgreSQL by COPY: SQLAlchemy's own way through a
    dictionary for each row takes as long as SQLite itself.
    """
    if not rows:
        return
    statement = insert(table)
    if connection.dialect.positional:
        connection.exec_driver_sql(str(statement.compile(dialect=connection.dialect)), [*rows])
    elif len(rows) < COPY_FROM:
        names = table.c.keys()
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])
    else:
        _copy_rows(connection, table, rows)


def _copy_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table.name} ({', '.join(table.c.keys())}) FROM STDIN"
    base = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except base as error:
        wrapped = DBAPIError.instance(statement, None, error, base, dialect=connection.dialect)
        raise wrapped from error
