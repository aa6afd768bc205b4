"""Second process that verifies credentials of coming packs while earlier ones are stored.

The process gets many records at a time and returns the valid ones. Its results count only under the trust
data that it was given. Other records are verified when they are stored; if the process has died, all records
are.
"""

import gc
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context
from typing import Any

from credentials.kinds import KINDS
from registry.admission.admit import parse_record
from registry.admission.rules.credential import check_credential
from registry.admission.submission import NONE_PROVEN, Proven
from registry.errors import RegistryError
from registry.registry import Registry
from registry.sync.frontier import Frontier, Pack
from registry.view.bundle_bytes import join_bytes
from registry.view.view import Basis, RegistryView
from signing.errors import HurenError
from verifier import TrustStore

LEAST = 64
"""Fewest packs for which starting a process is worth it."""

AHEAD = 2
"""Packs fetched, and perhaps verified, ahead of the pack being stored."""

_given: dict[str, Any] = {}
"""Trust data and time, within the process."""

PendingProof = Future[frozenset[str]]


class Prover:
    """Handle of the verifying process; without a process nothing is proven."""

    def __init__(self, pool: ProcessPoolExecutor | None, basis: Basis) -> None:
        self._pool, self._basis = pool, basis

    def ask(self, lines: Sequence[bytes]) -> PendingProof | None:
        """Send records to the process, to learn which are valid."""
        try:
            return self._pool.submit(_find_proven, lines) if self._pool is not None else None
        except (BrokenProcessPool, OSError):  # the process has died, or cannot be started
            return None

    def hear(self, answer: PendingProof | None) -> Proven:
        """Return the answer."""
        try:
            return Proven(self._basis, answer.result()) if answer is not None else NONE_PROVEN
        except BrokenProcessPool:
            return NONE_PROVEN


@contextmanager
def proving(registry: Registry, packs: int, now: datetime) -> Iterator[Prover]:
    """Start a process for many packs, with the registry's trust data as it is now; none for a few."""

    def read(view: RegistryView) -> tuple[bytes, str, Basis]:
        return join_bytes(view.bundle_bytes()), view.load_trust().pin, view.read_basis()

    bundle, pin, basis = registry.read(read)
    if packs < LEAST:
        yield Prover(None, basis)
        return
    # spawn: SQLite forbids carrying an open connection across a fork
    pool = ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=_begin, initargs=(bundle, pin, now)
    )
    try:
        yield Prover(pool, basis)
    finally:
        pool.shutdown(cancel_futures=True)


def read_ahead(frontier: Frontier, places: range, prover: Prover) -> Iterator[tuple[Pack, Proven]]:
    """Yield the packs at these places with their proven records; a failed fetch raises in its turn."""
    waiting: deque[tuple[Pack, PendingProof | None]] = deque()
    failure: HurenError | None = None
    for index in places:
        try:
            pack = frontier.pack(index)
        except HurenError as error:
            failure = error
            break
        waiting.append((pack, prover.ask(pack.lines)))
        if len(waiting) > AHEAD:
            first, answer = waiting.popleft()
            yield first, prover.hear(answer)
    for pack, answer in waiting:
        yield pack, prover.hear(answer)
    if failure is not None:
        raise failure


def _begin(bundle: bytes, pin: str, now: datetime) -> None:
    """Prepare the process, once; the parent handles signals."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # reference counts free the records
    _given.update(trust=TrustStore.from_bundle(bundle, pin=pin), now=now)


def _find_proven(lines: Sequence[bytes]) -> frozenset[str]:
    proven = set()
    for data in lines:
        try:
            record = parse_record(data)
            if KINDS[record.body.KIND].is_assessment:
                check_credential(record, _given["trust"], _given["now"])
                proven.add(record.digest)
        except RegistryError:
            continue  # the storing process finds the reason
    gc.collect(0)
    return frozenset(proven)
