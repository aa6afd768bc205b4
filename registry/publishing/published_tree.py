"""Reading the static tree that was published (`static_tree`): its logs in order, and all other records.

Nothing in it is believed: a head is signed by a publication key of its association, the entries have the root
of the head, and a record the digest it is named by. Who signed a record is the admission's question.
An entry that whoever wrote the tree did not admit has no file of its own: it is a line of a pack.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from credentials.documents.bundle import MAX_BUNDLE_BYTES
from credentials.identifiers import log_origin
from credentials.record import JsonObject, parse_document
from registry.errors import RegistryError
from registry.log.packs import PACKED_LIMIT, pack_path, split_lines
from registry.log.tiles import WIDTH, entry_tiles, split_tiles, tile_path
from registry.publishing.static_tree import folder_of
from signing.errors import HurenError
from signing.jcs import canonicalize
from signing.log.checkpoint import Checkpoint, parse_checkpoint
from signing.log.merkle import MerkleTree
from signing.log.note import Note, parse_note
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore, is_checkpoint_signed

_ENTRY = 34
"""Bytes of an entry in a tile: its length in two, then the digest."""


@dataclass(frozen=True, slots=True)
class PublishedLog:
    """A log as its newest head in the tree covers it: digests of records, in order."""

    issuer: str
    head: Checkpoint
    note: str
    entries: tuple[str, ...]

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        return MerkleTree(map(bytes.fromhex, self.entries)).root(size)


class PackedEntries:
    """Entries of logs that have no file of their own, by digest: where in the packs each is."""

    def __init__(self, places: Mapping[str, tuple[Path, int, int]]) -> None:
        """`places`: (pack, its width, number of the line)."""
        self._places = places
        self._pack: tuple[Path, list[bytes]] | None = None

    def __contains__(self, digest: object) -> bool:
        return digest in self._places

    def data(self, digest: str) -> bytes:
        """The line with that digest; RegistryError tree-unusable."""
        path, width, number = self._places[digest]
        if self._pack is None or self._pack[0] != path:
            if not path.exists():
                raise _unusable(f"the record {digest} is not in it", f"缺少记录 {digest}")
            data = _load(path, PACKED_LIMIT)
            try:
                self._pack = path, split_lines(data, width)
            except RegistryError as error:
                why, why_zh = error.sentence("en"), error.sentence("zh")
                raise _unusable(f"{path}: {why}", f"{path}：{why_zh}") from None
        line = self._pack[1][number]
        if sha256(line).hexdigest() != digest:
            raise _unusable(f"{path} does not have the record {digest}", f"{path} 中没有记录 {digest}")
        return line


@dataclass(frozen=True, slots=True)
class PublishedTree:
    """The logs, the digests of each association's counted events in its order, and all records by digest.

    Agreement halves and manifests are in no log: they are in the bundle, those too that a manifest repeats.
    """

    trust: TrustStore
    logs: tuple[PublishedLog, ...]
    orders: dict[str, list[str]]
    bundled: dict[str, bytes]
    files: dict[str, Path]
    packed: PackedEntries

    def find_owners(self, multikeys: Collection[str]) -> set[str]:
        """The associations whose publication keys these are, or have been."""
        return {
            issuer
            for issuer, party in self.trust.parties.items()
            for key in party.keys.values()
            if key.method.use == "publication" and key.method.public_key_multibase in multikeys
        }

    @property
    def digests(self) -> set[str]:
        """Of every record that has a file or is in the bundle."""
        return {*self.bundled, *self.files}

    def data(self, digest: str) -> bytes:
        """The bytes of a record; RegistryError tree-unusable when it is absent or another."""
        path = self.files.get(digest)
        if path is None:
            if digest in self.bundled:
                return self.bundled[digest]
            if digest in self.packed:
                return self.packed.data(digest)
            raise _unusable(f"the record {digest} is not in it", f"缺少记录 {digest}")
        data = _load(path)
        if sha256(data).hexdigest() != digest:
            raise _unusable(f"{path} is not what its name says", f"{path} 与其名称不符")
        return data


def read_tree(directory: Path, pin: str) -> PublishedTree:
    """What the tree below `directory` holds under the agreement with this pin.

    Raises RegistryError tree-unusable, unsafe-path.
    """
    bundle = _load(directory / "bundle.json")
    with _explained():
        trust = TrustStore.from_bundle(bundle, pin=pin)
        value: Any = parse_document(bundle, MAX_BUNDLE_BYTES)
        orders: dict[str, list[str]] = {}
        for event, digest in zip(value["events"], _digests(value["events"]), strict=True):
            orders.setdefault(event["issuer"], []).append(digest)
        halves = (half for version in value["agreements"] for half in version)
        bundled = _digests((*halves, *value["manifests"]))
    logs: list[PublishedLog] = []
    files: dict[str, Path] = {}
    for issuer in sorted({party.id for version in trust.chain.versions for party in version.text.parties}):
        host, party = directory / folder_of(issuer), trust.party(issuer)
        files.update((path.stem, path) for path in host.glob("records/[!.]*.json"))
        lists = host.glob("status/*/[!.]*")
        files.update((sha256(_load(path)).hexdigest(), path) for path in lists)
        if party is not None and (host / "log/checkpoint").exists():
            logs.append(_read_log(host / "log", party))
    places = {
        digest: place
        for log in logs
        for digest, place in _find_packed(log, directory / folder_of(log.issuer) / "log/data")
        if digest not in files and digest not in bundled
    }
    return PublishedTree(trust, (*logs,), orders, bundled, files, PackedEntries(places))


def _find_packed(log: PublishedLog, folder: Path) -> Iterator[tuple[str, tuple[Path, int, int]]]:
    """Of each entry its pack, the width of that, and its line there."""
    for index, width in split_tiles(log.head.size):
        path, start = folder / pack_path(index, width), index * WIDTH
        for number, digest in enumerate(log.entries[start : start + width]):
            yield digest, (path, width, number)


def _digests(documents: Iterable[JsonObject]) -> dict[str, bytes]:
    records = map(canonicalize, documents)
    return {sha256(data).hexdigest(): data for data in records}


def _read_log(folder: Path, party: PartyTrust) -> PublishedLog:
    with _explained():
        text, note, head = _read_note(folder / "checkpoint")
        sizes = (int(path.name) for path in folder.glob("checkpoints/[1-9]*") if path.name.isdigit())
        for size in sorted((size for size in sizes if size > head.size), reverse=True):
            (last,) = split_tiles(size, size - 1)
            if (folder / "tile/entries" / tile_path(*last)).exists():
                # whoever wrote the tree was killed before the last step
                text, note, head = _read_note(folder / "checkpoints" / str(size))
                break
    signed = is_checkpoint_signed(note, party, by_compromised=True)
    if not signed or head.origin != log_origin(party.issuer):
        why = f"its head of the log of {party.issuer} is not signed by that association"
        raise _unusable(why, f"其中 {party.issuer} 的日志头不是由该协会签署")
    tiles = [
        _load(folder / "tile/entries" / tile_path(index, width)) for index, width in split_tiles(head.size)
    ]
    data = b"".join(tiles)
    entries = [data[start + 2 : start + _ENTRY] for start in range(0, len(data), _ENTRY)]
    whole = [tile for _, tile in entry_tiles(entries)] == tiles and len(entries) == head.size
    if not whole or MerkleTree(entries).root() != head.root:
        why = f"its entries of the log of {party.issuer} do not have the root that was signed"
        raise _unusable(why, f"其中 {party.issuer} 的日志各项与所签署的根不符")
    return PublishedLog(party.issuer, head, text, tuple(entry.hex() for entry in entries))


def _read_note(path: Path) -> tuple[str, Note, Checkpoint]:
    text = _load(path).decode("utf-8", "replace")
    note = parse_note(text)
    return text, note, parse_checkpoint(note.text)


def _load(path: Path, limit: int = -1) -> bytes:
    """What is in the file, of a longer one the first `limit` bytes."""
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise _unusable(f"{path}: {error.strerror}", f"{path}：{error.strerror}") from None


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except RegistryError:
        raise
    except HurenError as error:
        raise _unusable(error.sentence("en"), error.sentence("zh")) from None


def _unusable(why: str, why_zh: str) -> RegistryError:
    return RegistryError("tree-unusable", why=why, why_zh=why_zh)
