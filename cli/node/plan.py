"""Plan of a node: every folder and file with its owner and mode, beside what is on the machine."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
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
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


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
        """Return the state of an item.

        Raises CommandError node-folder, node-link, node-writable, file-unreadable.
        """
        path = self.check_place(item.path)
        try:
            status = path.lstat()
        except FileNotFoundError:
            return "new"
        except OSError as error:
            raise CommandError("file-unreadable", path=plain(str(path)), why=error.strerror or "") from None
        if item.data is None:
            if not stat.S_ISDIR(status.st_mode) or (written is None and not _is_ours(item.path, path)):
                raise CommandError("node-folder", path=plain(str(path)))
            return "same" if self._is_set(item, status) else "renewed"
        if not stat.S_ISREG(status.st_mode):
            raise CommandError("node-link", path=plain(str(path)))
        present = path.read_bytes()
        if present == item.data:
            return "same" if self._is_set(item, status) else "renewed"
        if item.kept:
            return "edited"
        if written is not None and written.digests.get(item.path) == digest(present):
            return "renewed"
        # what others could write is not what an administrator edited
        if status.st_mode & _OTHERS or (self.ids is not None and status.st_uid != self.ids[ROOT][0]):
            raise CommandError("node-writable", path=plain(str(path)), rights=_format_rights(status))
        return "edited"

    def check_place(self, path: str) -> Path:
        """Return where a path of the node is; CommandError node-link for a link, a pipe, or a way out."""
        place = below(self.root, path)
        real = Path(os.path.realpath(place))
        is_outside = not real.is_relative_to(os.path.realpath(self.root))
        is_other = place.exists() and not (place.is_file() or place.is_dir())
        # a mode set on a link is set on the folder that it leads to
        if is_outside or is_other or place.is_symlink():
            raise CommandError("node-link", path=plain(str(place)))
        return place

    def find_other_rights(self, item: NodeItem) -> str:
        """Return mode and owner of an item's file where they are not as planned, else nothing."""
        status = below(self.root, item.path).lstat()
        return "" if self._is_set(item, status) else _format_rights(status)

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
        if self.ids is None:
            return True
        # a user that is still to be added owns nothing
        if item.owner not in self.ids or item.group not in self.ids:
            return False
        return (status.st_uid, status.st_gid) == (self.ids[item.owner][0], self.ids[item.group][1])


def _format_rights(status: os.stat_result) -> str:
    """Return mode, user and group; the numbers of those without a name."""
    import grp
    import pwd

    user, group = str(status.st_uid), str(status.st_gid)
    with suppress(KeyError):
        user = pwd.getpwuid(status.st_uid).pw_name
    with suppress(KeyError):
        group = grp.getgrgid(status.st_gid).gr_name
    return f"{stat.S_IMODE(status.st_mode):04o} {plain(user)}:{plain(group)}"


def _is_ours(path: str, folder: Path) -> bool:
    """Return whether a folder is empty or holds what only a node has there."""
    names = {entry.name for entry in folder.iterdir()} - {_OF_THE_DISK}
    signs = next(known.signs for known in _FOLDERS if known.path == path)
    return not names or any(next(folder.glob(sign), None) is not None for sign in signs)
