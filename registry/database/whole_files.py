"""Files that are complete or absent: written under another name, then renamed."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import shake_256
from pathlib import Path

from registry.errors import RegistryError

if os.name == "posix":
    import fcntl

_PART = ".huren-"
"""Prefix of an unfinished file's name."""

PROBE_BYTES = 64 * 1024
"""Size of the largest record."""

_FULL = (errno.ENOSPC, errno.EDQUOT)


def write_file(path: Path, data: bytes, *, durable: bool = False, published: bool = False) -> None:
    """Write `data` to `path`, with its folders; `durable` waits until it is on disk.

    Everybody may read the file, and the new folders of a `published` one.

    The caller makes sure that each path has one writer. Leftovers of a killed writer are overwritten. Raises
    RegistryError write-failed, disk-full.
    """
    part = path.with_name(_PART + path.name)
    with _explained(path):
        if published:
            _make_open(path.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        try:
            with open(part, "xb") as file:  # O_EXCL: never write through a link that somebody put there
                os.fchmod(file.fileno(), 0o644)
                file.write(data)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            os.replace(part, path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        if durable:
            sync_folder(path.parent)


def probe_folder(folder: Path) -> None:
    """Write 64 KiB, wait until they are on disk, and leave nothing, even when killed.

    Only such a write shows a full disk or quota: free space may be reserved, and an unsynced write may fail
    later. Raises RegistryError disk-full, write-failed.
    """
    with _explained(folder), tempfile.TemporaryFile(dir=folder) as file:
        file.write(shake_256(_PART.encode()).digest(PROBE_BYTES))  # incompressible bytes
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def only_writer(folder: Path, *, search: bool = False) -> Iterator[None]:
    """Make the published folder, wait for any other writer, and remove unfinished files of killed writers.

    It searches the folder for them only with `search`, or if the last writer did not finish. The lock is the
    system's (POSIX) and ends with the process. Raises RegistryError write-failed, disk-full.
    """
    with _explained(folder):
        _make_open(folder)
    mark = folder / f"{_PART}writing"
    with _locked(folder):
        with _explained(folder):
            if search or mark.exists():
                _remove_parts(folder)
            mark.touch()
        yield
        with _explained(folder):
            # not after a failure: the next writer then searches for unfinished files
            mark.unlink()


def empty_folder(folder: Path) -> None:
    """Remove the files of a folder that may be there, and wait until this is on disk.

    Raises RegistryError write-failed.
    """
    with _explained(folder):
        if folder.is_dir():
            for path in folder.iterdir():
                path.unlink()
            sync_folder(folder)


def _make_open(folder: Path) -> None:
    """Make the folder and those above it so that another user's web server may enter, under any umask."""
    if not folder.is_dir():
        _make_open(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def _remove_parts(folder: Path) -> None:
    for where, _, names in os.walk(folder):
        for name in names:
            if name.startswith(_PART):
                os.unlink(os.path.join(where, name))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock the folder; without a lock where the system or the file system has none."""
    if os.name != "posix":
        yield
        return
    with _explained(folder):
        handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Put the rename itself on disk (POSIX; elsewhere folders cannot be opened)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn errors of the system into RegistryError write-failed or disk-full."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise RegistryError("disk-full", str(path)) from None
        raise RegistryError(
            "write-failed", str(path), reason=error.strerror or type(error).__name__
        ) from None
