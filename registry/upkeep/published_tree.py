"""Read a published tree to rebuild a node from it, trusting the pin alone.

The pin proves the bundle, the bundle the keys, a key the head of a log, the head its entries, and an entry
the record of its digest. A record is a line of a pack, and a file of its own if the tree's writer admitted
it: either can stand in for the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from carriers.peers.files import TreeFiles
from credentials.documents.bundle import MAX_BUNDLE_BYTES, Bundle, parse_bundle
from credentials.identifiers import log_origin
from credentials.kinds import MAX_ANY_BYTES
from registry.errors import RegistryError
from registry.log.cosignatures import Named
from registry.log.packs import PACKED_LIMIT, join_lines, pack_path, parse_pack_path, split_lines
from registry.log.tiles import MAX_ENTRIES, WIDTH, Tile, parse_tile, split_tiles
from registry.publishing.static_tree import folder_of
from registry.sync.heads import SignedHead
from registry.upkeep.differences import check_digest, find_difference
from registry.upkeep.tree_heads import (
    MAX_HEAD_BYTES,
    Take,
    check_head,
    names_log,
    read_indexes,
    taking,
)
from signing.errors import HurenError
from signing.log.merkle import HASH_BYTES, MerkleTree, leaf_hash
from verifier.trust.trust_store import TrustStore

_ENTRY = 2 + HASH_BYTES
"""Bytes of an entry in a tile: its length, then the digest."""


class PublishedLog:
    """A log of the tree: the entries that its newest head covers."""

    def __init__(self, take: Take, head: SignedHead) -> None:
        self.issuer, self.head, self.note = head.issuer, head.head, head.text
        self.tree = MerkleTree()
        self._take, self._host = take, folder_of(head.issuer)
        self._digests = bytearray()

    def prove(self) -> RegistryError | None:
        """Return why the log cannot be stored; None if every record is there and the root matches."""
        where = f"{self._host}/log/checkpoint"
        if self.head.size > MAX_ENTRIES:
            return RegistryError("published-long-log", where, size=self.head.size, limit=MAX_ENTRIES)
        try:
            for place in split_tiles(self.head.size):
                self._digests += b"".join(sha256(line).digest() for line in self._read(*place)[1])
        except RegistryError as error:
            return error
        cut = (self._digests[at : at + HASH_BYTES] for at in range(0, len(self._digests), HASH_BYTES))
        self.tree = MerkleTree(map(bytes, cut))
        is_signed = self.tree.root() == self.head.root
        return None if is_signed else RegistryError("published-unsigned", where, issuer=self.issuer)

    def digests(self, start: int = 0, end: int | None = None) -> Iterator[str]:
        """Yield the digests of the entries start..end, in order."""
        for place in range(start, self.head.size if end is None else end):
            yield self._digests[place * HASH_BYTES : (place + 1) * HASH_BYTES].hex()

    def portions(self, start: int = 0) -> Iterator[list[bytes]]:
        """Yield the records from place `start` on, at most a pack at once."""
        for index, width in split_tiles(self.head.size, start):
            yield self._read(index, width)[1][max(start - index * WIDTH, 0) :]

    def fetch(self, path: str, limit: int) -> bytes:
        """Return a file below `log/` for `sync.take_log`; its hashes are made from the packs."""
        tile, place = parse_tile(path.removeprefix("tile/")), parse_pack_path(path.removeprefix("data/"))
        if tile is not None and tile.level is not None:
            return self.tree.nodes(8 * tile.level, tile.index * WIDTH, tile.index * WIDTH + tile.width)
        data = self._read(*place)[0] if place is not None else None
        if data is None or len(data) > limit:
            raise RegistryError("file-absent", issuer=self.issuer, path=path)
        return data

    def _read(self, index: int, width: int) -> tuple[bytes, list[bytes]]:
        """Return a pack and its records; from their files if the pack does not match the entries.

        Raises RegistryError published-missing, published-digest, pack-unusable.
        """
        path, wrong = f"{self._host}/log/data/{pack_path(index, width)}", None
        packed, lines = self._take(path, PACKED_LIMIT), list[bytes]()
        try:
            lines = split_lines(packed, width, path=path) if packed is not None else []
        except RegistryError as error:
            wrong = error
        digests = [sha256(line).digest() for line in lines]
        entries = self._tile(None, index, width)
        wanted = [entries[at + 2 : at + _ENTRY] for at in range(0, len(entries), _ENTRY)]
        # either tile vouches for the pack: one of the two files may be damaged
        is_logged = digests == wanted or b"".join(map(leaf_hash, digests)) == self._tile(0, index, width)
        if packed is not None and lines and is_logged:
            return packed, lines
        files = [self._read_file(digest.hex()) for digest in wanted]
        apart = [item for item in files if isinstance(item, bytes)]
        if len(apart) == width:
            return join_lines(apart), apart
        if packed is not None and lines:
            return packed, lines  # `prove` compares the Merkle root, so a wrong pack is found there
        lacking = next((item for item in files if isinstance(item, RegistryError)), None)
        raise lacking or wrong or RegistryError("published-missing", path)

    def _tile(self, level: int | None, index: int, width: int) -> bytes:
        path = f"{self._host}/log/tile/{Tile(level, index, width).path}"
        return self._take(path, WIDTH * _ENTRY) or b""

    def _read_file(self, digest: str) -> bytes | RegistryError:
        path = f"{self._host}/records/{digest}.json"
        data = self._take(path, MAX_ANY_BYTES)
        return check_digest(path, data, digest) or data or b""


@dataclass(frozen=True, slots=True)
class PublishedTree:
    """Content of a tree under an agreement: its bundle, and the logs by association, not yet proven.

    `indexes` are those of cosignatures. `problems` prevent a rebuild; the wrong files in `flaws` do not.
    """

    files: TreeFiles
    bundle: Bundle
    trust: TrustStore
    logs: dict[str, PublishedLog] = field(default_factory=dict)
    indexes: dict[str, Named] = field(default_factory=dict)
    problems: list[RegistryError] = field(default_factory=list)
    flaws: list[RegistryError] = field(default_factory=list)

    @property
    def take(self) -> Take:
        """Reader of its files."""
        return taking(self.files)

    @property
    def absent(self) -> tuple[str, ...]:
        """Associations whose manifests name a log that is not here: the writer's node may not pull it."""
        parties = (self.trust.party(issuer) for issuer in list_parties(self.trust))
        others = (party for party in parties if party is not None and party.issuer not in self.logs)
        return tuple(party.issuer for party in others if names_log(party, party.manifest))


def list_parties(trust: TrustStore) -> list[str]:
    """Return every party of every version of the agreement."""
    return sorted({party.id for version in trust.chain.versions for party in version.text.parties})


def read_tree(files: TreeFiles, pin: str) -> PublishedTree:
    """Read the tree under the agreement with this pin.

    Raises RegistryError published-missing, published-unproven, unsafe-path, and CarrierError as `fetch`.
    """
    take = taking(files)
    data = take("bundle.json", MAX_BUNDLE_BYTES)
    if data is None:
        raise RegistryError("published-missing", "bundle.json")
    try:
        trust, bundle = TrustStore.from_bundle(data, pin=pin), parse_bundle(data)
    except HurenError as error:
        facts = {"why": error.sentence("en"), "why_zh": error.sentence("zh")}
        field = error.field or "bundle.json"
        raise RegistryError("published-unproven", "bundle.json", what=field, **facts) from None
    heads = {note.partition("\n")[0]: note.encode() for note in bundle.checkpoints}
    parties = {issuer: party for issuer in list_parties(trust) if (party := trust.party(issuer)) is not None}
    tree, lacking = PublishedTree(files, bundle, trust), list[str]()
    for issuer in parties:
        path, expected = f"{folder_of(issuer)}/log/checkpoint", heads.get(log_origin(issuer))
        data = take(path, MAX_HEAD_BYTES)
        if data is None:
            lacking.append(issuer)
            continue
        head, problem = check_head(path, data, issuer, trust)
        if problem is not None:
            # the bundle repeats the head: if its copy is right, name the wrong byte
            is_copy_right = expected is not None and check_head(path, expected, issuer, trust).problem is None
            byte = find_difference(path, data, expected) if expected is not None and is_copy_right else None
            (tree.problems if head is None else tree.flaws).append(byte or problem)
        if head is not None:
            tree.logs[issuer] = PublishedLog(take, _find_later(tree, issuer, head))
    tree.indexes.update(read_indexes(take, trust, tree.flaws, may_lack=bool(tree.absent)))
    # a head is missing only if the bundle or an index names that log
    origins = {*heads, *(origin for index in tree.indexes.values() for origin in index)}
    paths = (f"{folder_of(issuer)}/log/checkpoint" for issuer in lacking if log_origin(issuer) in origins)
    tree.flaws.extend(RegistryError("published-missing", path) for path in paths)
    return tree


def _find_later(tree: PublishedTree, issuer: str, head: SignedHead) -> SignedHead:
    """Return the head, or a longer cosigned one if the writer of the tree was interrupted before the head."""
    log = f"{folder_of(issuer)}/log"
    names = tree.files.names(f"{log}/checkpoints") or []
    sizes = (int(name) for name in names if name.isascii() and name.isdigit() and len(name) < len(str(2**53)))
    for size in sorted((size for size in sizes if size > head.head.size), reverse=True):
        (last,) = split_tiles(size, size - 1)
        path = f"{log}/checkpoints/{size}"
        is_here = tree.take(f"{log}/data/{pack_path(*last)}", PACKED_LIMIT) is not None
        later = check_head(path, tree.take(path, MAX_HEAD_BYTES) or b"", issuer, tree.trust).head
        if is_here and later is not None and later.head.size == size:
            return later
    return head
