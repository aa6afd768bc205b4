"""Files that are whole or absent: written under another name, on disk, then renamed."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from registry.errors import RegistryError


def write_file(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Writes `data` to `path`, with its folders. `durable` waits until it is on disk.

    Raises RegistryError write-failed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".huren-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(file.fileno(), 0o644)
                file.write(data)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
        if durable:
            sync_folder(path.parent)
    except OSError as error:
        raise RegistryError(
            "write-failed", str(path), reason=error.strerror or type(error).__name__
        ) from None


def sync_folder(folder: Path) -> None:
    """Puts the rename itself on disk (POSIX; elsewhere folders cannot be opened)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
