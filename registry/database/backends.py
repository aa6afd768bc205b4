"""Differences between SQLite and PostgreSQL: connecting, beginning transactions, and the meaning of errors.

Writers take turns on both engines, so that what a transaction read is still true when it writes: a new log
position is a count of entries. SQLite has BEGIN IMMEDIATE. On PostgreSQL a writer first updates the row
`type` of the table `setting`. SELECT FOR UPDATE would not do: on servers without READ COMMITTED (YugabyteDB
by default, CockroachDB) the second writer would keep its snapshot from before the wait. After an update it
gets 40001 and runs again. Readers never wait and see one snapshot of committed data.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, Protocol

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from registry.database.sqlite_file import find_damage, find_opening, hold
from registry.errors import RegistryError

TransactionPurpose = Literal["read", "write", "create"]

WAITED = 3
"""Attempts when the wait for another writer timed out, or a connection broke."""


LOST = 30
"""Attempts when another writer won: with each failed attempt another writer has made progress."""

_SQLITE = {
    sqlite3.SQLITE_BUSY: "database-busy",
    sqlite3.SQLITE_LOCKED: "database-busy",
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_IOERR_SHMSIZE: "disk-full",  # no room for the index of the WAL, which readers need, too
    sqlite3.SQLITE_NOTADB: "not-a-registry",
    sqlite3.SQLITE_CORRUPT: "not-a-registry",
    sqlite3.SQLITE_READONLY: "registry-read-only",
}
"""Our codes by SQLite's result codes."""

_UNDECODABLE = "Could not decode to UTF-8"
"""The driver's message (it has no code) for bytes that are no text: a damaged page."""

_POSTGRESQL = {
    "40001": "database-busy",  # serialization failure
    "40P01": "database-busy",  # deadlock
    "55P03": "database-busy",  # waited for a lock as long as lock_timeout
    "53300": "database-busy",  # too many connections
    "53100": "disk-full",
    "25006": "registry-read-only",
    "42501": "database-rights",
    "22": "unstorable",  # data exceptions
    "08": "database-unreachable",
    "28": "database-unreachable",  # password
    "3D": "database-unreachable",  # no such database
    "57": "database-unreachable",  # shutting down, starting up, connection ended by the administrator
    "40003": "database-unreachable",  # nobody knows whether the transaction was committed
}
"""Our codes by SQLSTATE or its class (PostgreSQL, appendix A)."""


class Trouble(NamedTuple):
    """Meaning of a database error: the refusal, and how many attempts to make."""

    error: RegistryError
    attempts: int = 1


class Backend(Protocol):
    """One of the two databases."""

    begin: ClassVar[Mapping[TransactionPurpose, str]]

    def connect(self, busy_seconds: float) -> Engine:
        """Return an engine whose driver begins no transaction by itself."""

    def hold(self) -> AbstractContextManager[None]:
        """Keep the files unchanged where merely closing them would change them."""

    def prepare(self, connection: Any) -> None:
        """Apply the settings of a new connection of the driver."""

    def explain(self, error: DBAPIError, purpose: TransactionPurpose) -> Trouble:
        """Explain a driver's error in a transaction of that purpose; `conflict` explains constraints."""

    def conflict(self, error: IntegrityError) -> str:
        """Return the text that names the broken constraint."""

    def check_place(self, *, pages: bool, stop: Callable[[], bool]) -> None:
        """See `Registry.check_place`."""


def find_backend(place: Path | str) -> Backend:
    """Return SQLite for a path, PostgreSQL for a URL `postgresql+psycopg://…`; RegistryError database-url."""
    if isinstance(place, Path):
        return Sqlite(place)
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        raise RegistryError("database-url") from None
    if url.drivername != "postgresql+psycopg":
        raise RegistryError("database-url")
    return PostgreSQL(url)


def explain_error(backend: Backend, error: Exception, purpose: TransactionPurpose) -> Trouble:
    """Explain any error of SQLAlchemy or a driver in a transaction of that purpose."""
    match error:
        case UnicodeError() | OverflowError():
            return Trouble(RegistryError("unstorable"))
        case PoolTimeout():
            return Trouble(RegistryError("database-busy"))
        case IntegrityError():
            return Trouble(RegistryError("conflict", what=backend.conflict(error)))
        case DBAPIError():
            return backend.explain(error, purpose)
    return Trouble(RegistryError("storage-failed", reason=type(error).__name__))


def _causes(error: DBAPIError) -> Iterator[BaseException]:
    """Yield the driver's errors behind `error`: leaving a savepoint fails when a full disk ended it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DBAPIError) and cause.orig is not None:
            yield cause.orig
        elif not isinstance(cause, SQLAlchemyError):
            yield cause
        cause = cause.__context__


CAUGHT = (SQLAlchemyError, UnicodeError, OverflowError)
"""Errors that `explain_error` understands; drivers that cannot encode a value raise the last two."""


class Sqlite:
    """SQLite: one file in WAL mode. With synchronous=FULL a commit is on disk before it returns."""

    begin: ClassVar[Mapping[TransactionPurpose, str]] = {
        "read": "BEGIN",
        # IMMEDIATE locks at once: a deferred BEGIN may fail without a wait at its first write (BUSY_SNAPSHOT)
        "write": "BEGIN IMMEDIATE",
        "create": "BEGIN IMMEDIATE",
    }
    settings = (
        "synchronous=FULL",
        "page_size=8192",  # a record has 1.5 KB, so five fit in a page instead of two
        "cache_size=-32768",  # KiB a connection, so that a batch stays in memory until it is committed
        "wal_autocheckpoint=4000",  # 32 MB of WAL, so that pages touched by many commits are copied back once
    )

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opening = find_opening(path)
        self._opened: tuple[int, int] | None = None

    def connect(self, busy_seconds: float) -> Engine:
        """See `Backend`."""
        url = URL.create("sqlite", database=str(self._path))
        if self._opening.parameters:
            query = {"uri": "true", **self._opening.parameters}
            url = URL.create("sqlite", database=self._path.absolute().as_uri(), query=query)
        return create_engine(url, connect_args={"timeout": busy_seconds}, max_overflow=-1)

    def hold(self) -> AbstractContextManager[None]:
        """See `Backend`."""
        return hold(self._path)

    def prepare(self, connection: Any) -> None:
        """See `Backend`."""
        # otherwise the driver begins transactions itself, and never IMMEDIATE ones
        connection.isolation_level = None
        if self._opened is None:
            status = self._path.stat()
            self._opened = status.st_dev, status.st_ino
        for statement in self._opening.first:
            connection.execute(statement)
        for setting in self.settings:
            connection.execute(f"PRAGMA {setting}")

    def explain(self, error: DBAPIError, _purpose: TransactionPurpose) -> Trouble:
        """Explain by the extended result code, else by the primary one, its low byte."""
        for cause in _causes(error):
            errno = getattr(cause, "sqlite_errorcode", 0)
            code = _SQLITE.get(errno) or _SQLITE.get(errno & 0xFF)
            if code is not None:
                return Trouble(RegistryError(code), WAITED if code == "database-busy" else 1)
        if str(error.orig).startswith(_UNDECODABLE):
            return Trouble(RegistryError("not-a-registry"))
        name = getattr(error.orig, "sqlite_errorname", type(error.orig).__name__)
        return Trouble(RegistryError("storage-failed", reason=name))

    def conflict(self, error: IntegrityError) -> str:
        """Return SQLite's sentence, which names the columns and no value."""
        return str(error.orig)[:200]

    def check_place(self, *, pages: bool, stop: Callable[[], bool]) -> None:
        """See `Registry.check_place`."""
        try:
            status = self._path.stat()
        except OSError:
            raise RegistryError("file-replaced", self._path.name) from None
        # an open file outlives its name: after a replacement, writes would go to a file that nobody reads
        if self._opened not in (None, (status.st_dev, status.st_ino)):
            raise RegistryError("file-replaced", self._path.name)
        if status.st_size == 0:
            raise RegistryError("registry-empty", self._path.name)
        damage = find_damage(self._path, stop) if pages else None
        if damage is not None:
            raise RegistryError("pages-damaged", self._path.name, why=damage)


_KEEPALIVE = {
    # 10 + 3 * 5 seconds
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Keepalive options that notice a vanished server in 25 seconds (libpq; seconds, and milliseconds)."""


def _connect_with_patience(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    from registry.database.postgres_timeouts import PatientConnection  # noqa: PLC0415 - the driver is loaded for PostgreSQL alone

    return PatientConnection.connect(*arguments, **options)


class PostgreSQL:
    """PostgreSQL, or a database that speaks its protocol."""

    begin: ClassVar[Mapping[TransactionPurpose, str]] = {
        "read": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "write": "BEGIN ISOLATION LEVEL READ COMMITTED; UPDATE setting SET value = value WHERE name = 'type'",
        "create": "BEGIN ISOLATION LEVEL READ COMMITTED",
    }

    def __init__(self, url: URL) -> None:
        self._url = url
        self._busy_seconds = 0.0
        self._driver: Any = None

    def connect(self, busy_seconds: float) -> Engine:
        """See `Backend`."""
        self._busy_seconds = busy_seconds
        # libpq takes 0 as no limit, and 1 as 2
        waits: Any = {"connect_timeout": max(2, round(busy_seconds)), **_KEEPALIVE}
        engine = create_engine(self._url, connect_args=waits, pool_timeout=busy_seconds)
        self._driver = engine.dialect.loaded_dbapi
        event.listen(engine, "do_connect", _connect_with_patience)
        return engine

    def hold(self) -> AbstractContextManager[None]:
        """See `Backend`."""
        return nullcontext()

    def prepare(self, connection: Any) -> None:
        """See `Backend`; also make a server wait for the disk at each commit."""
        connection.autocommit = True
        # 0 would mean no timeout
        connection.execute(f"SET lock_timeout = {max(1, round(self._busy_seconds * 1000))}")
        # `off` would report commits that a crash may lose; an operator's stronger value stays
        if connection.execute("SHOW synchronous_commit").fetchone()[0] == "off":
            connection.execute("SET synchronous_commit = on")

    def explain(self, error: DBAPIError, purpose: TransactionPurpose) -> Trouble:
        """Explain by SQLSTATE; an error without one is an unsendable value or a broken connection.

        A read-only transaction refuses to write on any server, so that error says nothing about the server.
        """
        for cause in _causes(error):
            state, name = str(getattr(cause, "sqlstate", None) or ""), type(cause).__name__
            if not state and isinstance(cause, self._driver.OperationalError | self._driver.InterfaceError):
                state = "08"
            elif isinstance(cause, self._driver.DataError):
                state = "22"
            code = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
            if code is not None and (code, purpose) != ("registry-read-only", "read"):
                # with a full disk, an unstorable value or a silent server the statement would fail again
                attempts = {"40001": LOST, "40P01": LOST, "53100": 1, "22": 1, "57014": 1}.get(state, WAITED)
                attempts = 1 if name == "ConnectionTimeout" else attempts  # it has waited already
                return Trouble(RegistryError(code, reason=name), attempts)
        return Trouble(RegistryError("storage-failed", reason=type(error.orig).__name__))

    def check_place(self, *, pages: bool, stop: Callable[[], bool]) -> None:
        """Do nothing: the server checks its own files and pages."""

    def conflict(self, error: IntegrityError) -> str:
        """Return the constraint's name, without the row values that PostgreSQL's message repeats."""
        diagnosis = getattr(error.orig, "diag", None)
        return str(getattr(diagnosis, "constraint_name", None) or type(error.orig).__name__)
