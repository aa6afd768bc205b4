"""Several clients bring checkpoints at once: each is compared with the stored one, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from random import Random
from threading import Barrier

import pytest

from registry import Registry
from registry.log.last_heads import load_heads, witnessed_path
from registry.sync.heads import newest_known
from registry.sync.witness import Cosigner, SizeError, add_checkpoint
from tests.interop.tlog.client import consistency_of, request_of
from tests.interop.tlog.vectors import LOG, leaves_of
from tests.world.registry_setup import Bench

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]

POSTERS = 8
ROUNDS = 5
Accepted = list[tuple[int, int]]
"""(old, new)"""


def test_of_checkpoints_that_come_at_once_each_continues_the_one_before(bench: Bench) -> None:
    """The race of tlog-witness: a late client gets the size, and no cosignature takes entries back."""
    cosigner = Cosigner(bench.world.cq.did, bench.world.cq.signers["publication"])
    leaves = leaves_of(ROUNDS * 40)
    barrier = Barrier(POSTERS)

    def climb(registry: Registry, number: int) -> Accepted:
        """Bring checkpoints of own sizes; continue from the size in each answer."""
        source, known, accepted = Random(number), 0, []
        for target in sorted(source.sample(range(1, len(leaves) + 1), ROUNDS)):
            barrier.wait()
            while known < target:
                proof = consistency_of(known, leaves[:target]) if known else []
                body = request_of(known, proof, LOG.sign(leaves[:target]))
                try:
                    assert add_checkpoint(registry, body, [cosigner], now=bench.world.now)
                    told = target
                    accepted.append((known, target))
                except SizeError as error:
                    told = error.size
                assert told > known, "a size that was cosigned stays so"
                known = told
        return accepted

    with ExitStack() as stack, ThreadPoolExecutor(POSTERS) as pool:
        handles = [bench.registry, *(stack.enter_context(bench.open()) for _ in range(2))]
        running = [pool.submit(climb, handles[n % len(handles)], n) for n in range(POSTERS)]
        accepted = sorted(one for found in running for one in found.result(120))
    sizes = [new for _, new in accepted]
    assert [old for old, _ in accepted] == [0, *sizes[:-1]], "each continues the one before"
    assert len(sizes) > ROUNDS
    issuer = bench.world.sc.did
    newest = bench.registry.read(lambda view: newest_known(view, issuer, view.load_trust()))
    assert newest is not None
    assert newest.head.size == sizes[-1] == load_heads(witnessed_path(bench.registry.heads))[issuer].size


def test_of_many_first_checkpoints_one_is_cosigned(bench: Bench) -> None:
    """All claim that none is known; the losers get the size of the winner."""
    cosigner = Cosigner(bench.world.cq.did, bench.world.cq.signers["publication"])
    leaves, barrier = leaves_of(POSTERS), Barrier(POSTERS)

    def bring(size: int) -> tuple[bool, int]:
        body = request_of(0, [], LOG.sign(leaves[:size]))
        barrier.wait()
        try:
            add_checkpoint(bench.registry, body, [cosigner], now=bench.world.now)
        except SizeError as error:
            return False, error.size
        return True, size

    with ThreadPoolExecutor(POSTERS) as pool:
        answers = [*pool.map(bring, range(1, POSTERS + 1))]
    assert [is_taken for is_taken, _ in answers].count(True) == 1
    assert len({size for _, size in answers}) == 1
