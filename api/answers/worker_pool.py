"""The processes that verify batches, so that every core works; started at the first batch that needs them.

A worker holds the trust store of one bundle, and gets the bundle with the first question that rests on
another. Questions and answers go through a socket pair, read and written by the event loop itself: a process
pool is no faster, and does not say which of its processes holds which bundle (docs/adr/0037).
"""

import asyncio
import pickle
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context

from api.answers.questions import Question, answer
from signing.errors import Lang
from verifier import TrustStore

INLINE = 16
"""Batches up to this length are not worth the journey; so many are answered before others get a turn."""

_TURN_BYTES = 64 * 1024
"""And so many bytes: what is hostile takes its time by its size."""

_LENGTH = 8
"""Bytes before every message that say how long it is."""

_STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ProvenTrust:
    """Proven trust data, and the bundle it was made of (SHA-256 in hex names it)."""

    store: TrustStore
    bundle: bytes
    digest: str


class Workers:
    """`count` processes; 0 answers everything in the server."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._running: list[_Worker] = []

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes, as far as they were started."""
        return tuple(worker.process.pid or 0 for worker in self._running)

    async def answer_all(
        self, questions: Sequence[Question], trusted: ProvenTrust, now: datetime, lang: Lang
    ) -> bytes:
        """The verdicts in order, as JSON objects with commas between."""
        if self._count and len(questions) > INLINE:
            try:
                return await self._answer_elsewhere(questions, trusted, now, lang)
            except OSError:  # a worker was killed or cannot start; the next batch tries anew
                self.close()
        return await self._answer_here(questions, trusted.store, now, lang)

    def close(self) -> None:
        """Ends the processes."""
        running, self._running = self._running, []
        for worker in running:
            worker.close()

    async def _answer_here(
        self, questions: Sequence[Question], trust: TrustStore, now: datetime, lang: Lang
    ) -> bytes:
        parts, weight = [], 0
        for question in questions:
            parts.append(answer(question, trust, now, lang))
            weight += _TURN_BYTES // INLINE + len(question.data)
            if weight >= _TURN_BYTES:
                weight = 0
                await asyncio.sleep(0)
        return b",".join(parts)

    async def _answer_elsewhere(
        self, questions: Sequence[Question], trusted: ProvenTrust, now: datetime, lang: Lang
    ) -> bytes:
        while len(self._running) < self._count:
            self._running.append(_Worker())
        share = -(-len(questions) // self._count)
        shares = [questions[start : start + share] for start in range(0, len(questions), share)]
        tasks = [
            asyncio.ensure_future(worker.answer(share, trusted, now, lang))
            for worker, share in zip(self._running, shares, strict=False)
        ]
        # goes on when the client leaves: the rest of its answer must not be taken for the next one's
        parts = await asyncio.gather(*map(asyncio.shield, tasks), return_exceptions=True)
        for part in parts:
            if isinstance(part, BaseException):  # after all have ended: their sockets are closed now
                raise part
        return b",".join(part for part in parts if isinstance(part, bytes))


class _Worker:
    """One process, and this side of the socket pair."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        self._turn = asyncio.Lock()
        self._holds = ""
        self.process = get_context("spawn").Process(target=serve_questions, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    async def answer(
        self, questions: Sequence[Question], trusted: ProvenTrust, now: datetime, lang: Lang
    ) -> bytes:
        """The verdicts of a share. Raises OSError when the process is gone."""
        async with self._turn:
            bundle = trusted.bundle if self._holds != trusted.digest else None
            task = ([tuple(question) for question in questions], bundle, trusted.store.pin, now, lang)
            message = pickle.dumps(task)
            await asyncio.get_running_loop().sock_sendall(self._socket, _framed(message))
            self._holds = trusted.digest
            length = int.from_bytes(await self._receive(_LENGTH), "big")
            return bytes(await self._receive(length))

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
        """The process ends when its socket does."""
        self._socket.close()
        self.process.join(_STOP_SECONDS)
        self.process.kill()
        self.process.join()


def _framed(message: bytes) -> bytes:
    return len(message).to_bytes(_LENGTH, "big") + message


def serve_questions(connection: socket.socket) -> None:
    """In a worker: answers until the server closes the connection or is gone; signals are its business."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    trust: TrustStore | None = None
    with connection, connection.makefile("rb") as incoming, suppress(ConnectionError):
        while header := incoming.read(_LENGTH):
            message = incoming.read(int.from_bytes(header, "big"))
            questions, bundle, pin, now, lang = pickle.loads(message)  # noqa: S301 - the server wrote it
            if trust is None or bundle is not None:
                trust = TrustStore.from_bundle(bundle, pin=pin)
            parts = [answer(Question(*question), trust, now, lang) for question in questions]
            connection.sendall(_framed(b",".join(parts)))
