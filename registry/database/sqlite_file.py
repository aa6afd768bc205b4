"""How a SQLite file is opened where it lies: in WAL mode even readers write beside it, if they can.

A registry's file has committed pages in its `-wal` until they are copied back, and their index in its `-shm`.
Where nothing can be written, both are taken as they are found.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple


class Opening(NamedTuple):
    """The parameters of SQLite's URI (none: it can be written), and what to say before the first question."""

    parameters: Mapping[str, str]
    first: tuple[str, ...] = ()


_STEPS = 10_000
"""Of SQLite, between two questions whether to stop."""

_IN_MEMORY = "PRAGMA temp_store=MEMORY"


def find_opening(path: Path) -> Opening:
    """How to open the database at `path`, which may be absent where its folder can be written."""
    if os.access(path.parent, os.W_OK) or not path.exists():
        return Opening({})
    log, index = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    if log.exists() and index.exists():  # somebody who may write has it open, or left it so
        return Opening({"mode": "ro"}, (_IN_MEMORY,))
    if (
        log.exists() and log.stat().st_size
    ):  # SQLite makes the index in memory for one who locks out all others
        return Opening({"mode": "ro", "vfs": "unix-none"}, ("PRAGMA locking_mode=EXCLUSIVE", _IN_MEMORY))
    return Opening({"mode": "ro", "immutable": "1"}, (_IN_MEMORY,))


def connect(path: Path, opening: Opening, *, timeout: float) -> sqlite3.Connection:
    """A connection of the driver to a file that is there, beside those of the registry."""
    parameters = opening.parameters or {"mode": "rw"}
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", timeout=timeout, uri=True)
    for statement in opening.first:
        connection.execute(statement)
    return connection


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Keeps the log beside a file as it is: else the last to close the file copies it back."""
    with ExitStack() as stack:
        if path.with_name(path.name + "-wal").exists() and not find_opening(path).parameters:
            with suppress(sqlite3.Error):  # which the caller meets, too
                reader = stack.enter_context(closing(connect(path, Opening({"mode": "ro"}), timeout=0)))
                reader.execute("SELECT 1 FROM sqlite_schema").fetchall()
        yield


def find_damage(path: Path, stop: Callable[[], bool]) -> str | None:
    """What is wrong with the first page, row or entry of an index that does not fit the others, read from the
    file; None if all do. A row that its index does not find is as good as lost.

    Ends early when `stop` says so, with whatever.
    """
    try:
        with closing(connect(path, find_opening(path), timeout=0)) as connection:
            connection.set_progress_handler(stop, _STEPS)
            (line,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return getattr(error, "sqlite_errorname", type(error).__name__)
    return None if line == "ok" else str(line)[:200]
