"""Audits of the desk for Today: records that nobody decided, rows that were edited.

Each reads everything, so few are made.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from starlette.concurrency import run_in_threadpool

from desk.checking.audit import list_problems
from desk.errors import DeskError
from desk.office.desk import Desk

_SECONDS: Final = 300


class DeskAudits:
    """The last audit; one that is older than five minutes is made anew beside the answers."""

    def __init__(self, desk: Desk, monotonic: Callable[[], float]) -> None:
        self._desk = desk
        self._monotonic = monotonic
        self._made = float("-inf")
        self._found: Sequence[DeskError] = ()
        self._running: asyncio.Task[None] | None = None

    async def find(self) -> Sequence[DeskError]:
        """Return what the last audit found; the first caller waits for one."""
        is_first = self._made == float("-inf")
        if self._monotonic() - self._made >= _SECONDS and self._running is None:
            self._running = asyncio.create_task(self._audit())
        if is_first and self._running is not None:
            await asyncio.shield(self._running)
        return self._found

    async def _audit(self) -> None:
        try:
            self._found = await run_in_threadpool(self._desk.read, list_problems)
            self._made = self._monotonic()
        finally:
            self._running = None
