"""Log: appending leaves in batches, checking an inclusion proof."""

import hashlib
from collections.abc import Iterator

from bench.measure import Number, in_turns, seconds
from signing.log.merkle import MerkleTree, check_inclusion


def bench_log() -> Iterator[Number]:
    """Measure leaves a second in batches of 1,000, and microseconds a proof in a log of 100,000."""
    leaves = [hashlib.sha256(i.to_bytes(4, "big")).digest() for i in range(100_000)]

    def append_all() -> None:
        tree = MerkleTree()
        for start in range(0, len(leaves), 1_000):
            tree.extend(leaves[start : start + 1_000])
        tree.root()

    # takes the least of seven, because other load on the machine only adds time
    spent = min(seconds(append_all, 1) for _ in range(7))
    yield Number("log-append", len(leaves) / spent, "leaves/s", 1_000_000, False)
    tree = MerkleTree(leaves)
    root, proof = tree.root(), tree.prove_inclusion(54_321)
    check, _ = in_turns(
        lambda: check_inclusion(leaves[54_321], 54_321, tree.size, proof, root),
        lambda: hashlib.sha256(root).digest(),
        times=500,
    )
    yield Number("log-proof", check * 1e6, "us", 10, True)
