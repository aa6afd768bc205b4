"""Database behind the registry: transactions that may run again, and database errors as RegistryError."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, event, inspect, select, text
from sqlalchemy.exc import DBAPIError

from registry.database.backends import (
    CAUGHT,
    Sqlite,
    TransactionPurpose,
    Trouble,
    explain_error,
    find_backend,
)
from registry.database.revisions import REVISION, VERSION_TABLE, check_revision, find_revision, migrate
from registry.database.tables import SETTING
from registry.errors import RegistryError

REGISTRY_TYPE = "huren-registry/1"
BUSY_SECONDS = 10
CREATE_ATTEMPTS = 3

T = TypeVar("T")


class Database:
    """Connections to one registry, a path or a URL; `run_in_transaction` is the only way to write.

    `write_lock` is entered while a write transaction keeps other writers out.
    """

    def __init__(
        self,
        place: Path | str,
        *,
        busy_seconds: float = BUSY_SECONDS,
        create: bool = True,
        write_lock: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._write_lock = write_lock
        self._backend = find_backend(place)
        self._engine = self._backend.connect(busy_seconds)
        self._busy_seconds = busy_seconds
        self._turn = Lock() if isinstance(self._backend, Sqlite) else None
        """Lock for writers of this process: in SQLite's own lock some writers would poll for seconds."""
        self._statements: dict[Select[Any], tuple[str, list[str] | None, dict[str, object]]] = {}
        """Statements of `fetch`: text, order of the parameters where they have no names, fixed values."""
        self.damage = 0
        """Number of unreadable pages found."""
        event.listen(self._engine, "connect", self._prepare)
        event.listen(self._engine, "begin", _begin)
        # a file that proves to be no registry keeps its WAL, which closing would copy back
        with self._backend.hold():
            try:
                self._create(may_be_empty=create)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def run_in_transaction(self, work: Callable[[Connection], T], *, write: bool = True) -> T:
        """Run `work(connection)` in one transaction; commit when it returns, roll back when it raises.

        It runs again when another writer was in the way, or the connection broke before the commit: `work`
        must change nothing outside the database. A connection that breaks during the commit is reported, as
        its outcome is unknown. Raises RegistryError: database-busy, database-unreachable, disk-full,
        not-a-registry, conflict, unstorable, storage-failed, and what `work` raises.
        """
        return self._run(work, "write" if write else "read")

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work(connection)` on one unchanging view of the database."""
        return self._run(work, "read")

    def fetch(self, query: Select[Any], **parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of one SELECT with its bindparams, in a view of its own.

        Ten times quicker than a transaction of its own: no BEGIN, and no result object of SQLAlchemy. So
        `query` may select only texts, numbers and bytes, and must be the same object in all calls. Raises
        like `run_in_transaction`.
        """
        attempt = 1
        while True:
            try:
                return self._fetch(query, parameters)
            except CAUGHT as error:
                refusal, attempts = self._explain(error, "read")
                if attempt >= attempts:
                    raise refusal from error
            attempt += 1

    def _fetch(self, query: Select[Any], parameters: dict[str, object]) -> list[tuple[Any, ...]]:
        dialect = self._engine.dialect
        statement = self._statements.get(query)
        if statement is None:
            compiled = query.compile(dialect=dialect)
            statement = self._statements[query] = str(compiled), compiled.positiontup, compiled.params
        text, order, fixed = statement
        values: dict[str, object] = {**fixed, **parameters}
        given: Any = [values[name] for name in order] if order is not None else values
        connection, driver_error = None, dialect.loaded_dbapi.Error
        try:
            connection = self._engine.raw_connection()
            cursor = connection.cursor()
            cursor.execute(text, given)
            return [*cursor.fetchall()]
        except driver_error as error:
            if connection is not None:
                # the connection's state is unknown: the pool must not reuse it
                connection.invalidate(error)
            raise DBAPIError.instance(text, None, error, driver_error, dialect=dialect) from error
        finally:
            if connection is not None:
                connection.close()

    def _run(self, work: Callable[[Connection], T], purpose: TransactionPurpose) -> T:
        if purpose == "read" or self._turn is None:
            return self._try(work, purpose)
        if not self._turn.acquire(timeout=self._busy_seconds):
            raise RegistryError("database-busy")
        try:
            return self._try(work, purpose)
        finally:
            self._turn.release()

    def _try(self, work: Callable[[Connection], T], purpose: TransactionPurpose) -> T:
        attempt = 1
        while True:
            committing = False
            try:
                with self._engine.connect() as connection:
                    connection.execution_options(huren_begin=self._backend.begin[purpose])
                    transaction = connection.begin()
                    # `write_lock` encloses the transaction, so it ends after the commit
                    with self._write_lock() if purpose != "read" else nullcontext(), transaction:
                        result = work(connection)
                        # if the connection breaks during the commit, the outcome is unknown: the work must
                        # not run again
                        committing = purpose != "read"
                return result
            except CAUGHT as error:
                refusal, attempts = self._explain(error, purpose)
                unknown = committing and refusal.code == "database-unreachable"
                if unknown or attempt >= attempts:
                    raise refusal from error
            attempt += 1

    def _create(self, *, may_be_empty: bool) -> None:
        """Create or migrate the tables; leave a database of another kind unchanged."""
        if self.read(_is_current):
            return
        if not may_be_empty and not self.read(_has_tables):
            raise RegistryError("registry-empty")
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
        """Set WAL mode outside a transaction: inside one SQLite does not change it."""
        try:
            with self._engine.connect() as connection:
                connection.execution_options(huren_begin=None)
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        except CAUGHT as error:
            raise self._explain(error, "create").error from error

    def _explain(self, error: Exception, purpose: TransactionPurpose) -> Trouble:
        trouble = explain_error(self._backend, error, purpose)
        self.damage += trouble.error.code == "not-a-registry"
        return trouble

    def check_place(self, *, pages: bool, stop: Callable[[], bool]) -> None:
        """See `Registry.check_place`."""
        self._backend.check_place(pages=pages, stop=stop)

    def _prepare(self, connection: Any, _: object) -> None:
        self._backend.prepare(connection)


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get("huren_begin")
    if statement is not None:
        connection.exec_driver_sql(statement)


def _is_current(connection: Connection) -> bool:
    """Return False for an empty database or an older one of this format; RegistryError for anything else."""
    tables = inspect(connection).get_table_names()
    if not tables:
        return False
    if SETTING.name not in tables or _type(connection) != REGISTRY_TYPE:
        raise RegistryError("not-a-registry")
    if VERSION_TABLE not in tables:
        raise RegistryError("registry-earlier")
    revision = find_revision(connection)
    check_revision(revision)
    return revision == REVISION


def _has_tables(connection: Connection) -> bool:
    return bool(inspect(connection).get_table_names())


def _type(connection: Connection) -> str | None:
    """Return the registry's type; None if another program's table has that name."""
    # `*`: another program's table of that name may lack the columns
    rows = connection.execute(select(text("*")).select_from(SETTING)).mappings()
    return next((row.get("value") for row in rows if row.get("name") == "type"), None)


def _bring_up_to_date(connection: Connection) -> None:
    if not _is_current(connection):  # another process may have been first
        migrate(connection)
