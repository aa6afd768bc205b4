"""Extent of another's log, checked by a few files before any record of it is taken.

A pack of 256 records is one hash of tile level 1. These hashes and the last, partial pack give the root that
the owner signed. Each pack then has to match its hash.
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
"""Reads a file of the log by its path below `log/` and largest size; RegistryError file-absent."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Records of a pack with their digests."""

    index: int
    lines: Sequence[bytes]

    @property
    def leaves(self) -> list[bytes]:
        """Digests of the records, 32 bytes each."""
        return [sha256(line).digest() for line in self.lines]


class Frontier:
    """Log up to its newest checkpoint: the hash of each full pack, and the last pack's records."""

    def __init__(self, issuer: str, head: Checkpoint, hashes: Sequence[bytes], fetch: Fetch) -> None:
        """Take the `hashes` of full packs.

        RegistryError pack-differs where they give another root than `head`.
        """
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
        """Fetch and prove the records of a pack; RegistryError pack-differs, pack-unusable, file-absent."""
        if self._last is not None and index == self._last.index:
            return self._last
        pack = self._read(index, WIDTH)
        if merkle_root(pack.leaves) != self._hashes[index]:
            raise _differs(self.issuer, index * WIDTH, (index + 1) * WIDTH)
        return pack

    def learn(self, pack: Pack) -> None:
        """Keep the entries of a pack, which `root` and `prove_rewrite` need for sizes within it."""
        self._leaves[pack.index] = pack.leaves

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries; a `size` within a pack needs that pack's entries."""
        return self._hash(0, size) if size else EMPTY_ROOT

    def goes_on_from(self, size: int, root: bytes) -> bool:
        """Return whether the log begins with these entries."""
        return size <= self.head.size and self.root(size) == root

    def prove_rewrite(self, size: int) -> list[bytes]:
        """Return the proof, for `fold_consistency`, of this log's root for its first `size` entries."""
        proof = prove_consistency_by(self._hash, size, self.head.size)
        # RFC 6962 2.1.2 omits the old root if it is a complete subtree, but `fold_consistency` needs it
        return [self.root(size), *proof] if size & (size - 1) == 0 else proof

    def _read(self, index: int, width: int) -> Pack:
        path = f"data/{pack_path(index, width)}"
        return Pack(index, split_lines(self._fetch(path, PACKED_LIMIT), width, path=f"log/{path}"))

    def _hash(self, start: int, end: int) -> bytes:
        """Hash the entries from `start` up to `end`, a range into which RFC 6962 2.1 divides the log."""
        if end - start == WIDTH and start % WIDTH == 0 and start // WIDTH < len(self._hashes):
            return self._hashes[start // WIDTH]
        if end - start < WIDTH and start // WIDTH == (end - 1) // WIDTH:
            index, first = divmod(start, WIDTH)
            leaves = self._leaves.get(index)
            if leaves is None:
                self.learn(self.pack(index))
                leaves = self._leaves[index]
            return merkle_root(leaves[first : first + end - start])
        # RFC 6962 2.1: the largest power of two below the number of entries
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        return node_hash(self._hash(start, middle), self._hash(middle, end))


def count_shared(view: RegistryView, frontier: Frontier) -> int:
    """Count the mirror's entries shared with this log, in full packs: a stolen key signed later ones."""
    mirror = view.tree(frontier.issuer, MIRRORED)
    low, high = 0, min(mirror.size, frontier.head.size) // WIDTH
    while low < high:
        middle = (low + high + 1) // 2
        size = middle * WIDTH
        low, high = (middle, high) if frontier.root(size) == mirror.root(size) else (low, middle - 1)
    return low * WIDTH


def read_frontier(issuer: str, head: Checkpoint, here: Sequence[bytes], fetch: Fetch) -> Frontier:
    """Read the frontier of a log; the hashes `here` of the packs of its first full tiles are known.

    If they do not give the signed root, fetch all, so that a rewritten history can be proven. Raises as
    `Frontier`, and RegistryError log-too-long before anything is fetched.
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
    """Read the hashes of full packs from tile `first_tile` of level 1 on."""
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
