"""Answers that the node works out from time to time, once for all requests."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from signing.errors import HurenError

T = TypeVar("T")


class HeldAnswer(Generic[T]):
    """An answer that is kept for `seconds`; None where it is not available soon."""

    def __init__(self, *, monotonic: Callable[[], float], seconds: float) -> None:
        self._monotonic, self._seconds = monotonic, seconds
        self._begun: tuple[float, object, asyncio.Task[T | None]] | None = None
        self._is_late = False

    async def get(self, work: Callable[[], Awaitable[T]], *, patience: float, key: object = None) -> T | None:
        """Return the result of `work()`; work again when the kept result is old or belongs to another `key`.

        The first asker waits up to `patience` seconds. The work goes on after that, and later askers do not
        wait for it. One key is worked out at a time. A request for another `key` gets None if the work under
        way takes longer than `patience`.
        """
        task = self._begin(work, key)
        if task is None:
            await self._wait_for_other(patience)
            task = self._begin(work, key)
        if task is None:
            return None
        if not task.done():
            await asyncio.wait([task], timeout=0 if self._is_late else patience)
        self._is_late = not task.done()
        return task.result() if task.done() else None

    def _begin(self, work: Callable[[], Awaitable[T]], key: object) -> "asyncio.Task[T | None] | None":
        """Return the task for this key, started if necessary; None while a task for another key runs."""
        now = self._monotonic()
        if self._begun is None or self._is_over(self._begun, key, now):
            self._begun = now, key, asyncio.create_task(_try(work))
            self._is_late = False
        return self._begun[2] if self._begun[1] == key else None

    async def _wait_for_other(self, patience: float) -> None:
        if self._begun is not None:
            await asyncio.wait([self._begun[2]], timeout=0 if self._is_late else patience)
            self._is_late = not self._begun[2].done()

    def _is_over(
        self, begun: tuple[float, object, "asyncio.Task[T | None]"], key: object, now: float
    ) -> bool:
        """Return whether an answer is old or belongs to another key, or its task belongs to another event
        loop."""
        at, of, task = begun
        if task.done():
            return task.cancelled() or now - at >= self._seconds or of != key
        return task.get_loop() is not asyncio.get_running_loop()


async def _try(work: Callable[[], Awaitable[T]]) -> T | None:
    try:
        return await work()
    except HurenError:
        return None
