"""A disk that fails at the nth step: real errno in SQLite's own system calls, OSError in ours.

SQLite lets a process replace the system calls of its VFS (`sqlite3_vfs.xSetSystemCall`). Through ctypes its
`pwrite`, `ftruncate` and the like ask here first and get -1 with ENOSPC or EIO in errno, as the kernel would
give; what becomes of that is all SQLite's. Its `fsync` is no such call: there the method of the open file
answers SQLITE_IOERR_FSYNC, which is what SQLite makes of any errno then. `whole_files` meets
OSError at what it does to files. Not exercised: a write that is cut short, reads that fail, a kernel that
loses pages.

Needs the very SQLite that `sqlite3` uses as a shared library; `failing_disk` skips the group `sqlite-library`
elsewhere.
"""

import ctypes
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from ctypes.util import find_library
from functools import partial
from pathlib import Path
from typing import Any

from registry.database import whole_files
from tests.harness.groups import skip_group

GROUP = "sqlite-library"
_KEPT: list[Any] = []
"""Functions that SQLite calls. They are never freed, as a file may stay open for ever."""

_CALLS = ("write", "pwrite", "pwrite64", "ftruncate", "fallocate", "fchmod")
_IOERR_FSYNC = 10 | (4 << 8)


class Disk:
    """Count steps on the way to the disk; from the armed step on they fail, once or until mended."""

    def __init__(self) -> None:
        self.steps = 0
        self.failed = 0
        self._armed: int | None = None
        self._code = 0
        self._lasting = False

    def arm(self, step: int, code: int, *, lasting: bool) -> None:
        """Fail with the errno `code` at the given step, counted from now on."""
        self.steps = self.failed = 0
        self._armed, self._code, self._lasting = step, code, lasting

    def mend(self) -> None:
        """Let every later step succeed."""
        self._armed = None

    def step(self) -> int:
        """Return 0 to go on, else the errno."""
        self.steps += 1
        if self._armed is None or self.steps < self._armed or (self.failed and not self._lasting):
            return 0
        self.failed += 1
        return self._code

    def step_or_raise(self) -> None:
        """Count a step; raise OSError as the kernel would."""
        code = self.step()
        if code:
            raise OSError(code, os.strerror(code))


class _Vfs(ctypes.Structure):
    """Members of sqlite3_vfs (sqlite3.h) that are used here; each has the size of a pointer or less."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("size", ctypes.c_int),
        ("longest", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
        ("others", ctypes.c_void_p * 12),
        ("set_call", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)),
        ("get_call", ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)),
    ]


class _Methods(ctypes.Structure):
    """sqlite3_io_methods (sqlite3.h)."""

    _fields_ = [("version", ctypes.c_int), ("methods", ctypes.c_void_p * 18)]


class _File(ctypes.Structure):
    """sqlite3_file (sqlite3.h)."""

    _fields_ = [("methods", ctypes.POINTER(_Methods))]


_SYNC = 4
"""xSync among the methods: after xClose, xRead, xWrite, xTruncate."""

_LONG, _INT = ctypes.c_longlong, ctypes.c_int
_CALL = ctypes.CFUNCTYPE(_LONG, _LONG, _LONG, _LONG, _LONG, use_errno=True)
_OPEN = ctypes.CFUNCTYPE(_INT, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, _INT, ctypes.c_void_p)
_SYNC_CALL = ctypes.CFUNCTYPE(_INT, ctypes.c_void_p, _INT)


@contextmanager
def failing_disk() -> Iterator[Disk]:
    """A disk under SQLite and `whole_files`, for connections opened inside the block; it fails when armed."""
    disk = Disk()
    vfs = _find_vfs()
    undo: list[Callable[[], object]] = []
    address = ctypes.addressof(vfs)
    for name in _CALLS:
        real = vfs.get_call(address, name.encode())
        if real:
            ours = _CALL(_fail_or_call(disk, _CALL(real)))
            _KEPT.append(ours)
            vfs.set_call(address, name.encode(), ctypes.cast(ours, ctypes.c_void_p))
            undo.append(partial(vfs.set_call, address, name.encode(), real))
    opened = vfs.open
    ours = _OPEN(_open_watched(disk, _OPEN(opened)))
    _KEPT.append(ours)
    vfs.open = ctypes.cast(ours, ctypes.c_void_p)
    undo.append(lambda: setattr(vfs, "open", opened))
    _check_reached(disk)
    setattr(whole_files, "os", _Os(disk))  # noqa: B010 - a module's global
    undo.append(lambda: setattr(whole_files, "os", os))
    try:
        yield disk
    finally:
        for step in undo:
            step()


def _fail_or_call(disk: Disk, real: Callable[..., int]) -> Callable[..., int]:
    def call(*arguments: int) -> int:
        code = disk.step()
        if code:
            ctypes.set_errno(code)
            return -1
        return real(*arguments)

    return call


def _open_watched(disk: Disk, real: Callable[..., int]) -> Callable[..., int]:
    """Files get methods of their own, a copy of SQLite's with another xSync."""
    copies: dict[int, _Methods] = {}

    def watch(handle: int, *arguments: Any) -> int:
        result = real(handle, *arguments)
        if result == 0:
            file = ctypes.cast(arguments[1], ctypes.POINTER(_File)).contents
            given = ctypes.addressof(file.methods.contents)
            if given not in copies:
                copies[given] = copy = _Methods.from_buffer_copy(file.methods.contents)
                real_sync = _SYNC_CALL(copy.methods[_SYNC])
                ours = _SYNC_CALL(
                    lambda which, flags: _IOERR_FSYNC if disk.step() else real_sync(which, flags)
                )
                copy.methods[_SYNC] = ctypes.cast(ours, ctypes.c_void_p).value
                _KEPT.extend((ours, copy))
            file.methods = ctypes.pointer(copies[given])
        return result

    return watch


def _find_vfs() -> _Vfs:
    """The VFS of the SQLite that the module sqlite3 uses."""
    name = find_library("sqlite3")
    if os.name != "posix" or name is None:
        skip_group(GROUP, "SQLite is no shared library here")
    library = ctypes.CDLL(name)
    library.sqlite3_libversion.restype = ctypes.c_char_p
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    if library.sqlite3_libversion().decode() != sqlite3.sqlite_version:
        skip_group(GROUP, "the module sqlite3 has an SQLite of its own")
    vfs: _Vfs = library.sqlite3_vfs_find(None).contents
    return vfs


def _check_reached(disk: Disk) -> None:
    """Skip the group if SQLite never called the disk: then another library was patched."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/probe")) as connection:
        connection.execute("CREATE TABLE probe (n)")
    if disk.steps == 0:
        skip_group(GROUP, "the module sqlite3 has an SQLite of its own")


class _Os:
    """The module `os` as `registry.database.whole_files` sees it."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fchmod(self, handle: int, mode: int) -> None:
        """Count creating the file and the next write to it."""
        self._disk.step_or_raise()
        os.fchmod(handle, mode)

    def fsync(self, handle: int) -> None:
        """See os."""
        self._disk.step_or_raise()
        os.fsync(handle)

    def replace(self, source: Path, target: Path) -> None:
        """See os."""
        self._disk.step_or_raise()
        os.replace(source, target)
