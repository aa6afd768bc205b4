"""Trial of another version: a copy of the registry, the state of its tables, two trees compared."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import randbits
from typing import Literal

from sqlalchemy import Connection, func, inspect, select

from registry.database.backends import CAUGHT, explain_error, find_backend
from registry.database.revisions import find_revision
from registry.database.tables import SETTING
from registry.errors import RegistryError
from registry.filing import MARK
from registry.log.last_heads import heads_path
from registry.upkeep.backup import CopyProgress, copy_file
from registry.upkeep.differences import find_difference

_BUSY_SECONDS = 10
_OWN = ("ns/", "schemas/")
"""Folders of the documents that a version brings itself."""
_GATHERED = ("bundle.json", "trust.json")
_PARTS = "parts"
"""Folder of an association for files that are put together from its records."""

Origin = Literal["own", "gathered", "signed"]


@dataclass(frozen=True, slots=True)
class TreeChange:
    """File that two versions write differently from the same records.

    `origin` says why it may: a version brings it itself ("own"), puts it together from records ("gathered");
    a "signed" file or a log may never differ. `place` is the first byte that differs, counted from 1.
    """

    path: str
    origin: Origin
    change: Literal["gone", "new", "other"]
    place: int | None = None


def copy_aside(path: Path, folder: Path, progress: CopyProgress | None = None) -> Path:
    """Copy a registry file in use, and the files beside it, into a folder; return the copy's path.

    The original is only read. Raises RegistryError as `registry.upkeep.backup.back_up`.
    """
    copy = folder / path.name
    copy_file(path, copy, progress)
    copy_heads(heads_path(path), folder)
    return copy


def copy_heads(heads: Path, folder: Path) -> None:
    """Copy the file of the last signed heads and those named after it: without them nothing is published."""
    for file in heads.parent.glob(f"{heads.name}*"):
        (folder / file.name).write_bytes(file.read_bytes())


def read_tables(place: Path | str) -> dict[str, str]:
    """Return the state of the tables: the revision of each version table, the mark of each derived set.

    Raises RegistryError not-a-registry where there are none, and as `Registry.read`.
    """
    with open_database(place) as connection:
        names = [name for name in inspect(connection).get_table_names() if name.endswith("_version")]
        revisions = {name: str(find_revision(connection, name)) for name in sorted(names)}
        if not revisions:
            raise RegistryError("not-a-registry", str(place) if isinstance(place, Path) else "")
        marks = connection.execute(select(SETTING.c.name, SETTING.c.value)).all()
        return revisions | {name: value for name, value in marks if name.startswith(MARK)}


def may_be_one_database(used: str, other: str) -> bool:
    """Return whether `other` leads to the database `used`, or cannot be shown to lead elsewhere.

    Raises RegistryError as `read_tables` where one of them does not answer.
    """
    # addresses of one database differ in host, port, user or a pooler before it; a lock knows its database
    lock = select(func.pg_try_advisory_xact_lock(randbits(62)))
    with ExitStack() as opened:
        holder, witness, asker = (opened.enter_context(open_database(url)) for url in (used, used, other))
        is_held = bool(holder.scalar(lock))
        # a server whose locks hold up nobody (CockroachDB) shows nothing
        return not is_held or bool(witness.scalar(lock)) or not asker.scalar(lock)


@contextmanager
def open_database(place: Path | str) -> Iterator[Connection]:
    """Connect for the duration of the block; RegistryError as `Registry.read`."""
    backend = find_backend(place)
    engine = backend.connect(_BUSY_SECONDS)
    try:
        with engine.connect() as connection:
            yield connection
    except CAUGHT as error:
        raise explain_error(backend, error, "read").error from None
    finally:
        engine.dispose()


def compare_trees(before: Path, after: Path) -> Iterator[TreeChange]:
    """Yield every file of the tree `before` that `after` lacks or has otherwise, and every further one."""
    old, new = (_list_files(tree) for tree in (before, after))
    for path in sorted(old | new):
        if path not in new:
            yield TreeChange(path, _origin(path), "gone")
        elif path not in old:
            yield TreeChange(path, _origin(path), "new")
        else:
            found = find_difference(path, (after / path).read_bytes(), (before / path).read_bytes())
            if found is not None:
                yield TreeChange(path, _origin(path), "other", int(str(found.facts["place"])))


def _list_files(tree: Path) -> set[str]:
    return {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file()}


def _origin(path: str) -> Origin:
    if path.startswith(_OWN):
        return "own"
    return "gathered" if path in _GATHERED or _PARTS in Path(path).parts else "signed"
