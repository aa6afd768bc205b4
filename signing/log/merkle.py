"""Merkle trees of RFC 6962: roots, inclusion and consistency proofs.

An entry is any bytes; in the logs of this registry it is the 32-byte digest of a record.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from signing.errors import SigningError

HASH_BYTES = 32
MAX_TREE_SIZE = 2**63 - 1
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of one entry (RFC 6962 2.1: a leading 0x00)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees (RFC 6962 2.1: a leading 0x01)."""
    # another first byte than for an entry: otherwise two inner hashes could pass for an entry
    return sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over `leaves` in order; without any, the hash of nothing."""
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        # A last node without a neighbour moves up unchanged.
        odd = level[-1:] if len(level) & 1 else []
        level = [node_hash(*pair) for pair in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0]


class MerkleTree:
    """Append-only tree that keeps the hash of every complete subtree, about 2 hashes an entry."""

    __slots__ = ("_levels",)

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        # Hashes end to end; hash i of level h is that of the entries i * 2**h up to (i + 1) * 2**h.
        self._levels = [bytearray()]
        self.extend(leaves)

    @property
    def size(self) -> int:
        """Number of entries."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, leaf: bytes) -> None:
        """Add one entry."""
        self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add entries in order."""
        level = self._levels[0]
        for leaf in leaves:
            level += sha256(b"\x00" + leaf).digest()
        height = 1
        while len(level) > HASH_BYTES:
            if height == len(self._levels):
                self._levels.append(bytearray())
            above = self._levels[height]
            # Neighbouring hashes are hashed in place, end to end (node_hash).
            for start in range(2 * len(above), len(level) - HASH_BYTES, 2 * HASH_BYTES):
                above += sha256(b"\x01" + level[start : start + 2 * HASH_BYTES]).digest()
            level = above
            height += 1

    def cut(self, size: int) -> "MerkleTree":
        """Return a separate tree of the first `size` entries; nothing is hashed. SigningError tree-range."""
        self._check_range(0, size, self.size)
        other = MerkleTree()
        heights = range(max(size.bit_length(), 1))
        other._levels = [self._levels[height][: (size >> height) * HASH_BYTES] for height in heights]
        return other

    def node(self, height: int, index: int) -> bytes:
        """Return the hash of the complete subtree of `height` at `index`.

        It is over the entries index * 2**height up to (index + 1) * 2**height; tiles are made of these.
        Raises SigningError tree-range.
        """
        return self.nodes(height, index, index + 1)

    def nodes(self, height: int, start: int, stop: int) -> bytes:
        """Return the hashes `node` of start up to stop, end to end: a tile.

        Raises SigningError tree-range.
        """
        level = self._levels[height] if 0 <= height < len(self._levels) else b""
        self._check_range(0, start, stop - 1)
        self._check_range(1, stop, len(level) // HASH_BYTES)
        return bytes(level[start * HASH_BYTES : stop * HASH_BYTES])

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first `size` entries, by default of all.

        Raises SigningError tree-range.
        """
        size = self.size if size is None else size
        self._check_range(0, size, self.size)
        return self._range_hash(0, size) if size else EMPTY_ROOT

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the hashes beside the path from entry `index` up to a root (RFC 6962 2.1.1).

        Raises SigningError tree-range.
        """
        size = self.size if size is None else size
        self._check_range(0, index, size - 1)
        self._check_range(1, size, self.size)
        proof: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _largest_power_below(end - start)
            if index < middle:
                proof.append(self._range_hash(middle, end))
                end = middle
            else:
                proof.append(self._range_hash(start, middle))
                start = middle
        return proof[::-1]

    def prove_range(self, start: int, stop: int) -> list[bytes]:
        """Return the hashes beside the entries start..stop, from the first entry of the tree to its last.

        Hashes that two neighbouring entries share are listed once (`check_range`). Raises SigningError
        tree-range.
        """
        self._check_range(0, start, stop)
        self._check_range(start, stop, self.size)
        proof: list[bytes] = []

        def collect(begin: int, end: int) -> None:
            if end <= start or begin >= stop:
                proof.append(self._range_hash(begin, end))
            elif begin < start or end > stop:
                middle = begin + _largest_power_below(end - begin)
                collect(begin, middle)
                collect(middle, end)

        if self.size:
            collect(0, self.size)
        return proof

    def prove_consistency(self, old_size: int, new_size: int | None = None) -> list[bytes]:
        """Return the hashes that prove `old_size` entries to be the beginning of `new_size` (RFC 6962 2.1.2).

        Raises SigningError tree-range; `old_size` is at least 1, since the empty tree needs no proof.
        """
        new_size = self.size if new_size is None else new_size
        self._check_range(1, old_size, new_size)
        self._check_range(1, new_size, self.size)
        return prove_consistency_by(self._range_hash, old_size, new_size)

    def _check_range(self, low: int, value: int, high: int) -> None:
        if not low <= value <= high:
            raise SigningError("tree-range", size=self.size)

    def _range_hash(self, start: int, end: int) -> bytes:
        """Return the hash over entries start..end; start is a multiple of the subtree's full width."""
        result = b""
        for height in range((end - start).bit_length()):
            if (end - start) >> height & 1:
                stop = (end >> height) * HASH_BYTES
                peak = bytes(self._levels[height][stop - HASH_BYTES : stop])
                result = node_hash(peak, result) if result else peak
        return result


def prove_consistency_by(
    range_hash: Callable[[int, int], bytes], old_size: int, new_size: int
) -> list[bytes]:
    """Prove consistency of a tree of which only the hashes over some ranges are known.

    `range_hash` gives the hash over the entries start..end that RFC 6962 2.1 divides a tree into.
    """
    proof: list[bytes] = []
    start, end = 0, new_size
    while end != old_size:
        middle = start + _largest_power_below(end - start)
        if old_size <= middle:
            proof.append(range_hash(middle, end))
            end = middle
        else:
            proof.append(range_hash(start, middle))
            start = middle
    if start:
        proof.append(range_hash(start, end))
    return proof[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether the tree with `size` entries and `root` holds the entry `leaf` at `index`.

    Never raises on hostile numbers or lengths.
    """
    return check_hash_inclusion(leaf_hash(leaf), index, size, proof, root)


def check_hash_inclusion(hashed: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Check inclusion given the leaf hash of the entry (RFC 9162 2.1.3.2)."""
    # the steps of RFC 9162 2.1.3.2: `index` is its fn, `last` its sn
    if not 0 <= index < size <= MAX_TREE_SIZE or not _are_hashes(hashed, root, *proof):
        return False
    result = hashed
    last = size - 1
    for sibling in proof:
        if last == 0:
            # RFC 9162 2.1.3.2, step 4.a: more hashes than the tree has levels
            return False
        if index & 1 or index == last:
            result = sha256(b"\x01" + sibling + result).digest()
            # step 4.b.ii: a last node without neighbour moves up until it has one
            while index and not index & 1:
                index >>= 1
                last >>= 1
        else:
            result = sha256(b"\x01" + result + sibling).digest()
        index >>= 1
        last >>= 1
    return last == 0 and result == root


def check_range(leaves: Sequence[bytes], start: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether the tree of `size` and `root` holds exactly `leaves` from `start` on (`prove_range`).

    Without leaves, only True for the empty tree. Never raises on hostile numbers or lengths.
    """
    stop = start + len(leaves)
    if not 0 <= start <= stop <= size <= MAX_TREE_SIZE or not _are_hashes(root, *proof):
        return False
    if not leaves or not size:
        return not size and not proof and root == EMPTY_ROOT
    hashes = iter(proof)

    def fold(begin: int, end: int) -> bytes:
        if end <= start or begin >= stop:
            return next(hashes)
        if end - begin == 1:
            return leaf_hash(leaves[begin - start])
        middle = begin + _largest_power_below(end - begin)
        return node_hash(fold(begin, middle), fold(middle, end))

    try:
        # no hash may be left over, so that a range has only one proof
        return fold(0, size) == root and next(hashes, None) is None
    except StopIteration:  # the proof has fewer hashes than there are gaps
        return False


def check_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Return whether the tree of `new_size` entries starts with that of `old_size` (RFC 9162 2.1.4.2).

    `old_size` is at least 1. Never raises on hostile numbers or lengths.
    """
    if old_size == new_size:
        return 1 <= old_size <= MAX_TREE_SIZE and not proof and old_root == new_root
    # A complete old tree is itself the first hash, and is not sent.
    whole = old_size & (old_size - 1) == 0
    return fold_consistency(old_size, new_size, [old_root, *proof] if whole else proof) == (
        old_root,
        new_root,
    )


def fold_consistency(old_size: int, new_size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the old root and the new one that a consistency proof leads to; None for no proof.

    If the old tree is complete, its root is the first hash of the proof. If a tree has the second root but an
    earlier one differs from the first, it has two histories. Never raises on hostile numbers or lengths.
    """
    if not 1 <= old_size < new_size <= MAX_TREE_SIZE or not proof or not _are_hashes(*proof):
        return None
    # the steps of RFC 9162 2.1.4.2, with the same names
    index, last = old_size - 1, new_size - 1
    while index & 1:
        index >>= 1
        last >>= 1
    hashes = iter(proof)
    old = new = next(hashes)
    for sibling in hashes:
        if last == 0:
            return None
        if index & 1 or index == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while index and not index & 1:
                index >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        index >>= 1
        last >>= 1
    return (old, new) if last == 0 else None


def _are_hashes(*items: bytes) -> bool:
    # `node_hash` joins two hashes without a mark: 31 and 33 bytes would read like 32 and 32
    return {HASH_BYTES}.issuperset(map(len, items))


def _largest_power_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
