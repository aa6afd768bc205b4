"""The database behind the registry: transactions that may run again, errors of our own family."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, event, inspect, select

from registry.engines import CAUGHT, Purpose, Sqlite, explain_error, find_backend
from registry.errors import RegistryError
from registry.tables import SETTING
from registry.versions import REVISION, VERSION_TABLE, find_revision, migrate

REGISTRY_TYPE = "huren-registry/1"
BUSY_SECONDS = 10
CREATE_ATTEMPTS = 3

T = TypeVar("T")


class Store:
    """Connections to one registry, a path or a URL; `run_in_transaction` is the only way in."""

    def __init__(self, place: Path | str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self._backend = find_backend(place)
        self._engine = self._backend.connect(busy_seconds)
        event.listen(self._engine, "connect", self._prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            self._create()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    def run_in_transaction(self, work: Callable[[Connection], T], *, write: bool = True) -> T:
        """`work(connection)` in one transaction, committed when it returns and rolled back when it raises.

        Runs again when another writer was in the way, or the connection broke before the commit: `work` must
        change nothing outside the database. A connection that breaks during the commit is reported, as nobody
        knows what became of it. Raises RegistryError: database-busy, database-unreachable, disk-full,
        not-a-registry, conflict, unstorable, storage-failed, and what `work` raises.
        """
        return self._run(work, "write" if write else "read")

    def read(self, work: Callable[[Connection], T]) -> T:
        """`work(connection)` on one unchanging view of the database."""
        return self._run(work, "read")

    def _run(self, work: Callable[[Connection], T], purpose: Purpose) -> T:
        attempt = 1
        while True:
            committing = False
            try:
                with self._engine.connect() as connection:
                    connection.execution_options(huren_begin=self._backend.begin[purpose])
                    with connection.begin():
                        result = work(connection)
                        committing = purpose != "read"
                return result
            except CAUGHT as error:
                refusal, attempts = explain_error(self._backend, error)
                unknown = committing and refusal.code == "database-unreachable"
                if unknown or attempt >= attempts:
                    raise refusal from error
            attempt += 1

    def _create(self) -> None:
        """The tables of this version; a database that is something else is left as it is."""
        if self.read(_is_current):
            return
        if isinstance(self._backend, Sqlite):
            self._set_wal()
        for attempt in range(1, CREATE_ATTEMPTS + 1):
            try:
                self._run(_bring_up_to_date, "create")
            except RegistryError as error:  # on PostgreSQL two may create the same tables at once: one fails
                if attempt == CREATE_ATTEMPTS or error.code not in ("conflict", "storage-failed"):
                    raise
                if self.read(_is_current):
                    return
            else:
                return

    def _set_wal(self) -> None:
        """The mode changes outside transactions only."""
        try:
            with self._engine.connect() as connection:
                connection.execution_options(huren_begin=None)
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        except CAUGHT as error:
            raise explain_error(self._backend, error).error from error

    def _prepare(self, connection: Any, _: object) -> None:
        self._backend.prepare(connection)


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get("huren_begin")
    if statement is not None:
        connection.exec_driver_sql(statement)


def _is_current(connection: Connection) -> bool:
    """False for an empty database or an older version's; RegistryError not-a-registry for anything else."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return False
    if SETTING.name not in tables or _type(connection) != REGISTRY_TYPE:
        raise RegistryError("not-a-registry")
    return VERSION_TABLE in tables and find_revision(connection) == REVISION


def _type(connection: Connection) -> str | None:
    found: str | None = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "type"))
    return found


def _bring_up_to_date(connection: Connection) -> None:
    if not _is_current(connection):  # another process may have been first
        migrate(connection)
