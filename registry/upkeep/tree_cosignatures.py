"""Cosignatures restored from a published tree: indexes, checkpoints, the heads that pages show.

A rebuilt node goes on where it was: its receipts are dated as before, and it neither signs nor cosigns
another history than the one that somebody has seen.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import partial

from credentials.identifiers import log_origin
from registry.database.portions import portions_of
from registry.errors import RegistryError
from registry.log.cosignatures import (
    cosigners_of,
)
from registry.log.last_heads import load_heads
from registry.log.shown import note_shown
from registry.lookup.receipts import find_cosignatures
from registry.publishing.static_tree import folder_of
from registry.registry import Registry
from registry.sync.conflicts import Conflict, check_conflict, keep_conflict, save_conflict
from registry.sync.heads import SignedHead, find_contradiction, known_beside, read_head
from registry.sync.mirror import last_pulls, store_head
from registry.sync.take_cosignatures import take_cosignatures
from registry.sync.take_log import ForkError
from registry.sync.witness import keep_head, remember_cosigned
from registry.upkeep.published_tree import PublishedLog, PublishedTree
from registry.upkeep.tree_heads import MAX_HEAD_BYTES, FoundHead, check_head, read_page
from registry.view.view import RegistryView
from signing.log.note import parse_note
from verifier.trust.trust_store import TrustStore

MOST = 100_000
"""Most files read in the folder of checkpoints."""
_PORTION = 500
"""Checkpoints of one transaction."""


def take_checkpoints(
    registry: Registry, tree: PublishedTree, logs: Sequence[PublishedLog]
) -> list[RegistryError]:
    """Keep each cosigned checkpoint of these logs; return the faults of others, and of single lines."""
    wrong: list[RegistryError] = []

    def keep(view: RegistryView, heads: Sequence[FoundHead]) -> None:
        for head, _ in heads:
            if head is not None:
                store_head(view, head.issuer, head.head, head.text)

    for log in logs:
        for portion in portions_of(_read_earlier(tree, log), _PORTION):
            wrong += [problem for _, problem in portion if problem is not None]
            registry.recover(partial(keep, heads=portion))
    return wrong


def _read_earlier(tree: PublishedTree, log: PublishedLog) -> Iterator[FoundHead]:
    """Yield every earlier checkpoint of a log that is in the tree, or that an index names.

    Where the folder cannot be listed, try the sizes that manifests name.
    """
    folder, origin = f"{folder_of(log.issuer)}/log/checkpoints", log_origin(log.issuer)
    names, index = tree.files.names(folder), dict[int, frozenset[str]]()
    for cosigned in tree.indexes.values():
        for size, keys in cosigned.get(origin, {}).items():
            index[size] = index.get(size, frozenset()) | keys
    manifests = (manifest.body for manifest in tree.bundle.manifests if manifest.body.issuer == log.issuer)
    checkpoints = (body.credential_subject.checkpoint for body in manifests)
    tried = (
        map(str, {log.head.size, *(checkpoint.size for checkpoint in checkpoints if checkpoint)})
        if names is None
        else names
    )
    names_known = sorted({*tried, *map(str, index)}, key=lambda name: (len(name), name))
    if len(names_known) > MOST:
        yield FoundHead(None, RegistryError("published-many", folder, size=len(names_known), limit=MOST))
    for name in names_known[:MOST]:
        path = f"{folder}/{name}"
        is_size = name.isascii() and name.isdigit() and name[0] != "0" and len(name) <= len(str(2**53))
        keys = index.get(int(name), frozenset()) if is_size else frozenset()
        data = tree.take(path, MAX_HEAD_BYTES)
        if data is not None:
            yield _check(path, data, log, int(name) if is_size else None, keys, tree.trust)
        elif keys:
            yield FoundHead(None, RegistryError("published-missing", path))


def _check(  # noqa: PLR0917 - a file, and all that it is compared with
    path: str, data: bytes, log: PublishedLog, size: int | None, keys: frozenset[str], trust: TrustStore
) -> FoundHead:
    """Check its name, its signatures, its root, and the cosignatures that the index names."""
    own, problem = check_head(path, data, log.issuer, trust)
    head = own.head if own is not None else None
    is_earlier = head is not None and head.size == size and head.size <= log.tree.size
    if head is None or not is_earlier or log.tree.root(head.size) != head.root:
        return FoundHead(None, RegistryError("published-unsigned", path, issuer=log.issuer))
    lacking = sorted(keys - cosigners_of(data.decode(), log_origin(log.issuer))) if keys else ()
    if lacking and problem is None:
        problem = RegistryError("published-uncosigned", path, key=lacking[0])
    return FoundHead(own, problem)


def store_indexes(
    registry: Registry, tree: PublishedTree, named: Collection[str | None]
) -> list[RegistryError]:
    """Keep each index of which all is here; return why not, unless the missing file is `named`."""
    wrong: list[RegistryError] = []
    for issuer in tree.indexes:
        try:
            take_cosignatures(registry, issuer, tree.take)
        except RegistryError as error:
            wrong += [error] if error.facts.get("path") not in named else []
    return wrong


def take_witnessed(
    registry: Registry,
    tree: PublishedTree,
    foreign: Collection[str],
    owners: Collection[str],
    *,
    now: datetime,
) -> list[RegistryError]:
    """Remember the heads that this node's associations cosigned, by the tree: it must not go behind them.

    Its associations are the `owners` and those whose log heads are signed here, or else the one party that is
    not `foreign`. A log they cosigned is another's. If none is known, take from a `foreign` log's page the
    cosignatures of anybody but its owner, who may show a page of its own. Any other log that is not `foreign`
    may be signed here: its head is kept as one that others have seen. Return log-forked for each log of which
    a page proves another history.
    """
    conflicts: list[Conflict] = []

    def remember(view: RegistryView) -> None:
        conflicts.clear()  # it may be run again
        trust = view.load_trust()
        others = {*foreign, *last_pulls(view)}
        rest = {*trust.parties} - others
        sure = {*owners, *(rest & {*load_heads(registry.heads)})}
        sure = sure or (rest if len(trust.parties) == 2 else set())
        own = sure or (rest if len(rest) == 1 else set())
        for issuer in sorted(trust.parties):
            head = _read_witnessed(tree, issuer, trust)
            if head is None:
                continue
            is_cosigned = _is_cosigned(head, trust, own or {*trust.parties} - {issuer})
            if issuer in own or (issuer in rest and not (own and is_cosigned)):
                note_shown(view, registry.heads, issuer, head.text, own=issuer in sure)
            elif is_cosigned:
                conflict = find_contradiction(view, head, known_beside(view, head, trust))
                if conflict is None:
                    remember_cosigned(view, registry.heads, head)
                    keep_head(view, head)
                elif check_conflict(conflict.data, trust) is not None:
                    conflicts.append(conflict)

    registry.recover(remember)
    return [prove_fork(registry, conflict, now) for conflict in conflicts]


def _read_witnessed(tree: PublishedTree, issuer: str, trust: TrustStore) -> SignedHead | None:
    """Read the page's head by any key that the association had: cosigned heads of a stolen key stay."""
    page = read_page(tree.take, issuer)
    try:
        return read_head(page, issuer, trust, by_compromised=True) if page is not None else None
    except RegistryError:
        return None


def prove_fork(registry: Registry, conflict: Conflict, now: datetime) -> RegistryError:
    """Keep the proof, as a file, too."""
    if registry.write(partial(keep_conflict, conflict=conflict, now=now)):
        save_conflict(registry.heads, conflict)
    return ForkError(conflict)


def _is_cosigned(head: SignedHead, trust: TrustStore, issuers: Collection[str]) -> bool:
    parties = [party for name, party in trust.parties.items() if name in issuers]
    return bool(find_cosignatures(parse_note(head.text), parties))
