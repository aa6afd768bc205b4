"""Static tree: everything here as files that any web server hands out.

- bundle.json: all a verifier needs
- ns/v1, schemas/<kind>: the JSON-LD context, the JSON schemas of signed documents
- <host>/.well-known/did.json: the newest key list (did:web method 3.2)
- <host>/records/<digest>.json: every logged record, its halves of the agreement, the newest manifest
- <host>/status/<purpose>/<number>: the newest status lists
- <host>/parts/<kind>.json: the parts that the newest manifest names; `cosignatures` last
- <host>/log/checkpoint, /log/tile/…: the log (C2SP tlog-tiles)
- <host>/log/key: the keys its checkpoints verify under (C2SP signed-note), one a line
- <host>/log/…: the files another node takes (registry.publishing.log_files)
- trust.json: the bundle without status events
- witness/<hash>/checkpoint: logs of others as this node cosigned them (C2SP tlog-witness)

Log entries published before are not checked again: the time to write depends on the new ones. A record that
was refused earlier and is admitted now is new (`log_files.note_arrived`). The set of certificate numbers has
no files: it is sorted, so one more would change half of them; whoever has the packs has the numbers.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

from credentials.context import HUREN_CONTEXT_DOCUMENT
from credentials.errors import RecordError
from credentials.identifiers import did_web_address, log_origin
from credentials.kinds import KINDS
from credentials.schemas import document_schema
from registry.errors import RegistryError
from registry.log.cosignatures import COSIGNATURES_PART, parse_index, read_index
from registry.log.last_heads import load_heads
from registry.log.shown import note_shown, read_shown
from registry.publishing.bundle import bundle_of, trust_of
from registry.publishing.log_files import arrived_files, log_files, witness_files
from registry.publishing.parts import find_parts
from registry.publishing.served_lists import served_status_lists
from registry.publishing.stores.folder import FolderStore
from registry.publishing.stores.store import TreeFile, TreeStore
from registry.registry import Registry
from registry.view.view import RegistryView
from verifier.trust.party_trust import PartyTrust


def write_tree(
    registry: Registry,
    place: Path | TreeStore,
    *,
    now: datetime | None = None,
    whole: bool = False,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the tree into a folder or another place, the bundle last; return the number of files considered.

    A file is there before another one points to it, and each is whole or absent. So a reader finds one
    publication or the other, during the writing and after a kill. One process writes at a time, from its
    moment of the registry: the tree never goes back. Files named by their content are not written again.
    Entries published before are checked only when `whole`: after a power failure. With `now`, partial
    packs and tiles replaced more than a day ago are removed. `progress` gets the number so far. Raises
    RegistryError: no-agreement, unsafe-path, write-failed, tree-ahead, and as the place.
    """
    store = FolderStore(place) if isinstance(place, Path) else place

    def write(view: RegistryView) -> int:
        for error, _ in find_ahead(registry, view, store):
            raise error
        number, members = 0, sorted(view.load_trust().chain.members)
        # readers of the tree do not ask for the notes of arrivals, so they come after the bundle
        notes = (file for issuer in members for file in arrived_files(view, issuer, folder_of(issuer)))
        for number, file in enumerate(chain(tree_files(view, None if whole else store), notes), start=1):
            store.put(file)
            if progress is not None:
                progress(number)
        return number

    with store.writing(whole=whole):
        count = registry.read(write)
        if now is not None:
            store.sweep([folder_of(issuer) for issuer in registry.load_trust().parties], now)
    return count


def find_ahead(
    registry: Registry, view: RegistryView, store: TreeStore
) -> Iterator[tuple[RegistryError, str]]:
    """Yield tree-ahead, and the checkpoint, for each log that is ahead of this database in a guarded place.

    Whoever wrote from here would take back what others have seen. Only signed checkpoints count.
    """
    trust = view.load_trust()
    for issuer in sorted(trust.chain.members) if store.guarded is not None else ():
        text = (store.read(f"{folder_of(issuer)}/log/checkpoint") or b"").decode(errors="replace")
        head, log = read_shown(trust.party(issuer), text), view.log(issuer)
        if head is not None and not log.goes_on_from(head.size, head.root):
            database = str(registry.heads).removesuffix(".heads")
            facts = {"tree": store.guarded, "signed": head.size, "size": log.size, "database": database}
            yield RegistryError("tree-ahead", "log", issuer=issuer, **facts), text


def refuse_ahead(registry: Registry, store: TreeStore) -> None:
    """Refuse to sign for a tree that is ahead of this database; RegistryError tree-ahead.

    A head of an own log is noted, so that this database signs no other history (registry.log.shown).
    """
    for error, text in registry.read(lambda view: [*find_ahead(registry, view, store)]):
        issuer = str(error.facts["issuer"])
        if issuer in load_heads(registry.heads):
            registry.write(partial(note_shown, heads=registry.heads, issuer=issuer, text=text))
        raise error


def tree_files(view: RegistryView, known: TreeStore | None = None) -> Iterator[TreeFile]:
    """Yield every file of the tree in the order of writing, as this view makes it.

    `known` is the existing tree: of its logs only new files are yielded.
    """
    trust = view.load_trust()
    yield TreeFile("ns/v1", HUREN_CONTEXT_DOCUMENT)
    for kind in KINDS:
        yield TreeFile(f"schemas/{kind}", document_schema(kind) or b"")
    late = _find_late(view, known) if known is not None else {}
    for issuer in sorted(trust.chain.members):
        yield from _association(view, issuer, known, late.get(log_origin(issuer), ()))
    # late, as the bundle that is there names the former ones by digest, until the new one is there
    for issuer in sorted(trust.chain.members):
        yield from _named_files(view, issuer)
    for issuer in trust.parties:
        index = read_index(view, issuer)
        if index is not None:
            yield TreeFile(index_path(issuer), index)
        elif known is not None and known.has(index_path(issuer)):  # an earlier index names less
            yield TreeFile(index_path(issuer), b"", "gone")
    yield from witness_files(view)
    # these two last: they point to everything before
    yield TreeFile("trust.json", trust_of(view), "pointing")
    yield TreeFile("bundle.json", bundle_of(view), "pointing")


def folder_of(issuer: str) -> str:
    """Return an association's folder: did:web host and path. RegistryError unsafe-path for dots alone."""
    folder = did_web_address(issuer).removeprefix("https://")
    # a DID's path may spell `..`: nothing is written outside the tree
    if any(part in (".", "..") for part in folder.split("/")):
        raise RegistryError("unsafe-path", "issuer", issuer=issuer)
    return folder


def key_list_path(issuer: str) -> str:
    """Return a key list's path: under `.well-known` only if the DID has no path (did:web method 3.2)."""
    folder = folder_of(issuer)
    return f"{folder}/did.json" if "/" in folder else f"{folder}/.well-known/did.json"


def index_path(issuer: str) -> str:
    """Return the path of the index of cosignatures that the association's manifest names."""
    return f"{folder_of(issuer)}/parts/{COSIGNATURES_PART}.json"


def _find_late(view: RegistryView, known: TreeStore) -> dict[str, set[int]]:
    """Return, by origin, the checkpoints with more cosignatures in an index than in the tree's."""
    late: dict[str, set[int]] = {}
    for issuer in view.load_trust().parties:
        index, before = read_index(view, issuer), known.read(index_path(issuer)) or b""
        if index is None or index == before:
            continue
        try:
            old = parse_index(before)
        except RecordError:
            old = {}
        for origin, sizes in parse_index(index).items():
            sizes_before = old.get(origin, {})
            late.setdefault(origin, set()).update(
                size for size in sizes if sizes[size] != sizes_before.get(size)
            )
    return late


def _association(
    view: RegistryView, issuer: str, known: TreeStore | None, late: Collection[int]
) -> Iterator[TreeFile]:
    host = folder_of(issuer)
    trust = view.load_trust()
    party = trust.party(issuer)
    if party is not None:
        yield TreeFile(key_list_path(issuer), party.newest_key_list.data)
        yield TreeFile(f"{host}/log/key", format_log_keys(party))
    halves = (half for version in trust.chain.versions for half in version.halves)
    for half in halves:
        if half.body.issuer == issuer:
            yield TreeFile(f"{host}/records/{half.digest}.json", half.data)
    manifest = view.newest_manifest(issuer)
    if manifest is not None:
        yield TreeFile(f"{host}/records/{manifest.digest}.json", manifest.data)
    yield from log_files(view, issuer, host, known, late)


def _named_files(view: RegistryView, issuer: str) -> Iterator[TreeFile]:
    """Yield the files whose digests the newest manifest has, but for the index of cosignatures."""
    for address, record in served_status_lists(view, issuer).items():
        yield TreeFile(address.removeprefix("https://"), record.data)
    for name, data in find_parts(view, issuer).items():
        yield TreeFile(f"{folder_of(issuer)}/parts/{name}.json", data)


def format_log_keys(party: PartyTrust) -> bytes:
    """Format the verifier keys of a log, one a line, newest first."""
    return "".join(f"{key}\n" for key in party.log_keys()).encode()
