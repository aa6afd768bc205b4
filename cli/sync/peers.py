"""Peers of a command, and the sources of their files."""

import math
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from carriers.errors import CarrierError
from carriers.objects.extra import is_bucket
from carriers.peers.files import TreeFiles
from carriers.peers.folder import FolderFiles
from registry.publishing.static_tree import folder_of
from signing.log.note import MAX_NOTE_BYTES
from terminal.errors import CommandError
from terminal.output import plain

if TYPE_CHECKING:
    from api.settings import Settings
    from registry import Registry


def check_tree(tree: str | None) -> None:
    """Refuse a path that is not a folder; CommandError file-missing."""
    if tree is not None and not is_bucket(tree) and not Path(tree).is_dir():
        raise CommandError("file-missing", path=plain(tree))


def open_tree(tree: str, *, whole_seconds: float = math.inf) -> TreeFiles:
    """Open a tree in a folder, or in a bucket; CarrierError as `Bucket.open`."""
    if not is_bucket(tree):
        return FolderFiles(Path(tree))
    from carriers.objects.bucket import Bucket
    from carriers.peers.bucket import BucketFiles

    return BucketFiles(Bucket.open(tree), whole_seconds=whole_seconds)


def find_peers(
    registry: "Registry", tree: str | None, settings: "Settings", own: Set[str], typed: str | None
) -> list[str]:
    """Return the peers of the settings, or the associations whose log is in the tree and signed elsewhere.

    If the user typed one, return only that one. CommandError tree-without-logs, and as `choose_peers`.
    """
    if tree is None:
        return choose_peers([*settings.peers], typed)
    issuers = _in_tree(registry, tree, own)
    if not issuers:
        raise CommandError("tree-without-logs", path=plain(tree))
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


def _in_tree(registry: "Registry", tree: str, own: Set[str]) -> list[str]:
    """Return the associations whose log is in a tree and signed elsewhere; CommandError no-agreement."""
    from registry.log.last_heads import load_heads

    chain = registry.chain()
    if chain is None:
        raise CommandError("no-agreement", path=plain(str(registry.heads.parent)))
    # never pull a log that this node signs itself
    kept, files = own | {*load_heads(registry.heads)}, open_tree(tree)
    return [name for name in sorted({*chain.members} - kept) if _has_log(files, name)]


def _has_log(files: TreeFiles, issuer: str) -> bool:
    try:
        return files.fetch(f"{folder_of(issuer)}/log/checkpoint", MAX_NOTE_BYTES) is not None
    except CarrierError as error:
        if error.code != "peer-too-large":
            raise
        return True


@contextmanager
def open_files(issuer: str, tree: str | None, settings: "Settings") -> Iterator[TreeFiles]:
    """Open the tree of a peer's node; CarrierError peer-address."""
    from carriers.peers.web import PULL_SECONDS, WebFiles

    # bounds the whole pull: a peer that sends one byte a second would block it for ever
    if tree is not None:
        yield open_tree(tree, whole_seconds=PULL_SECONDS)
        return
    files = WebFiles(settings.peers[issuer], plain=settings.plain_http, whole_seconds=PULL_SECONDS)
    try:
        yield files
    finally:
        files.close()
