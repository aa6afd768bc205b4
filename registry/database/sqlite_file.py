"""Opening of a SQLite file in place: in WAL mode even readers write files beside it, if they can.

A registry's file has committed pages in its `-wal` until they are copied back, and their index in its `-shm`.
In a read-only folder both are taken as they are.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple


class Opening(NamedTuple):
    """Parameters of SQLite's URI (empty for a writable file), and the first statements."""

    parameters: Mapping[str, str]
    first: tuple[str, ...] = ()


_STEPS = 10_000
"""Number of SQLite's steps between two calls of `stop`."""

_IN_MEMORY = "PRAGMA temp_store=MEMORY"


def find_opening(path: Path) -> Opening:
    """Return how to open the database at `path`, which may be absent in a writable folder."""
    if os.access(path.parent, os.W_OK) or not path.exists():
        return Opening({})
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    if log.exists() and index.exists():  # another process, which may write, has the file open or has crashed
        return Opening({"mode": "ro"}, (_IN_MEMORY,))
    if log.exists() and log.stat().st_size:  # with an exclusive lock SQLite keeps the index in memory
        return Opening({"mode": "ro", "vfs": "unix-none"}, ("PRAGMA locking_mode=EXCLUSIVE", _IN_MEMORY))
    # `immutable`: SQLite takes no locks and sees no changes; without a WAL no writer has the file open
    return Opening({"mode": "ro", "immutable": "1"}, (_IN_MEMORY,))


def connect(path: Path, opening: Opening, *, timeout: float) -> sqlite3.Connection:
    """Connect the driver to an existing file, beside the registry's own connections."""
    parameters = opening.parameters or {"mode": "rw"}
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", timeout=timeout, uri=True)
    for statement in opening.first:
        connection.execute(statement)
    return connection


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Keep the WAL beside a file: otherwise the last connection to close copies it back."""
    with ExitStack() as stack:
        if path.with_name(path.name + "-wal").exists() and not find_opening(path).parameters:
            with suppress(sqlite3.Error):  # the caller meets the same error
                reader = stack.enter_context(closing(connect(path, Opening({"mode": "ro"}), timeout=0)))
                reader.execute("SELECT 1 FROM sqlite_schema").fetchall()
        yield


def find_damage(path: Path, stop: Callable[[], bool]) -> str | None:
    """Return the first damage that SQLite finds in pages, rows or indexes; None if there is none.

    A row that its index does not find is as good as lost. When `stop` returns True, the check ends early and
    its result means nothing.
    """
    try:
        with closing(connect(path, find_opening(path), timeout=0)) as connection:
            connection.set_progress_handler(stop, _STEPS)
            (line,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return getattr(error, "sqlite_errorname", type(error).__name__)
    return None if line == "ok" else str(line)[:200]
