"""What of logs comes back from a published tree beside records: checkpoints, mirrors, what was cosigned.

A node that was rebuilt goes on where it was: its receipts are dated as before, it holds the other's log, and
it neither signs nor cosigns another history than the one that somebody has seen.
"""

from collections.abc import Callable, Collection, Container, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from carriers.errors import CarrierError
from carriers.peers.files import PeerFiles
from carriers.peers.folder import FolderFiles
from registry.database.whole_files import write_file
from registry.errors import RegistryError
from registry.log.last_heads import load_heads
from registry.log.shown import note_shown
from registry.lookup.receipts import find_cosignatures
from registry.publishing.log_files import witness_path
from registry.publishing.published_tree import PublishedLog
from registry.publishing.static_tree import folder_of, index_path
from registry.registry import Registry
from registry.sync.conflicts import Conflict, check_conflict, keep_conflict, save_conflict
from registry.sync.heads import SignedHead, find_contradiction, known_beside, read_head
from registry.sync.mirror import last_pulls, store_head
from registry.sync.take_cosignatures import take_cosignatures
from registry.sync.take_log import ForkError, take_log
from registry.sync.taken import Taken
from registry.sync.witness import keep_head, recall_cosigned, remember_cosigned
from registry.upkeep.copied_heads import names_log
from registry.view.view import RegistryView
from signing.errors import HurenError
from signing.log.note import MAX_NOTE_BYTES, parse_note
from verifier.trust.trust_store import TrustStore

PORTION = 500
"""Checkpoints a transaction."""


def find_witnessed(directory: Path, issuers: Collection[str]) -> set[str]:
    """The associations whose logs the node that wrote the tree witnessed: other nodes sign those."""
    return {issuer for issuer in issuers if (directory / witness_path(issuer) / "checkpoint").is_file()}


def read_witnessed(directory: Path, issuer: str) -> str | None:
    """The head of an association's log that the node which wrote the tree witnessed, as its page shows it."""
    data = _read_note(directory / witness_path(issuer) / "checkpoint")
    return data.decode(errors="replace") if data is not None else None


def take_checkpoints(registry: Registry, directory: Path, log: PublishedLog) -> list[RegistryError]:
    """Keeps each cosigned checkpoint of a log that is here; published-unsigned for those of another."""
    wrong: list[RegistryError] = []
    folder = directory / folder_of(log.issuer) / "log/checkpoints"
    paths = sorted(path for path in folder.glob("*") if path.name.isascii() and path.name.isdigit())
    for start in range(0, len(paths), PORTION):
        portion = paths[start : start + PORTION]
        wrong += registry.recover(lambda view, some=portion: _keep(view, log, some))  # type: ignore[misc]
    return wrong


def _keep(view: RegistryView, log: PublishedLog, paths: Collection[Path]) -> list[RegistryError]:
    wrong = []
    here = view.log(log.issuer)
    for path in paths:
        found = _read(path, log.issuer, view)
        if found is None or not here.goes_on_from(found.head.size, found.head.root):
            wrong.append(RegistryError("published-unsigned", str(path), issuer=log.issuer))
        else:
            store_head(view, log.issuer, found.head, found.text)
    return wrong


def _read(path: Path, issuer: str, view: RegistryView) -> SignedHead | None:
    """A checkpoint by any key that the association had: what one that was stolen since signed stays."""
    data = _read_note(path)
    try:
        return read_head(data or b"", issuer, view.load_trust(), by_compromised=True)
    except RegistryError:
        return None


def _read_note(path: Path) -> bytes | None:
    """A byte more than a note has at most; None for what cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(MAX_NOTE_BYTES + 1)
    except OSError:
        return None


def take_mirrors(
    registry: Registry,
    directory: Path,
    logs: Collection[PublishedLog],
    *,
    now: datetime,
    filed: Container[str],
    written: Mapping[str, datetime],
    original: PeerFiles | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[RegistryError]:
    """Takes the logs of other nodes out of the tree as a pull does; why one could not be, as it is said.

    But not as a first pull does: what is not among `filed`, the digests with a file in the tree, had been
    refused by whoever wrote it, so the end of a grant is overlooked for none of it. `written` is until when
    that one is known to have looked at the log of an association.
    `original` is the tree that `directory` is a copy of without its packs; what its `fetch` raises is raised.
    """
    recall_cosigned(registry)
    wrong: list[RegistryError] = []
    files = original or FolderFiles(directory)
    for log in logs:
        host = folder_of(log.issuer)

        def fetch(path: str, limit: int, host: str = host, issuer: str = log.issuer) -> bytes:
            found = files.fetch(f"{host}/log/{path}", limit)
            if found is None or found.data is None:
                raise RegistryError("file-absent", issuer=issuer, path=path)
            if original is not None:  # nobody asks for it again
                write_file(directory / f"{host}/log/{path}", found.data)
            return found.data

        try:
            taken = Taken(filed=filed, written=written.get(log.issuer))
            found = read_head(log.note, log.issuer, registry.load_trust())
            take_log(registry, found, fetch, now=now, taken=taken, progress=progress)
        except ForkError as error:
            wrong.append(_prove_fork(registry, error.conflict, now))
            continue
        except RegistryError as error:
            if error.code != "checkpoint-older":  # more of it is here: another tree, or this node, had it
                wrong.append(error)
                continue
        except HurenError as error:
            if original is not None and isinstance(error, CarrierError):
                raise
            wrong.append(RegistryError.of(error))
            continue
        wrong += take_checkpoints(registry, directory, log)
    return wrong


def take_indexes(registry: Registry, directory: Path, followed: Collection[str]) -> list[RegistryError]:
    """Keeps the index of cosignatures of each association, with what it names; why one could not be.

    Whoever wrote the tree has not another's index where that may name a log that is not `followed` there.
    """
    files, wrong = FolderFiles(directory), []

    def fetch(path: str, limit: int) -> bytes | None:
        found = files.fetch(path, limit)
        return found.data if found is not None else None

    parties = registry.load_trust().parties
    newest = registry.read(lambda view: {issuer: view.newest_manifest(issuer) for issuer in parties})
    strange = {issuer for issuer, party in parties.items() if names_log(party, newest[issuer])} - {*followed}
    for issuer in sorted(parties):
        if strange and not (directory / index_path(issuer)).exists():
            continue
        try:
            take_cosignatures(registry, issuer, fetch)
        except HurenError as error:
            wrong.append(RegistryError.of(error))
    return wrong


def take_witnessed(
    registry: Registry, directory: Path, foreign: Collection[str], owners: Collection[str], *, now: datetime
) -> list[RegistryError]:
    """What the associations of this node cosigned, by the tree: it cosigns nothing else, and signs no less.

    Its associations are the `owners` and those whose log heads are signed here, or else the one party that is
    not `foreign`; what they cosigned is another's. Where none is known, of a `foreign` log what anybody but
    its owner cosigned, who may show a page of his own. Any other log that is not `foreign` may be signed
    here: its head is kept as one that others have seen. Returned is log-forked for each log of which a page
    proves another history.
    """
    found: list[Conflict] = []

    def remember(view: RegistryView) -> None:
        found.clear()  # it may be run again
        trust = view.load_trust()
        others = {*foreign, *last_pulls(view)}
        rest = {*trust.parties} - others
        sure = {*owners, *(rest & {*load_heads(registry.heads)})}
        sure = sure or (rest if len(trust.parties) == 2 else set())
        own = sure or (rest if len(rest) == 1 else set())
        for issuer in sorted(find_witnessed(directory, trust.parties)):
            head = _read(directory / witness_path(issuer) / "checkpoint", issuer, view)
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
                    found.append(conflict)

    registry.recover(remember)
    return [_prove_fork(registry, conflict, now) for conflict in found]


def _prove_fork(registry: Registry, conflict: Conflict, now: datetime) -> RegistryError:
    """Keeps the proof, as a file, too."""
    if registry.write(partial(keep_conflict, conflict=conflict, now=now)):
        save_conflict(registry.heads, conflict)
    return ForkError(conflict)


def _is_cosigned(found: SignedHead, trust: TrustStore, issuers: Collection[str]) -> bool:
    parties = [party for name, party in trust.parties.items() if name in issuers]
    return bool(find_cosignatures(parse_note(found.text), parties))
