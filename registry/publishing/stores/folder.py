"""The tree in a folder of this machine."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from registry.database.whole_files import only_writer, write_file
from registry.log.packs import ENDING
from registry.publishing.stores.store import KEPT, TreeFile


class FolderStore:
    """See `TreeStore`; a second writer waits. Raises RegistryError write-failed, disk-full."""

    guarded = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def writing(self, *, whole: bool) -> AbstractContextManager[None]:
        """See `TreeStore`."""
        return only_writer(self._folder, search=whole)

    def read(self, path: str) -> bytes | None:
        """See `TreeStore`."""
        try:
            return (self._folder / path).read_bytes()
        except OSError:  # as a file that is not there: it is written again
            return None

    def has(self, path: str) -> bool:
        """See `TreeStore`."""
        return (self._folder / path).exists()

    def names(self, folder: str) -> Collection[str]:
        """See `TreeStore`."""
        return {path.name for path in (self._folder / folder).glob("*")}

    def put(self, file: TreeFile) -> None:
        """See `TreeStore`; what is replaced is known by its age."""
        path = self._folder / file.path
        if file.kind == "replaced":
            return
        if file.kind == "gone":
            path.unlink(missing_ok=True)
            return
        # after a power failure it is too short; in a tree of another log it has other bytes
        if file.kind == "fixed" and self.read(file.path) == file.data:
            return
        write_file(path, file.data, published=True)

    def sweep(self, hosts: Sequence[str], now: datetime) -> None:
        """See `TreeStore`."""
        for host in hosts:
            for part in (self._folder / host / "log/data").rglob("*.p"):
                full = part.with_name(part.name.removesuffix(".p") + ENDING)
                if full.exists() and now.timestamp() - full.stat().st_mtime > KEPT.total_seconds():
                    rmtree(part, ignore_errors=True)
