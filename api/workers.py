"""The processes that verify batches, so that every core works; started at the first batch that needs them.

A worker holds the trust store of one bundle. The bundle travels as a file: a task names it, and a worker that
holds another one reads it first.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from api.answering import Question, answer
from signing.errors import Lang
from verifier import TrustStore

INLINE = 16
"""Batches up to this length are not worth the journey; so many are answered before others get a turn."""


KEPT = 4
"""Bundles on disk; a task whose file is gone is answered by the server itself."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """Proven trust data, and the bundle it was made of (SHA-256 in hex names it)."""

    store: TrustStore
    bundle: bytes
    digest: str


class Workers:
    """`count` processes; 0 answers everything in the server."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None
        self._folder: TemporaryDirectory[str] | None = None
        self._saved: dict[str, str] = {}

    async def answer_all(
        self, questions: Sequence[Question], trusted: Trusted, now: datetime, lang: Lang
    ) -> bytes:
        """The verdicts in order, as JSON objects with commas between."""
        if self._count and len(questions) > INLINE:
            try:
                return await self._answer_elsewhere(questions, trusted, now, lang)
            except (
                BrokenExecutor,
                OSError,
            ):  # a worker was killed or cannot start; the next batch tries anew
                self._drop_pool()
        return await self._answer_here(questions, trusted.store, now, lang)

    def close(self) -> None:
        """Ends the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        if self._folder is not None:
            self._folder.cleanup()
        self._pool = self._folder = None
        self._saved.clear()

    def _drop_pool(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None

    async def _answer_here(
        self, questions: Sequence[Question], trust: TrustStore, now: datetime, lang: Lang
    ) -> bytes:
        parts = []
        for start in range(0, len(questions), INLINE):
            parts += [answer(question, trust, now, lang) for question in questions[start : start + INLINE]]
            await asyncio.sleep(0)
        return b",".join(parts)

    async def _answer_elsewhere(
        self, questions: Sequence[Question], trusted: Trusted, now: datetime, lang: Lang
    ) -> bytes:
        pool, path = self._started(), self._saved.get(trusted.digest)
        if path is None:
            path = await asyncio.to_thread(self._save, trusted)
        pin, loop = trusted.store.pin, asyncio.get_running_loop()
        share = -(-len(questions) // self._count)
        tasks = [
            loop.run_in_executor(
                pool, answer_share, [tuple(q) for q in questions[start : start + share]], path, pin, now, lang
            )
            for start in range(0, len(questions), share)
        ]
        return b",".join(await asyncio.gather(*tasks))

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._count, mp_context=get_context("spawn"), initializer=_begin)
        return self._pool

    def _save(self, trusted: Trusted) -> str:
        """The file of the bundle, written once. The last few stay, for tasks that still name them."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="huren-", ignore_cleanup_errors=True)
        path = Path(self._folder.name) / f"{trusted.digest}.json"
        part = path.with_suffix(f".{os.urandom(4).hex()}")
        part.write_bytes(trusted.bundle)
        part.replace(path)
        self._saved[trusted.digest] = str(path)
        while len(self._saved) > KEPT:
            Path(self._saved.pop(next(iter(self._saved)))).unlink(missing_ok=True)
        return str(path)


_HELD: tuple[str, TrustStore] | None = None
"""What this worker believes, and the file it read it from."""


def answer_share(
    questions: Sequence[tuple[Any, ...]], path: str, pin: str, now: datetime, lang: Lang
) -> bytes:
    """In a worker: the verdicts of a share; questions travel as plain tuples, which are cheaper to pack."""
    global _HELD  # noqa: PLW0603 - a process is the one holder of its trust store
    if _HELD is None or _HELD[0] != path:
        _HELD = path, TrustStore.from_bundle(Path(path).read_bytes(), pin=pin)
    trust = _HELD[1]
    return b",".join([answer(Question(*question), trust, now, lang) for question in questions])


def _begin() -> None:
    """In a new worker: Ctrl-C is the server's business, and no worker outlives the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
