"""How far another's log goes, checked before a record of it is taken: a few files, whatever its size.

A pack of 256 records is one hash of tile level 1. With those, and the last pack, which is not full, the root
that the owner signed is worked out; from then on each pack proves itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from registry.errors import RegistryError
from registry.log.packs import PACKED_LIMIT, pack_path, split_lines
from registry.log.tiles import MAX_ENTRIES, WIDTH, Tile, split_tiles
from registry.view.trees import MIRRORED
from registry.view.view import RegistryView
from signing.log.checkpoint import Checkpoint
from signing.log.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    merkle_root,
    node_hash,
    prove_consistency_by,
)

Fetch = Callable[[str, int], bytes]
"""A file of the log, by its path below `log/` and its largest size; RegistryError file-absent."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The records of a pack with their digests."""

    index: int
    lines: Sequence[bytes]

    @property
    def leaves(self) -> list[bytes]:
        """32 bytes each."""
        return [sha256(line).digest() for line in self.lines]


class Frontier:
    """A log as its newest checkpoint signs it: the hash of each full pack, and the records of the last."""

    def __init__(self, issuer: str, head: Checkpoint, hashes: Sequence[bytes], fetch: Fetch) -> None:
        """`hashes` of the full packs. RegistryError pack-differs where they have another root than `head`."""
        self.issuer, self.head, self._hashes, self._fetch = issuer, head, hashes, fetch
        full, rest = divmod(head.size, WIDTH)
        self._leaves: dict[int, list[bytes]] = {}
        self._last: Pack | None = None
        if rest:
            self._last = self._read(full, rest)
            self._leaves[full] = self._last.leaves
        if self.root(head.size) != head.root:
            raise _differs(issuer, 0, head.size)

    def pack(self, index: int) -> Pack:
        """The records of a pack, proven; RegistryError pack-differs, pack-unusable, file-absent."""
        if self._last is not None and index == self._last.index:
            return self._last
        pack = self._read(index, WIDTH)
        if merkle_root(pack.leaves) != self._hashes[index]:
            raise _differs(self.issuer, index * WIDTH, (index + 1) * WIDTH)
        return pack

    def learn(self, pack: Pack) -> None:
        """Keeps the entries of a pack: `root` and `prove_rewrite` divide it."""
        self._leaves[pack.index] = pack.leaves

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries; what is no multiple of 256 needs its pack known."""
        return self._hash(0, size) if size else EMPTY_ROOT

    def goes_on_from(self, size: int, root: bytes) -> bool:
        """Whether these are its first entries."""
        return size <= self.head.size and self.root(size) == root

    def prove_rewrite(self, size: int) -> list[bytes]:
        """What shows by `fold_consistency` which root this log has for its first `size` entries."""
        proof = prove_consistency_by(self._hash, size, self.head.size)
        return [self.root(size), *proof] if size & (size - 1) == 0 else proof

    def _read(self, index: int, width: int) -> Pack:
        path = f"data/{pack_path(index, width)}"
        return Pack(index, split_lines(self._fetch(path, PACKED_LIMIT), width, path=f"log/{path}"))

    def _hash(self, start: int, end: int) -> bytes:
        """Over the entries start..end, which RFC 6962 2.1 divides the log into."""
        if end - start == WIDTH and start % WIDTH == 0 and start // WIDTH < len(self._hashes):
            return self._hashes[start // WIDTH]
        if end - start < WIDTH and start // WIDTH == (end - 1) // WIDTH:
            index, first = divmod(start, WIDTH)
            leaves = self._leaves.get(index)
            if leaves is None:
                self.learn(self.pack(index))
                leaves = self._leaves[index]
            return merkle_root(leaves[first : first + end - start])
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        return node_hash(self._hash(start, middle), self._hash(middle, end))


def count_shared(view: RegistryView, frontier: Frontier) -> int:
    """How many entries of the mirror are of this log, in whole packs: what follows came with a stolen key."""
    mirror = view.tree(frontier.issuer, MIRRORED)
    low, high = 0, min(mirror.size, frontier.head.size) // WIDTH
    while low < high:
        middle = (low + high + 1) // 2
        size = middle * WIDTH
        low, high = (middle, high) if frontier.root(size) == mirror.root(size) else (low, middle - 1)
    return low * WIDTH


def read_frontier(issuer: str, head: Checkpoint, here: Sequence[bytes], fetch: Fetch) -> Frontier:
    """The frontier of a log, of which the hashes `here` are known: of the packs of its first full tiles.

    Where they have another root than was signed all are fetched, so that a rewritten history can be proven.
    Raises as `Frontier`, and RegistryError log-too-long before anything is fetched.
    """
    if head.size > MAX_ENTRIES:
        raise RegistryError("log-too-long", issuer=issuer, size=head.size, limit=MAX_ENTRIES)
    full, tile = head.size // WIDTH, len(here) // WIDTH
    try:
        return Frontier(issuer, head, [*here, *_read_hashes(fetch, full, tile)], fetch)
    except RegistryError as error:
        if error.code != "pack-differs" or not tile:
            raise
    return Frontier(issuer, head, _read_hashes(fetch, full, 0), fetch)


def _read_hashes(fetch: Fetch, full: int, first_tile: int) -> list[bytes]:
    """The hashes of full packs from tile `first_tile` of level 1 on."""
    hashes: list[bytes] = []
    for index, width in split_tiles(full, first_tile * WIDTH):
        path = f"tile/{Tile(1, index, width).path}"
        data = fetch(path, WIDTH * HASH_BYTES)
        if len(data) != width * HASH_BYTES:
            raise RegistryError("pack-unusable", f"log/{path}")
        hashes += [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
    return hashes


def _differs(issuer: str, first: int, end: int) -> RegistryError:
    return RegistryError("pack-differs", issuer=issuer, first=first + 1, last=end)
