"""Proof that an association commits to a number, or does not.

{"issuer":"did:web:…","leaves":["…","…"],"numbers":{…},"path":["…"],"start":41,"type":"huren-number-proof/1"}

If the number is in the set, `leaves` is its entry, at `start`. Otherwise `leaves` are the two entries between
which the number would stand, at `start` and `start` + 1. Before the first or after the last entry there is
one such entry, in an empty set none. `path` are the hashes beside them, from the first entry to the last
(signing.log.merkle.check_range).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated, Literal

from pydantic import Field

from credentials.record import Count, Did, Digest, Items, Model, parse_document, read_body
from signing.jcs import canonicalize
from signing.log.merkle import HASH_BYTES, MerkleTree, check_range
from signing.strict_json import parse_json
from verifier.errors import TrustError
from verifier.numbers.commitment import NumberSet, hash_number

PROOF_TYPE = "huren-number-proof/1"
MAX_PROOF_BYTES = 128 * 1024
_MAX_HASHES = 126
"""The most hashes beside two neighbours, in the largest tree."""


class NumberProof(Model):
    """The file; it proves nothing until a manifest is known to name its `NumberSet`."""

    type: Literal["huren-number-proof/1"]
    issuer: Did
    numbers: NumberSet
    start: Count
    leaves: Annotated[Items[Digest], Field(max_length=2)]
    path: Annotated[Items[Digest], Field(max_length=_MAX_HASHES)]

    def shows(self, number: str) -> bool:
        """Return True if the proof shows the number, False if it shows its absence.

        Raises TrustError number-proof where it shows neither.
        """
        leaves = [*map(bytes.fromhex, self.leaves)]
        count, start = self.numbers.count, self.start
        path, root = [*map(bytes.fromhex, self.path)], bytes.fromhex(self.numbers.root)
        if check_range(leaves, start, count, path, root):
            wanted = hash_number(number)
            if leaves == [wanted]:
                return True
            begins, ends = start == 0, start + len(leaves) == count
            match leaves:
                case []:
                    return False  # `check_range` allows no leaves for the empty set alone
                # neighbours by `check_range`: no entry stands between them
                case [before, behind] if before < wanted < behind:
                    return False
                case [only] if (begins and wanted < only) or (ends and wanted > only):
                    return False
        raise TrustError("number-proof", issuer=self.issuer)


def parse_number_proof(data: bytes) -> tuple[NumberProof, bytes]:
    """Parse the proof in `data` (at most 128 KiB) and return its document `numbers` as bytes too."""
    value = parse_document(data, MAX_PROOF_BYTES)
    proof = read_body(value, NumberProof)
    return proof, canonicalize(value["numbers"])


class NumberTree:
    """The numbers of one association: sorted entries, each once, and the tree over them."""

    __slots__ = ("_leaves", "_tree")

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._leaves, self._tree = b"", MerkleTree()  # the entries end to end
        self._merge(sorted(leaves))

    def with_more(self, leaves: Iterable[bytes]) -> "NumberTree":
        """Return a tree with these entries added; entries before the first new one are not hashed again."""
        more = sorted(leaf for leaf in leaves if not self._has(leaf))
        if not more:
            return self
        other = NumberTree(())
        other._leaves, other._tree = self._leaves, self._tree.cut(self._place(more[0]))
        other._merge(more)
        return other

    def _merge(self, more: Iterable[bytes]) -> None:
        """Insert sorted entries that are new; the tree already has all that stands before the first."""
        self._leaves = b"".join(self._merged(more))
        self._tree.extend(self.leaves(self._tree.size, self.count))

    def _merged(self, more: Iterable[bytes]) -> Iterator[bytes]:
        old, copied = self._leaves, 0
        for leaf, _ in groupby(more):
            place = self._place(leaf) * HASH_BYTES
            yield old[copied:place]
            yield leaf
            copied = place
        yield old[copied:]

    def has(self, number: str) -> bool:
        """Return whether a number is there."""
        return self._has(hash_number(number))

    def _has(self, leaf: bytes) -> bool:
        return self._entry(self._place(leaf)) == leaf

    def _place(self, leaf: bytes) -> int:
        """Return the place of an entry, or the place it would take."""
        return bisect_left(range(self.count), leaf, key=self._entry)

    def _entry(self, place: int) -> bytes:
        return self._leaves[place * HASH_BYTES : (place + 1) * HASH_BYTES]

    @property
    def count(self) -> int:
        """The number of entries."""
        return len(self._leaves) // HASH_BYTES

    @property
    def root(self) -> bytes:
        """The RFC 6962 root over the entries."""
        return self._tree.root()

    @property
    def tree(self) -> MerkleTree:
        """The Merkle tree, for hash tiles."""
        return self._tree

    def leaves(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the entries from `start` up to `stop` (excluded), fewer at the end of the set."""
        leaves_now = self._leaves
        places = range(start * HASH_BYTES, min(stop, self.count) * HASH_BYTES, HASH_BYTES)
        return (leaves_now[place : place + HASH_BYTES] for place in places)

    def prove(self, number: str, issuer: str, numbers: bytes) -> bytes:
        """Prove a number or its absence; `numbers` is the document with this root."""
        wanted = hash_number(number)
        place = self._place(wanted)
        if self._has(wanted):
            start, stop = place, place + 1
        else:
            start, stop = max(place - 1, 0), min(place + 1, self.count)
        return canonicalize(
            {
                "type": PROOF_TYPE,
                "issuer": issuer,
                "numbers": parse_json(numbers),
                "start": start,
                "leaves": [leaf.hex() for leaf in self.leaves(start, stop)],
                "path": [hashed.hex() for hashed in self._tree.prove_range(start, stop)],
            }
        )
