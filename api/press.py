"""The process in which paper is set; started when some is wanted, ended when none was for a while.

typst and the fonts take a hundred megabytes, every thread that sets paper takes more: a process of its own
gives all of it back, and what goes wrong in it does not end the node.
"""

import asyncio
import os
import signal
from asyncio import TimerHandle
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from api.errors import ApiError
from carriers.certificate.content import Certificate

IDLE_SECONDS = 30.0
SHEETS = 500
"""Papers a process: what typst remembers of them is given back after so many."""

BUSY_SECONDS = 2


class Press:
    """At most one process, which sets one paper at a time; for one event loop."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._pool: ProcessPoolExecutor | None = None
        self._wanted = 0
        self._end: TimerHandle | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        return self._pool is not None

    async def set(self, paper: Certificate, file: str, font: Path | None) -> bytes:
        """The bytes of `certificate.pdf`, or of a label in the format that `file` ends with.

        Raises CarrierError; ApiError paper-busy when the process was killed: the next begins with another.
        """
        loop = asyncio.get_running_loop()
        if self._end is not None:
            self._end.cancel()
        if self._pool is None:
            self._pool = _open_pool()
        pool = self._pool
        self._wanted += 1
        try:
            return await loop.run_in_executor(pool, set_paper, paper, file, font)
        except BrokenProcessPool:
            if self._pool is pool:
                self.close()
            raise busy() from None
        finally:
            self._wanted -= 1
            if not self._wanted:
                self._end = loop.call_later(self._idle_seconds, self.close)

    def close(self) -> None:
        """Ends the process once it has set what it was given."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def busy() -> ApiError:
    """The refusal of a paper that cannot be set at the moment."""
    return ApiError("paper-busy", headers={"Retry-After": str(BUSY_SECONDS)})


def set_paper(paper: Certificate, file: str, font: Path | None) -> bytes:
    """In the process: see `Press.set`."""
    from carriers.certificate.typesetting import format_certificate, format_label  # noqa: PLC0415 - for it alone

    if file == "certificate.pdf":
        return format_certificate(paper, font=font)
    kind = file.removeprefix("label.")
    return format_label(paper, "pdf" if kind == "pdf" else "svg" if kind == "svg" else "png", font=font)


def _open_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=follow_server, max_tasks_per_child=SHEETS
    )


def follow_server() -> None:
    """In the process: leaves signals to the server, and ends with it, however that ends."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    server = parent_process()
    assert server is not None  # noqa: S101 - it was spawned

    def follow() -> None:
        server.join()
        os._exit(0)

    Thread(target=follow, daemon=True).start()
