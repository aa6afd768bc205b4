"""Take cosigned checkpoints from another node's tree: its index names those that are missing here.

A witness shows only its newest checkpoint, so a node that pulls once a day would miss all in between.
"""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

from credentials.errors import RecordError
from registry.errors import RegistryError
from registry.log.cosignatures import (
    COSIGNATURES_PART,
    MAX_INDEX_BYTES,
    find_lacking,
    parse_index,
    read_index,
    store_index,
)
from registry.publishing.static_tree import folder_of, index_path
from registry.registry import Registry
from registry.sync.conflicts import Conflict, check_conflict
from registry.sync.heads import SignedHead, find_contradiction, known_beside, read_head
from registry.sync.mirror import is_kept, store_shown
from registry.view.view import RegistryView
from signing.log.note import MAX_NOTE_BYTES

MAX_CHECKPOINTS = 1_000
"""Most checkpoints that one pull takes; the next goes on."""
_PORTION = 100
"""Checkpoints of one transaction."""


def take_cosignatures(
    registry: Registry, issuer: str, fetch: Callable[[str, int], bytes | None]
) -> list[Conflict]:
    """Take the checkpoints that the association's index names, and store the index once all of them are here.

    `fetch` gives a file of its node's tree, or None. Proofs of two histories are returned. Raises
    RegistryError file-absent where the tree lacks a file that its manifest names through the index,
    file-unfit. A checkpoint of a disowned history, or of a log that is not followed here, is skipped. Then
    the index is not stored: a later index will not name that checkpoint.
    """
    # 1: the index that the manifest here names
    digest = registry.read(partial(_find_wanted, issuer=issuer))
    if digest is None:
        return []
    path = index_path(issuer)
    data = fetch(path, MAX_INDEX_BYTES)
    if data is None or sha256(data).hexdigest() != digest:
        raise RegistryError("file-absent", issuer=issuer, path=path)
    try:
        index = parse_index(data)
    except RecordError as error:
        why, why_zh = error.sentence("en"), error.sentence("zh")
        raise RegistryError("file-unfit", issuer=issuer, path=path, why=why, why_zh=why_zh) from None
    # 2: the checkpoints that it names and that are not here
    trust, conflicts = registry.load_trust(), list[Conflict]()
    heads = registry.heads if registry.remembers_heads else None
    signed: list[SignedHead] = []
    lacking = registry.read(lambda view: [*find_lacking(view, index)])
    for owner, size in lacking[:MAX_CHECKPOINTS]:
        text = fetch(_checkpoint_path(owner, size), MAX_NOTE_BYTES)
        try:
            # a checkpoint that others cosigned before a theft counts even without its key
            head = read_head(text, owner, trust, by_compromised=True) if text is not None else None
        except RegistryError:
            continue
        if head is not None and head.head.size == size:
            signed.append(head)
    # 3: stored a portion at a time, so that no other write waits for all of them
    for start in range(0, len(signed), _PORTION):
        conflicts += registry.write(partial(_keep, heads=heads, signed=signed[start : start + _PORTION]))

    # 4: the index last: a stored index tells that no checkpoint is missing
    def finish(view: RegistryView) -> list[tuple[str, int]]:
        left = {*find_lacking(view, index)}
        if not left:
            store_index(view, issuer, data)
        tried = left & {*lacking[:MAX_CHECKPOINTS]} - {
            (item.issuer, item.head.size)
            for item in signed
            if not is_kept(view, heads, item.issuer, item.head)
        }
        return sorted(pair for pair in tried if pair[1] <= view.log(pair[0]).size)

    missed = registry.write(finish)
    if missed and not conflicts:
        raise RegistryError("file-absent", issuer=issuer, path=_checkpoint_path(*missed[0]))
    return conflicts


def _checkpoint_path(issuer: str, size: int) -> str:
    return f"{folder_of(issuer)}/log/checkpoints/{size}"


def _find_wanted(view: RegistryView, issuer: str) -> str | None:
    """Return the digest of the index that its newest manifest names and that is not here."""
    manifest = view.newest_manifest(issuer)
    parts = manifest.body.credential_subject.parts if manifest is not None else ()
    digest = next((part.digest for part in parts if part.kind == COSIGNATURES_PART), None)
    return digest if digest is not None and read_index(view, issuer) is None else None


def _keep(view: RegistryView, heads: Path | None, signed: list[SignedHead]) -> list[Conflict]:
    """Store the checkpoints that belong to the histories here; return proofs of other histories."""
    trust, conflicts = view.load_trust(), []
    for head in signed:
        conflict = find_contradiction(view, head, known_beside(view, head, trust))
        if conflict is not None and check_conflict(conflict.data, trust) is not None:
            conflicts.append(conflict)
        elif is_kept(view, heads, head.issuer, head.head):
            store_shown(view, heads, head.issuer, head.head, head.text)
    return conflicts
