"""Papers for many requests at once: the node typesets each paper once and keeps it for a while, and the
queue is bounded."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import orjson
from starlette.concurrency import run_in_threadpool

from api.errors import ApiError
from api.paper.typesetter import Press, busy
from carriers.certificate.content import Certificate

MAX_WAITING = 64
"""Most different papers under way; the node refuses one more and says when to try again."""
MAX_KEPT = 256
MAX_KEPT_BYTES = 16 * 1024 * 1024


class Papers:
    """The papers of one node; for one event loop."""

    def __init__(self, press: Press | None = None, *, waiting: int = MAX_WAITING) -> None:
        self.press = press or Press()
        self._waiting = waiting
        self._under_way: dict[bytes, asyncio.Task[bytes]] = {}
        self._kept = BytesCache(MAX_KEPT, MAX_KEPT_BYTES)

    async def find(self, write: Callable[[], Certificate], *, file: str, font: Path | None) -> bytes:
        """Return the file for the content that `write()` returns; simultaneous requests for the same content
        share it.

        Raises ApiError paper-busy, and the errors of `write` and of the press.
        """
        paper = await run_in_threadpool(write)
        name = sha256(orjson.dumps((file, str(font), paper))).digest()
        kept = self._kept.find(name)
        if kept is not None:
            return kept
        task = self._under_way.get(name)
        if task is None:
            if len(self._under_way) >= self._waiting:
                raise busy()
            task = asyncio.create_task(self._set(name, paper, file, font))
            self._under_way[name] = task
            task.add_done_callback(lambda done: self._forget(name, done))
        # a client that leaves must not cancel the paper for other clients
        return await asyncio.shield(task)

    def close(self) -> None:
        """End the process that typesets the papers."""
        self.press.close()

    async def _set(self, name: bytes, paper: Certificate, file: str, font: Path | None) -> bytes:
        data = await self.press.set(paper, file, font)
        self._kept.keep(name, data)
        return data

    def _forget(self, name: bytes, done: asyncio.Task[bytes]) -> None:
        del self._under_way[name]
        if not done.cancelled():
            done.exception()  # reads the exception: perhaps no request waits for this task any more


def check_font(font: Path | None) -> None:
    """Raise ApiError setting-value or CarrierError font-unreadable if the node cannot typeset with this
    font."""
    if font is None:
        return
    if not font.is_file():
        raise ApiError("setting-value", "font", why="there is no such file.", why_zh="没有这个文件。")
    from carriers.certificate.glyphs import characters_of  # noqa: PLC0415 - most nodes name no font

    characters_of(font)


class BytesCache:
    """Bytes by name: at most `entries` entries with `size` bytes together; those longest unused are
    dropped first."""

    def __init__(self, entries: int, size: int) -> None:
        self._entries, self._size = entries, size
        self._found: OrderedDict[bytes, bytes] = OrderedDict()
        self._held = 0

    def find(self, name: bytes) -> bytes | None:
        """Return the bytes kept under a name."""
        data = self._found.get(name)
        if data is not None:
            self._found.move_to_end(name)
        return data

    def keep(self, name: bytes, data: bytes) -> None:
        """Keep these bytes under a name; drop others where there is no room."""
        self._held += len(data) - len(self._found.pop(name, b""))
        self._found[name] = data
        while len(self._found) > self._entries or self._held > self._size:
            self._held -= len(self._found.popitem(last=False)[1])
