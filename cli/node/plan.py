"""Plan of a node: every folder and file with its owner and mode, beside what is on the machine."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from cli.node.choice import NodeChoice, Written, below, digest
from cli.node.deploy_files import BACKUPS, DATA, KEY, SETTINGS, SITE, TLS, load_deployed
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.files import save_bytes

ItemState = Literal["new", "same", "renewed", "edited"]
ROOT = "root"


class NodeItem(NamedTuple):
    """Folder or file as it shall be; a folder has no `data`.

    A file is `kept` as it is found, whoever wrote it: a key.
    """

    path: str
    mode: int
    owner: str
    group: str
    data: bytes | None = None
    kept: bool = False


class PlanLine(NamedTuple):
    """Item, and its state on the machine before this run."""

    item: NodeItem
    state: ItemState


class _NodeFolder(NamedTuple):
    path: str
    mode: int
    is_own: bool
    """Whether the service user owns it."""
    signs: tuple[str, ...]
    """Patterns of files that only a node has there."""


_FOLDERS = (
    _NodeFolder("/etc/huren", 0o755, False, ("huren.toml",)),
    _NodeFolder(TLS, 0o700, False, ("*.pem",)),
    _NodeFolder(DATA, 0o700, True, ("registry.db", "registry.heads")),
    _NodeFolder(BACKUPS, 0o700, True, ("*.db",)),
    _NodeFolder("/srv/huren", 0o755, False, ("site", "refused.html")),
    _NodeFolder(SITE, 0o755, True, ("bundle.json",)),
)
_OF_THE_DISK = "lost+found"
"""Folder at the top of a file system, as when a disk of its own is mounted there."""


def list_items(choice: NodeChoice, keys: Mapping[str, bytes], *, has_key: bool) -> Iterator[NodeItem]:
    """Yield the items in the order of making; `keys` are new key files by path."""
    for folder in _FOLDERS:
        owner = choice.user if folder.is_own else ROOT
        if folder.path != BACKUPS or choice.database is None:
            yield NodeItem(folder.path, folder.mode, owner, owner)
    for path, data in keys.items():
        private = path == KEY
        owner = choice.user if private else ROOT
        yield NodeItem(path, 0o600 if private else 0o644, owner, owner, data, kept=True)
    for path, data in load_deployed(choice, has_key=has_key):
        # the settings may hold the password of the database, and the service need not change them
        is_settings = path == SETTINGS
        yield NodeItem(
            path, 0o640 if is_settings else 0o644, ROOT, choice.user if is_settings else ROOT, data
        )


@dataclass(frozen=True, slots=True)
class NodeTree:
    """Where items go: the root of the tree, and the ids of the owners where they are set."""

    root: Path
    ids: Mapping[str, tuple[int, int]] | None

    def examine(self, item: NodeItem, written: Written | None) -> ItemState:
        """Return the state of an item; CommandError node-folder, file-unreadable."""
        path = below(self.root, item.path)
        try:
            status = path.stat()
        except FileNotFoundError:
            return "new"
        except OSError as error:
            raise CommandError("file-unreadable", path=plain(str(path)), why=error.strerror or "") from None
        if item.data is None:
            if not stat.S_ISDIR(status.st_mode) or (written is None and not _is_ours(item.path, path)):
                raise CommandError("node-folder", path=plain(str(path)))
            return "same" if self._is_set(item, status) else "renewed"
        present = path.read_bytes()
        if present == item.data:
            return "same" if self._is_set(item, status) else "renewed"
        is_ours = written is not None and written.digests.get(item.path) == digest(present)
        return "renewed" if is_ours and not item.kept else "edited"

    def make(self, item: NodeItem) -> None:
        """Make or renew an item; CommandError file-unwritable."""
        path = below(self.root, item.path)
        if item.data is not None:
            save_bytes(path, item.data, mode=item.mode, durable=True)
        else:
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(item.mode)
        if self.ids is not None:
            os.chown(path, self.ids[item.owner][0], self.ids[item.group][1])

    def _is_set(self, item: NodeItem, status: os.stat_result) -> bool:
        if stat.S_IMODE(status.st_mode) != item.mode:
            return False
        if self.ids is None or item.owner not in self.ids or item.group not in self.ids:
            return True
        return (status.st_uid, status.st_gid) == (self.ids[item.owner][0], self.ids[item.group][1])


def _is_ours(path: str, folder: Path) -> bool:
    """Return whether a folder is empty or holds what only a node has there."""
    names = {entry.name for entry in folder.iterdir()} - {_OF_THE_DISK}
    signs = next(known.signs for known in _FOLDERS if known.path == path)
    return not names or any(next(folder.glob(sign), None) is not None for sign in signs)
