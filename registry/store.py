"""The database behind the registry: one file, transactions that may run again, errors of our own family.

Durability: SQLite in WAL mode with synchronous=FULL, so that a commit is on disk before it returns. Writers
begin with BEGIN IMMEDIATE: what a transaction read is still true when it writes.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, create_engine, event, insert, inspect, select
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from registry.errors import RegistryError
from registry.tables import METADATA, SETTING

REGISTRY_TYPE = "huren-registry/1"
BUSY_SECONDS = 10
ATTEMPTS = 3

T = TypeVar("T")

_SETTINGS = (
    "synchronous=FULL",
    "page_size=8192",  # a record has 1.5 KB: five a page instead of two
    "cache_size=-32768",  # KiB a connection: what a batch writes stays in memory until it is committed
    "wal_autocheckpoint=4000",  # 32 MB: pages that many commits touch are copied back once, not every time
)

_CODES = {
    sqlite3.SQLITE_BUSY: "database-busy",
    sqlite3.SQLITE_LOCKED: "database-busy",
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_NOTADB: "not-a-registry",
    sqlite3.SQLITE_CORRUPT: "not-a-registry",
}


class Store:
    """Connections to one registry file; `run_in_transaction` is the only way in."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        url = URL.create("sqlite", database=str(path))
        self._engine = create_engine(url, connect_args={"timeout": busy_seconds}, max_overflow=-1)
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        self._create()

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    def run_in_transaction(self, work: Callable[[Connection], T], *, write: bool = True) -> T:
        """`work(connection)` in one transaction, committed when it returns and rolled back when it raises.

        Runs again, up to three times, when another writer was in the way: `work` must change nothing outside
        the database. Raises RegistryError: database-busy, disk-full, not-a-registry, conflict,
        storage-failed, and what `work` raises.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with _own_errors(), self._engine.connect() as connection:
                    connection.execution_options(huren_begin="BEGIN IMMEDIATE" if write else "BEGIN")
                    with connection.begin():
                        return work(connection)
            except RegistryError as error:
                if error.code != "database-busy" or attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def read(self, work: Callable[[Connection], T]) -> T:
        """`work(connection)` on one unchanging view of the database."""
        return self.run_in_transaction(work, write=False)

    def _create(self) -> None:
        """Tables in a new file; a file that is something else is left as it is."""
        if not self.read(_is_registry):
            with _own_errors(), self._engine.connect() as connection:
                connection.execution_options(huren_begin=None)  # the mode changes outside transactions only
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            self.run_in_transaction(_create_tables)


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options()["huren_begin"]
    if statement is not None:
        connection.exec_driver_sql(statement)


def _is_registry(connection: Connection) -> bool:
    """False for a new file; RegistryError not-a-registry for a database of someone else."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return False
    if SETTING.name in tables:
        found = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "type"))
        if found == REGISTRY_TYPE:
            return True
    raise RegistryError("not-a-registry")


def _create_tables(connection: Connection) -> None:
    if not _is_registry(connection):  # another process may have been first
        METADATA.create_all(connection)
        connection.execute(insert(SETTING), {"name": "type", "value": REGISTRY_TYPE})


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise RegistryError("conflict", what=str(error.orig)[:200]) from error
    except DBAPIError as error:
        raise _from_driver(error) from error
    except PoolTimeout as error:
        raise RegistryError("database-busy") from error
    except SQLAlchemyError as error:
        raise RegistryError("storage-failed", reason=type(error).__name__) from error


def _from_driver(error: DBAPIError) -> RegistryError:
    """By SQLite's primary result code, the low byte of the extended one.

    After a full disk SQLite ends the whole transaction by itself, and leaving a savepoint then fails as a
    plain error: what says more stands behind it.
    """
    cause: BaseException | None = error
    while cause is not None:
        code = getattr(getattr(cause, "orig", cause), "sqlite_errorcode", 0) & 0xFF
        if code in _CODES:
            return RegistryError(_CODES[code])
        cause = cause.__context__
    name = getattr(error.orig, "sqlite_errorname", type(error.orig).__name__)
    return RegistryError("storage-failed", reason=name)
