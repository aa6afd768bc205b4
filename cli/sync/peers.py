"""Peers of a command, and the sources of their files."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from carriers.peers.files import PeerFiles
from carriers.peers.folder import FolderFiles
from registry.publishing.static_tree import folder_of
from terminal.errors import CommandError
from terminal.output import plain

if TYPE_CHECKING:
    from api.settings import Settings
    from registry import Registry


def check_folder(folder: Path | None) -> None:
    """Refuse a path that is not a folder; CommandError file-missing."""
    if folder is not None and not folder.is_dir():
        raise CommandError("file-missing", path=plain(str(folder)))


def find_peers(
    registry: "Registry", folder: Path | None, settings: "Settings", own: Set[str], typed: str | None
) -> list[str]:
    """Return the peers of the settings, or the associations whose log is in the tree and signed elsewhere.

    If the user typed one, return only that one. CommandError tree-without-logs, and as `choose_peers`.
    """
    if folder is None:
        return choose_peers([*settings.peers], typed)
    issuers = _in_folder(registry, folder, own)
    if not issuers:
        raise CommandError("tree-without-logs", path=plain(str(folder)))
    return choose_peers(issuers, typed)


def choose_peers(peers: list[str], typed: str | None) -> list[str]:
    """Return all peers found, or the one that was typed, by its DID or address.

    CommandError peers-missing if `peers` is empty, peer-unlisted if it lacks the typed one.
    """
    if not peers:
        raise CommandError("peers-missing")
    chosen = [name for name in peers if typed in (None, name, folder_of(name))]
    if not chosen:
        raise CommandError("peer-unlisted", typed=typed, known=[folder_of(name) for name in peers])
    return chosen


def _in_folder(registry: "Registry", folder: Path, own: Set[str]) -> list[str]:
    """Return the associations whose log is in a tree and signed elsewhere; CommandError no-agreement."""
    from registry.log.last_heads import load_heads

    chain = registry.chain()
    if chain is None:
        raise CommandError("no-agreement", path=plain(str(registry.heads.parent)))
    # never pull a log that this node signs itself
    kept = own | {*load_heads(registry.heads)}
    return [
        name
        for name in sorted(chain.members)
        if name not in kept and (folder / folder_of(name) / "log/checkpoint").is_file()
    ]


@contextmanager
def open_files(issuer: str, folder: Path | None, settings: "Settings") -> Iterator[PeerFiles]:
    """Open the tree of a peer's node; CarrierError peer-address."""
    if folder is not None:
        yield FolderFiles(folder)
        return
    from carriers.peers.web import PULL_SECONDS, WebFiles

    # bounds the whole pull: a peer that sends one byte a second would block it for ever
    files = WebFiles(settings.peers[issuer], plain=settings.plain_http, whole_seconds=PULL_SECONDS)
    try:
        yield files
    finally:
        files.close()
