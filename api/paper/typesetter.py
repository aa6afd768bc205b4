"""The process that typesets paper: started on demand, ended after a while without work.

typst and the fonts take a hundred megabytes, and every thread that sets paper takes more. A process of its
own gives all of it back, its crash does not end the node, and every wait for it has an end.
"""

import asyncio
import os
import signal
from asyncio import TimerHandle
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from api.errors import ApiError
from carriers.certificate.content import Certificate
from carriers.errors import CarrierError

IDLE_SECONDS = 30.0
SHEETS = 500
"""Papers that one process sets before it ends, which frees the memory of typst."""

SECONDS = 20.0
"""Time limit for one paper, the start of the process included."""

TURN_SECONDS = 30.0
"""Longest time that a paper waits for its turn."""

BUSY_SECONDS = 2
_END_SECONDS = 5


class Press:
    """At most one process, which sets one paper at a time; for one event loop."""

    def __init__(
        self,
        *,
        idle_seconds: float = IDLE_SECONDS,
        sheets: int = SHEETS,
        seconds: float = SECONDS,
        turn_seconds: float = TURN_SECONDS,
    ) -> None:
        self._idle_seconds, self._sheets = idle_seconds, sheets
        self._seconds, self._turn_seconds = seconds, turn_seconds
        self._setter: _Setter | None = None
        self._turn = asyncio.Lock()
        self._wanted = 0
        self._end: TimerHandle | None = None

    @property
    def process(self) -> int | None:
        """Return the id of the process, if there is one."""
        return self._setter.process.pid if self._setter is not None else None

    async def set(self, paper: Certificate, file: str, font: Path | None) -> bytes:
        """Return the bytes of `certificate.pdf`, or of a label in the format that `file` ends with.

        Raises CarrierError; ApiError paper-busy after TURN_SECONDS without a turn; ApiError paper-interrupted
        if the process was killed or has not answered in time. The next paper then starts a new process.
        """
        if self._end is not None:
            self._end.cancel()
        self._wanted += 1
        try:
            await self._await_turn()
            try:
                return await self._set_next(paper, file, font)
            finally:
                self._turn.release()
        finally:
            self._wanted -= 1
            if not self._wanted:
                loop = asyncio.get_running_loop()
                self._end = loop.call_later(self._idle_seconds, self.close)

    def close(self) -> None:
        """End the process at once, even if it is at work."""
        setter, self._setter = self._setter, None
        if setter is not None:
            setter.close()

    async def _await_turn(self) -> None:
        try:
            async with asyncio.timeout(self._turn_seconds):
                await self._turn.acquire()
        except TimeoutError:
            raise busy() from None

    async def _set_next(self, paper: Certificate, file: str, font: Path | None) -> bytes:
        """Set the paper in its turn, with nothing else under way."""
        if self._setter is not None and self._setter.sheets >= self._sheets:
            self.close()
        try:
            setter = self._setter = self._setter or _Setter()
            async with asyncio.timeout(self._seconds):
                return await asyncio.to_thread(setter.set, paper, file, font)
        except (EOFError, OSError):  # TimeoutError is an OSError
            raise _refuse("paper-interrupted") from None
        finally:
            if self._setter is not None and not self._setter.has_answered:
                self.close()


class _Setter:
    """One process, and this end of the pipe to it; it has been given `sheets` papers."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, setter_end = context.Pipe()
        self.sheets = 0
        self.has_answered = True
        self.process = context.Process(target=serve_press, args=(setter_end,), daemon=True)
        self.process.start()
        setter_end.close()

    def set(self, paper: Certificate, file: str, font: Path | None) -> bytes:
        """Set the paper in a thread. Raises CarrierError, RuntimeError; EOFError and OSError if the
        process has ended."""
        self.sheets += 1
        self.has_answered = False
        self._pipe.send((paper, file, font))
        answer: bytes | Exception = self._pipe.recv()
        self.has_answered = True
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End the process, so that the thread that waits for it ends; the last holder closes the pipe."""
        self.process.kill()
        self.process.join(_END_SECONDS)


def busy() -> ApiError:
    """Return the refusal of a paper that cannot be set at the moment."""
    return _refuse("paper-busy")


def _refuse(code: str) -> ApiError:
    return ApiError(code, headers={"Retry-After": str(BUSY_SECONDS)})


def set_paper(paper: Certificate, file: str, font: Path | None) -> bytes:
    """Set the paper; runs in the process. See `Press.set`."""
    from carriers.certificate.typesetting import format_certificate, format_label  # noqa: PLC0415 - for it alone

    if file == "certificate.pdf":
        return format_certificate(paper, font=font)
    kind = file.removeprefix("label.")
    return format_label(paper, "pdf" if kind == "pdf" else "svg" if kind == "svg" else "png", font=font)


def serve_press(pipe: Connection) -> None:
    """Set the papers that come through the pipe until the server ends; runs in the process."""
    follow_server()
    with suppress(EOFError, OSError):
        while True:
            paper, file, font = pipe.recv()
            pipe.send(_try_setting(paper, file, font))


def _try_setting(paper: Certificate, file: str, font: Path | None) -> bytes | Exception:
    """Return the paper, or the error that the server will raise."""
    try:
        return set_paper(paper, file, font)
    except CarrierError as error:
        return error
    except Exception as error:
        # not every exception can be pickled for the pipe
        return RuntimeError(repr(error))


def follow_server() -> None:
    """Leave signals to the server, and end when the server ends, however it ends; runs in the process."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    server = parent_process()
    assert server is not None  # noqa: S101 - the server spawned this process

    def follow() -> None:
        server.join()
        # sys.exit() would end this thread alone
        os._exit(0)

    Thread(target=follow, daemon=True).start()
