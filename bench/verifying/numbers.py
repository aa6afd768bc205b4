"""Certificate numbers: the tree over a million, a proof and its check, and what a register costs."""

import hashlib
import time
from collections.abc import Iterator
from datetime import date
from itertools import cycle

from bench.measure import Number, cpu_in_turns, seconds
from bench.scene import credentials, world
from verifier.numbers.commitment import build_numbers, hash_number
from verifier.numbers.number_proof import NumberTree, parse_number_proof
from verifier.numbers.register import RegisterShare, join_register, search_register

COUNT = 1_000_000
CARRIED = 2_000


def bench_numbers() -> Iterator[Number]:
    """CPU seconds from numbers to the root, microseconds a check; bytes of hashes and of the file, means."""
    held: list[NumberTree] = []

    def build() -> None:
        held[:] = [NumberTree(hash_number(f"CQ-2026-{i:07}") for i in range(COUNT))]

    yield Number("numbers-build", seconds(build, 1, time.process_time), "s", 5, True)
    (tree,) = held
    issuer = world().cq.did
    document = build_numbers(tree.count, tree.root, [("cq-facility-operation", date(2026, 2, 1))])
    asked = [f"NONE-{i}" for i in range(CARRIED)]
    files = [tree.prove(number, issuer, document) for number in asked]
    proofs = [parse_number_proof(data)[0] for data in files]
    pairs = cycle(zip(proofs, asked, strict=True))

    def check() -> None:
        proof, number = next(pairs)
        proof.shows(number)

    spent, _ = cpu_in_turns(check, lambda: hashlib.sha256(document).digest())
    yield Number("numbers-check", spent * 1e6, "us", 100, True)
    hashes = sum(len(proof.leaves) + len(proof.path) for proof in proofs)
    yield Number("numbers-hashes", 32 * hashes / CARRIED, "bytes", 800, True)
    yield Number("numbers-proof", sum(map(len, files)) / CARRIED, "bytes")
    held.clear()
    yield from _bench_register(issuer)


def _bench_register(issuer: str) -> Iterator[Number]:
    """Bytes a credential in the file, microseconds a credential of a search."""
    stock = credentials(CARRIED)
    bare = len(join_register(b"{}", []))
    data = join_register(b"{}", [RegisterShare(issuer, None, stock)])
    yield Number("register-bytes", (len(data) - bare) / CARRIED, "bytes/credential", 200, True)
    spent = min(seconds(lambda: search_register(data, ["NONE"]), 1, time.process_time) for _ in range(5))
    yield Number("register-search", spent / CARRIED * 1e6, "us/credential", 50, True)
