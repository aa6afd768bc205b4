"""The proof that a number is among those an association commits to, or is not.

{"issuer":"did:web:…","leaves":["…","…"],"numbers":{…},"path":["…"],"start":41,"type":"huren-number-proof/1"}

`leaves` are the entry itself where the number is there; else the two between which it would stand, at `start`
and behind it, or the first or the last one alone where it would stand before or behind all; none of an empty
set. `path` are the hashes beside them, from the first entry to the last (signing.log.merkle.check_range).
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
"""Beside two neighbours in the largest tree."""


class NumberProof(Model):
    """The file; what it says is nothing until `NumberSet` is known to be what a manifest names."""

    type: Literal["huren-number-proof/1"]
    issuer: Did
    numbers: NumberSet
    start: Count
    leaves: Annotated[Items[Digest], Field(max_length=2)]
    path: Annotated[Items[Digest], Field(max_length=_MAX_HASHES)]

    def shows(self, number: str) -> bool:
        """Whether the number is there; False where it is proven not to be.

        Raises TrustError number-proof where neither is shown.
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
                    return False  # of the empty set alone (check_range)
                case [before, behind] if before < wanted < behind:
                    return False
                case [only] if (begins and wanted < only) or (ends and wanted > only):
                    return False
        raise TrustError("number-proof", issuer=self.issuer)


def parse_number_proof(data: bytes) -> tuple[NumberProof, bytes]:
    """The proof in `data` (at most 128 KiB), and its document `numbers` as bytes; RecordError otherwise."""
    value = parse_document(data, MAX_PROOF_BYTES)
    proof = read_body(value, NumberProof)
    return proof, canonicalize(value["numbers"])


class NumberTree:
    """The numbers of one association: entries in order, each once, and the tree over them."""

    __slots__ = ("_leaves", "_tree")

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._leaves, self._tree = b"", MerkleTree()  # the entries end to end
        self._merge(sorted(leaves))

    def with_more(self, leaves: Iterable[bytes]) -> "NumberTree":
        """One that has these entries, too; what stands before the first of them is not hashed again."""
        more = sorted(leaf for leaf in leaves if not self._has(leaf))
        if not more:
            return self
        other = NumberTree(())
        other._leaves, other._tree = self._leaves, self._tree.cut(self._place(more[0]))
        other._merge(more)
        return other

    def _merge(self, more: Iterable[bytes]) -> None:
        """Puts in what is in order and not there; the tree has what stands before the first of it."""
        self._leaves = b"".join(self._merged(more))
        self._tree.extend(self.leaves(self._tree.size, self.count))

    def _merged(self, more: Iterable[bytes]) -> Iterator[bytes]:
        held, copied = self._leaves, 0
        for leaf, _ in groupby(more):
            place = self._place(leaf) * HASH_BYTES
            yield held[copied:place]
            yield leaf
            copied = place
        yield held[copied:]

    def has(self, number: str) -> bool:
        """Whether a number is there."""
        return self._has(hash_number(number))

    def _has(self, leaf: bytes) -> bool:
        return self._entry(self._place(leaf)) == leaf

    def _place(self, leaf: bytes) -> int:
        """Where an entry stands, or would."""
        return bisect_left(range(self.count), leaf, key=self._entry)

    def _entry(self, place: int) -> bytes:
        return self._leaves[place * HASH_BYTES : (place + 1) * HASH_BYTES]

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return len(self._leaves) // HASH_BYTES

    @property
    def root(self) -> bytes:
        """The RFC 6962 root over them."""
        return self._tree.root()

    @property
    def tree(self) -> MerkleTree:
        """What hash tiles are made of."""
        return self._tree

    def leaves(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries start..stop, in order, of those that are there."""
        held = self._leaves
        places = range(start * HASH_BYTES, min(stop, self.count) * HASH_BYTES, HASH_BYTES)
        return (held[place : place + HASH_BYTES] for place in places)

    def prove(self, number: str, issuer: str, numbers: bytes) -> bytes:
        """The proof of a number, or of its absence; `numbers` is the document with this root."""
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
