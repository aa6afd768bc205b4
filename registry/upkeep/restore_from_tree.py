"""Rebuilding of a node from a published tree: own logs in their order, then others' as by a pull.

After a crash an own log is a shorter beginning of the published one, and the same command goes on.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from carriers.errors import CarrierError
from carriers.peers.files import PeerFile
from carriers.peers.folder import FolderFiles
from registry.errors import RegistryError
from registry.log.last_heads import Heads, LastHead, load_heads, save_heads, witnessed_path
from registry.log.shown import find_behind, load_shown, note_shown, shown_path
from registry.registry import Registry
from registry.sync.mirror import last_pulls, store_head
from registry.sync.take_status_lists import adopt_lists
from registry.sync.taken import LONG_AGO
from registry.upkeep.other_logs import find_loose, take_logs
from registry.upkeep.published_tree import PublishedLog, PublishedTree, read_tree
from registry.upkeep.storing import Storing
from registry.upkeep.tree_cosignatures import (
    store_indexes,
    take_checkpoints,
    take_witnessed,
)
from registry.upkeep.tree_heads import find_witnessed, read_page
from registry.view.trees import RECORDS, read_leaves
from registry.view.view import RegistryView
from signing.errors import HurenError
from signing.log.checkpoint import parse_checkpoint
from signing.log.note import parse_note
from verifier.trust.trust_store import TrustStore


@dataclass(frozen=True, slots=True)
class Recovered:
    """Number of stored records, refusals of others, and heads that the tree could not bring back."""

    records: int
    refused: tuple[RegistryError, ...]
    rewound: tuple[RegistryError, ...]


def restore_from_tree(
    registry: Registry,
    directory: Path,
    *,
    now: datetime,
    peers: Collection[str] = (),
    keys: Collection[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Recovered:
    """Store all records of the published tree that are not here, and make the last heads agree with it.

    The logs of `peers`, which other nodes sign, are mirrored. Where no peers are known and heads were signed
    here, those that the tree's writer had witnessed are mirrored. Publication `keys` of this node, as
    multikeys, show which log is its own: then every other one must be a peer's. Heads that the last heads
    name beyond the tree, or that somebody has cosigned beyond what is here, stay `rewound`. `progress` gets
    the number of records stored.

    Raises RegistryError: no-agreement while the registry has no pin, tree-unusable, log-diverges,
    peers-needed, peer-with-own-key and log-kept-here before a record is stored, and the refusal of a record
    without which its log cannot go on.
    """
    # 1. by the pin alone: the tree proves itself, whoever has it
    pin = registry.read_pin()
    if pin is None:
        raise RegistryError("no-agreement")
    tree = read_folder(directory, pin)
    # 2. the heads that others have seen, here and in the tree: nothing is signed behind them
    heads = _known_heads(registry.heads)
    _set_damaged_aside(registry.heads)
    mirrored = registry.read(last_pulls)
    # 3. which log is the node's own: every other one is only mirrored
    owners = _find_owners(tree.trust, keys)
    foreign = {*peers, *mirrored}
    _note_own(registry, tree, (owners - foreign) | ({*heads} - {*mirrored}))
    for issuer in sorted({*peers} & owners):
        raise RegistryError("peer-with-own-key", issuer=issuer)
    for issuer in sorted({*peers} & {*heads}):
        raise RegistryError("log-kept-here", issuer=issuer)
    owners -= foreign  # a key of one whose log is mirrored here
    rest = {*tree.logs} - foreign - owners - {*heads}
    witnessed = find_witnessed(tree.take, rest)
    # of the other one's tree what was witnessed would be the own log, of the own one another's
    unclear = rest if owners else witnessed if not heads and (not foreign or witnessed != rest) else set()
    if unclear:
        raise RegistryError("peers-needed")
    foreign = foreign or witnessed
    # 4. every log by its head, before a record is stored
    _prove(tree, foreign)
    # 5. records in the order of the log, each judged at its own time: a key that has ended refuses nothing
    return rebuild(registry, tree, foreign, now=now, owners=owners, progress=progress)


def read_folder(directory: Path, pin: str) -> PublishedTree:
    """Read the tree below `directory` under this pin; RegistryError tree-unusable, unsafe-path."""
    with _unusable():
        tree = read_tree(_Folder(directory), pin)
        for problem in tree.problems:
            raise problem
    return tree


def _prove(tree: PublishedTree, foreign: Collection[str]) -> None:
    """Prove every log; RegistryError tree-unusable for an own one. Another's node has what its log lacks."""
    for issuer, log in [*tree.logs.items()]:
        with _unusable():
            wrong = log.prove()
            if wrong is not None and issuer not in foreign:
                raise wrong
        if wrong is not None:
            tree.flaws.append(wrong)
            del tree.logs[issuer]


@contextmanager
def _unusable() -> Iterator[None]:
    """Turn a finding of an audit into tree-unusable before a record is stored."""
    try:
        yield
    except HurenError as error:
        if error.code in ("unsafe-path", "tree-unusable"):
            raise
        why, why_zh = (f"{error.field}: {error.sentence(lang)}" for lang in ("en", "zh"))
        raise RegistryError("tree-unusable", why=why, why_zh=why_zh) from None


class _Folder(FolderFiles):
    """Local tree; a file that is too large counts as a wrong one."""

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        """See `PeerFiles`; RegistryError tree-unusable where the disk does not give it."""
        with _unusable():
            try:
                return super().fetch(path, limit, tag)
            except CarrierError as error:
                if error.code != "peer-too-large":
                    raise
        return PeerFile(b"", None)


def rebuild(
    registry: Registry,
    tree: PublishedTree,
    foreign: Collection[str],
    *,
    now: datetime,
    owners: Collection[str] = (),
    as_written: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Recovered:
    """Store a tree whose logs are proven; those of `foreign` associations are mirrored.

    `as_written` takes the mirrored logs as of the writer's last publication, and nothing but what it names.
    Raises RegistryError as `restore_from_tree` does once a tree is being stored.
    """
    mirrors = [log for issuer, log in tree.logs.items() if issuer in foreign]
    logs = [log for issuer, log in tree.logs.items() if issuer not in foreign]
    heads = _known_heads(registry.heads)
    starts = registry.read(lambda view: {log.issuer: _find_start(view, log, heads) for log in logs})
    storing = Storing(registry, logs, starts, now, progress)
    # 1. the own logs, whatever the last heads say
    storing.run(tree)
    # 2. the last heads once the own logs are whole: after a kill the same command goes on
    registry.recover(lambda view: _finish(view, logs, registry.heads))
    # 3. the cosigned checkpoints, by which receipts are dated as before
    wrong = [*tree.flaws, *take_checkpoints(registry, tree, logs)]
    rewound = registry.find_rewound()
    # 4. others' logs: a database still behind its heads refuses every guarded write
    if not rewound:
        newest = max(storing.moments.values(), default=LONG_AGO) if as_written else None
        storing.stored += take_logs(registry, tree, mirrors, wrong, now=now, newest=newest, progress=progress)
        wrong += take_checkpoints(registry, tree, mirrors)
    # 5. records in no log here
    storing.store_rest(tree, find_loose(registry, tree, wrong, listed=not as_written))
    if not rewound:
        # 6. cosignatures, and the heads that were cosigned here: no other history is signed after this
        wrong += store_indexes(registry, tree, {error.field for error in wrong})
        wrong += take_witnessed(registry, tree, foreign, owners, now=now)
        wrong += filter(None, (adopt_lists(registry, issuer) for issuer in sorted(tree.logs)))
        rewound = find_behind(registry.heads, registry.read)
    return Recovered(storing.stored, (*storing.find_refused(), *wrong), (*rewound,))


def _find_owners(trust: TrustStore, multikeys: Collection[str]) -> set[str]:
    """Return the associations with these publication keys, present or past."""
    return {
        issuer
        for issuer, party in trust.parties.items()
        for key in party.keys.values()
        if key.method.use == "publication" and key.method.public_key_multibase in multikeys
    }


def _note_own(registry: Registry, tree: PublishedTree, own: Collection[str]) -> None:
    """Note a tree's heads of own logs at once: a refused tree may go further than one before it."""
    shown = [(issuer, tree.logs[issuer].note) for issuer in own if issuer in tree.logs]
    pages = ((issuer, read_page(tree.take, issuer)) for issuer in own)
    shown += [(issuer, page.decode(errors="replace")) for issuer, page in pages if page is not None]
    trust = tree.trust if registry.chain() is None else None

    def keep(view: RegistryView) -> None:
        for issuer, text in shown:
            note_shown(view, registry.heads, issuer, text, trust=trust)

    if shown:
        registry.recover(keep)


def _set_damaged_aside(heads: Path) -> None:
    """Put a damaged file of cosigned or shown heads aside: the tree has them as well."""
    for path, load in ((witnessed_path(heads), load_heads), (shown_path(heads), load_shown)):
        try:
            load(path)
        except RegistryError as error:
            try:
                path.replace(path.with_name(path.name + ".damaged"))
            except OSError:
                raise error from None


def _known_heads(path: Path) -> Heads:
    """Return the heads; none for a damaged file, which the tree's heads replace."""
    try:
        return load_heads(path)
    except RegistryError as error:
        if error.code != "heads-damaged":
            raise
        return {}


def _find_start(view: RegistryView, log: PublishedLog, heads: Heads) -> int:
    """Return how many entries of an own log are here; RegistryError log-diverges if they contradict it."""
    size, last = 0, heads.get(log.issuer)
    for size, own in enumerate(read_leaves(view.connection, log.issuer, RECORDS), start=1):
        if size <= log.head.size and [own.hex()] != [*log.digests(size - 1, size)]:
            raise RegistryError("log-diverges", issuer=log.issuer, place=size - 1)
    if last is not None and last.size <= log.head.size and log.tree.root(last.size).hex() != last.root:
        raise RegistryError("log-diverges", issuer=log.issuer, place=last.size)
    return size


def _finish(view: RegistryView, logs: Sequence[PublishedLog], path: Path) -> None:
    """Keep the published heads and remember them, in one transaction that excludes other writers."""
    before = _known_heads(path)
    heads = {**before}
    for log in logs:
        stored = view.newest_checkpoint(log.issuer)
        newest = log.head
        if stored is not None and stored.size >= newest.size:
            newest = parse_checkpoint(parse_note(stored.note).text)
        else:
            store_head(view, log.issuer, log.head, log.note)
        last, order = heads.get(log.issuer), view.highest_order(log.issuer)
        if last is None or last.size < newest.size:
            last = LastHead(
                size=newest.size, root=newest.root.hex(), manifest=last.manifest if last else order
            )
        heads[log.issuer] = last.model_copy(update={"manifest": max(last.manifest, order)})
    if heads != before:
        save_heads(path, heads)
