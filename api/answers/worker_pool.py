"""The processes that verify batches and check tenders on every core, started when first needed.

A worker holds the trust store of one bundle. It gets another bundle with the first share that needs it.
Shares and answers go through a socket pair, read and written by the event loop itself. A process pool is no
faster, and does not say which of its processes holds which bundle (docs/adr/0025).
"""

import asyncio
import gc
import pickle
import signal
import socket
import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from types import MappingProxyType
from typing import NamedTuple

from api.answers.batches import BatchShare, answer_share, cut_batch
from api.answers.questions import AT_ONCE
from api.metrics import VerdictCounts
from signing.errors import HurenError, Lang
from verifier import TrustStore

Pieces = Sequence[bytes | bytearray]
"""The pieces of an answer."""

_LENGTHS = struct.Struct("!QQ")
"""Header of a share: the lengths of its question and its body."""

_TOLD = struct.Struct("!QQ")
"""Header of an answer: the lengths of the answer and of its counts."""

_STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ProvenTrust:
    """Proven trust data, and the bundle it was made of (SHA-256 in hex names it)."""

    store: TrustStore
    bundle: bytes
    digest: str


class Job(NamedTuple):
    """One task for a worker: the function, called as `work(body, trust, send=…)`, and the body in pieces."""

    work: Callable[..., None]
    pieces: Sequence[bytes | memoryview]


class Workers:
    """Pool of `count` processes; with 0 the server does all the work itself."""

    def __init__(self, count: int, *, tell: Callable[[VerdictCounts], None] = lambda _: None) -> None:
        """Prepare the pool; if all jobs of a request were answered, `tell` gets the tally of each job."""
        self._count, self._tell = count, tell
        self._running: list[_Worker] = []

    @property
    def processes(self) -> tuple[int, ...]:
        """Return the ids of the processes started so far."""
        return tuple(worker.process.pid or 0 for worker in self._running)

    @property
    def waiting(self) -> int:
        """Return the number of jobs that wait for a process."""
        return sum(worker.waiting for worker in self._running)

    def cut(self, data: bytes) -> list[BatchShare]:
        """Cut the body of a batch into shares; none where the body is too short to be worth sending or
        cannot be cut."""
        shares = cut_batch(data, self._count) if self._count else []
        return shares if sum(share.number for share in shares) > AT_ONCE else []

    async def answer(
        self, shares: Sequence[BatchShare], trusted: ProvenTrust, now: datetime, lang: Lang
    ) -> Pieces | None:
        """Return the verdicts in order, as JSON objects with commas between, in pieces.

        None if a worker refused a share or has ended: the server must then read and answer the batch itself.
        """
        parts = await self.carry_out(
            [
                Job(partial(answer_share, number=share.number, now=now, lang=lang), share.pieces)
                for share in shares
            ],
            trusted,
        )
        return [piece for part in parts for piece in (b",", part)][1:] if parts is not None else None

    async def carry_out(self, jobs: Sequence[Job], trusted: ProvenTrust | None) -> Pieces | None:
        """Return the answer to each job, at most one job for each process. None as for `answer`, or without
        processes.

        `trusted` may be None for work that does not need it.
        """
        if not self._count:
            return None
        try:
            done = await self._carry_out(jobs, trusted)
        except OSError:  # a worker was killed or cannot start; the next request starts new ones
            self.close()
            return None
        if not all(answer for answer, _ in done):
            return None
        for _, counted in done:
            self._tell(counted)
        return [answer for answer, _ in done]

    def close(self) -> None:
        """End the processes."""
        running, self._running = self._running, []
        for worker in running:
            worker.close()

    async def _carry_out(
        self, jobs: Sequence[Job], trusted: ProvenTrust | None
    ) -> list[tuple[bytearray, VerdictCounts]]:
        while len(self._running) < self._count:
            self._running.append(_Worker())
        tasks = [
            asyncio.create_task(worker.answer(job, trusted))
            for worker, job in zip(self._running, jobs, strict=False)
        ]
        # workers finish even when the client leaves: the rest of its answer must not be read as part of the
        # next answer
        await asyncio.wait(tasks)
        errors = [error for task in tasks if (error := task.exception()) is not None]
        if errors:
            raise errors[0]
        return [task.result() for task in tasks]


class _Worker:
    """One process, and this side of the socket pair."""

    def __init__(self) -> None:
        self._socket, worker_end = socket.socketpair()
        self._socket.setblocking(False)
        self._turn = asyncio.Lock()
        self._holds = ""
        self.waiting = 0
        self.process = get_context("spawn").Process(target=serve_shares, args=(worker_end,), daemon=True)
        self.process.start()
        worker_end.close()

    async def answer(self, job: Job, trusted: ProvenTrust | None) -> tuple[bytearray, VerdictCounts]:
        """Return the answer to a job and its counts; an empty answer if the worker refused it. OSError if
        the process has ended."""
        self.waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self.waiting -= 1
        try:
            new = trusted if trusted is not None and self._holds != trusted.digest else None
            head = pickle.dumps((job.work, new and (new.bundle, new.store.pin)))
            lengths = _LENGTHS.pack(len(head), sum(map(len, job.pieces)))
            message = b"".join((lengths, head, *job.pieces))
            await asyncio.get_running_loop().sock_sendall(self._socket, message)
            self._holds = new.digest if new is not None else self._holds
            of_answer, of_tally = _TOLD.unpack(await self._receive(_TOLD.size))
            answer, counted = await self._receive(of_answer), await self._receive(of_tally)
            return answer, pickle.loads(counted)  # noqa: S301 - a process of our own wrote it
        finally:
            self._turn.release()

    async def _receive(self, length: int) -> bytearray:
        loop, data, filled = asyncio.get_running_loop(), bytearray(length), 0
        view = memoryview(data)
        while filled < length:
            received = await loop.sock_recv_into(self._socket, view[filled:])
            if received == 0:
                raise ConnectionResetError
            filled += received
        return data

    def close(self) -> None:
        """Close the socket, which ends the process."""
        self._socket.close()
        self.process.join(_STOP_SECONDS)
        self.process.kill()
        self.process.join()


def serve_shares(connection: socket.socket) -> None:
    """Answer shares in a worker until the server closes the connection or ends; the server handles signals.

    The garbage collector runs between answers: during an answer, nearly all objects are in use.
    """
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    # otherwise the collector adds 4 us to the reading of each credential
    gc.disable()
    trust: TrustStore | None = None
    with connection, suppress(ConnectionError):
        while True:
            of_head, of_body = _LENGTHS.unpack(_receive(connection, _LENGTHS.size))
            head, body = _receive(connection, of_head), _receive(connection, of_body)
            work, new = pickle.loads(head)  # noqa: S301 - the server wrote it
            if new is not None:
                bundle, pin = new
                trust = TrustStore.from_bundle(bundle, pin=pin)
                gc.collect()
            try:
                work(body, trust, send=partial(_send, connection))
            except HurenError:  # the server reads the batch again and reports the error
                _send(connection, b"", {})
            gc.collect(0)


def _send(
    connection: socket.socket, answer: bytes | bytearray, counted: VerdictCounts = MappingProxyType({})
) -> None:
    counts = pickle.dumps(dict(counted))
    connection.sendall(_TOLD.pack(len(answer), len(counts)) + answer + counts)


def _receive(connection: socket.socket, length: int) -> bytes:
    """Receive `length` bytes; ConnectionResetError where there are fewer."""
    data = connection.recv(length, socket.MSG_WAITALL)
    if len(data) < length:
        raise ConnectionResetError
    return data
