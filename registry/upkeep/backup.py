"""Backup and restore: a copy of the registry file in use, audited before anybody relies on it.

Neither includes the file of the last signed log heads (registry.log.last_heads). That file stays in place,
and shows whether the database beside it is the newest.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Column, select

from registry.database.sqlite_file import Opening, connect, find_opening, hold
from registry.database.tables import INDEX, LEAF, RECORD
from registry.database.whole_files import sync_folder, write_file
from registry.errors import RegistryError
from registry.filing import Filing
from registry.registry import Registry
from registry.upkeep.audit import audit_registry
from registry.upkeep.audit.report import SIGNED_SO
from registry.view.view import RegistryView

CopyProgress = Callable[[int, int], None]
"""Called with the pages copied so far, and all pages."""

_PAGES = 4096
_NOTE = "last-backup"
_BUSY_SECONDS = 10


def back_up(
    path: Path,
    target: Path,
    *,
    filings: Sequence[Filing],
    public: bool = False,
    progress: CopyProgress | None = None,
) -> int:
    """Copy the registry at `path` to `target` as of one moment; return the copy's number of records.

    A `public` copy lacks what apartments keep of their own: people, decisions, sessions, what strangers sent.

    Writers may go on. The copy is audited before it gets its name, so `target` is sound or absent. An
    existing file is not overwritten. Raises RegistryError: backup-exists, backup-unsound, not-a-registry,
    database-busy, disk-full, storage-failed, write-failed.
    """
    if target.exists():
        raise RegistryError("backup-exists", str(target))
    with _made_beside(target) as copy:
        copy_file(path, copy, progress)
        if public:
            _drop_own(copy, filings)
        return _check_sound(copy, filings)


def note_backup(folder: Path, now: datetime) -> None:
    """Note in the folder of the registry when a whole copy was made; the copy stands where that fails."""
    with suppress(RegistryError):
        write_file(folder / _NOTE, now.isoformat().encode("ascii"))


def find_last_backup(folder: Path) -> datetime | None:
    """Return when the last whole copy was made; None where none is noted."""
    try:
        return datetime.fromisoformat((folder / _NOTE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def count_own(path: Path, filings: Sequence[Filing]) -> dict[str, int]:
    """Return how many rows each apartment keeps of its own in a registry file, without those of versions."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            filing.name: sum(
                connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - from the schema
                for name in _list_own(connection, [filing])
                if not name.endswith("_version")
            )
            for filing in filings
            if filing.own is not None
        }


def _drop_own(copy: Path, filings: Iterable[Filing]) -> None:
    """Drop the tables of apartments; VACUUM leaves none of their bytes in the file."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for name in _list_own(connection, filings):
            connection.execute(f'DROP TABLE "{name}"')
        connection.execute("VACUUM")


def _list_own(connection: sqlite3.Connection, filings: Iterable[Filing]) -> list[str]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    prefixes = tuple(filing.own.prefix for filing in filings if filing.own is not None)
    return [name for name in names if name.startswith(prefixes)]


def restore(
    source: Path,
    path: Path,
    *,
    filings: Iterable[Filing],
    lose: bool = False,
    progress: CopyProgress | None = None,
) -> int:
    """Replace the registry at `path` by the backup `source`; return its number of records.

    Unless `lose`, the present registry must have nothing that the backup lacks. Raises RegistryError:
    restore-loses, present-unreadable, database-busy while another program has it open, and what makes a copy
    unusable (`back_up`).
    """
    if not source.is_file():
        raise RegistryError("not-a-registry", str(source))
    with _made_beside(path) as copy:
        # 1. beside the registry, so that the last step is one rename
        copy_file(source, copy, progress, unused=True)
        # 2. audited before anything is replaced
        records = _check_sound(copy, filings)
        if path.exists():
            if not lose:
                # 3. no record is lost unless somebody says so
                _check_kept(path, copy, filings)
            # 4. a program with the registry open would write into a removed file
            _check_unused(path)
        for suffix in _SIDE_FILES:  # WAL and index belong to the replaced database
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return records


_SIDE_FILES = ("-wal", "-shm")


@contextmanager
def _made_beside(target: Path) -> Iterator[Path]:
    """Yield a name beside the target for a file that becomes the target if the block succeeds."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # in the target's folder: a rename is atomic within one file system only
        with tempfile.TemporaryDirectory(prefix=".huren-", dir=target.parent) as folder:
            copy = Path(folder) / target.name
            yield copy
            with open(copy, "rb") as file:
                # on disk before the rename: otherwise a power failure may leave an empty file under the name
                os.fsync(file.fileno())
            os.replace(copy, target)
        sync_folder(target.parent)
    except OSError as error:
        raise RegistryError(
            "write-failed", str(target), reason=error.strerror or type(error).__name__
        ) from None


def copy_file(source: Path, target: Path, progress: CopyProgress | None, *, unused: bool = False) -> None:
    """Copy by SQLite's online backup, in portions between which writers get their turn.

    An `unused` file may be on a read-only medium: no file is made beside it.
    """
    alone = unused and not source.with_name(source.name + "-wal").exists()
    opening = Opening({"mode": "ro", "immutable": "1"}) if alone else find_opening(source.resolve())

    def tell(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        with (
            hold(source.resolve()),
            closing(connect(source.resolve(), opening, timeout=_BUSY_SECONDS)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            old.backup(new, pages=_PAGES, progress=tell)
            new.execute("PRAGMA journal_mode=WAL")
    except sqlite3.DatabaseError as error:
        raise _explain(error, source) from None


def _explain(error: sqlite3.DatabaseError, source: Path) -> RegistryError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return RegistryError("database-busy", str(source))
    if code == sqlite3.SQLITE_FULL:
        return RegistryError("disk-full")
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return RegistryError("not-a-registry", str(source))
    return RegistryError(
        "storage-failed", str(source), reason=getattr(error, "sqlite_errorname", type(error).__name__)
    )


def _check_sound(copy: Path, filings: Iterable[Filing]) -> int:
    with Registry.open(copy, filings=filings, create=False) as registry:
        audit = audit_registry(registry, alone=True)
    for suffix in _SIDE_FILES:
        with suppress(FileNotFoundError):
            copy.with_name(copy.name + suffix).unlink()
    faults = [problem for problem in audit.problems if problem.code not in SIGNED_SO]
    if faults:
        first = faults[0]
        raise RegistryError(
            "backup-unsound",
            count=len(faults),
            first=first.sentence("en"),
            first_zh=first.sentence("zh"),
        )
    return audit.records


def _check_kept(path: Path, copy: Path, filings: Iterable[Filing]) -> None:
    """Check that the copy has every record, log entry and taken index of the registry at `path`."""
    try:
        with (
            Registry.open(path, filings=filings) as present,
            Registry.open(copy, filings=filings) as backup,
        ):
            records, entries, indexes = (
                len(present.read(_rows(*columns)) - backup.read(_rows(*columns)))
                for columns in (
                    (RECORD.c.digest,),
                    (LEAF.c.issuer, LEAF.c.tree, LEAF.c.position, LEAF.c.digest),
                    (INDEX.c.issuer, INDEX.c.list_number, INDEX.c.position, INDEX.c.credential),
                )
            )
    except RegistryError as error:
        if error.code in ("database-busy", "registry-earlier", "registry-newer"):
            raise
        raise RegistryError("present-unreadable", str(path)) from None
    if records or entries or indexes:
        raise RegistryError("restore-loses", str(path), records=records, entries=entries, indexes=indexes)


def _check_unused(path: Path) -> None:
    """Check that nobody has the registry open: their next writes would be lost.

    In WAL mode SQLite grants exclusive locking only if there is no other connection.
    """
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        explained = _explain(error, path)
        if explained.code != "not-a-registry":
            raise explained from None


def _rows(*columns: Column[object]) -> Callable[[RegistryView], set[tuple[object, ...]]]:
    return lambda view: {tuple(row) for row in view.connection.execute(select(*columns))}
