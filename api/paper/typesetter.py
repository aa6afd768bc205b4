"""The process in which paper is set; started when some is wanted, ended when none was for a while.

typst and the fonts take a hundred megabytes, every thread that sets paper takes more: a process of its own
gives all of it back, and what goes wrong in it does not end the node. Nobody waits for it for ever.
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
"""Papers a process: what typst remembers of them is given back after so many."""

SECONDS = 20.0
"""For one paper, the start of the process included."""

TURN_SECONDS = 30.0
"""How long a paper waits for those before it."""

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
        """The id of the process, if there is one."""
        return self._setter.process.pid if self._setter is not None else None

    async def set(self, paper: Certificate, file: str, font: Path | None) -> bytes:
        """The bytes of `certificate.pdf`, or of a label in the format that `file` ends with.

        Raises CarrierError; ApiError paper-busy when it was not this paper's turn for long, paper-interrupted
        when the process was killed or has not answered in time: the next begins with another.
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
        """Ends the process, whatever it does."""
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
        """In its turn: nothing else is under way."""
        if self._setter is not None and self._setter.sheets >= self._sheets:
            self.close()
        try:
            setter = self._setter = self._setter or _Setter()
            async with asyncio.timeout(self._seconds):
                return await asyncio.to_thread(setter.set, paper, file, font)
        except (EOFError, OSError):  # TimeoutError is one
            raise _refuse("paper-interrupted") from None
        finally:
            if self._setter is not None and not self._setter.has_answered:
                self.close()


class _Setter:
    """One process, and this end of the pipe to it; `sheets` were given to it."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.sheets = 0
        self.has_answered = True
        self.process = context.Process(target=serve_press, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def set(self, paper: Certificate, file: str, font: Path | None) -> bytes:
        """In a thread. Raises CarrierError, RuntimeError; EOFError and OSError when the process is gone."""
        self.sheets += 1
        self.has_answered = False
        self._pipe.send((paper, file, font))
        answer: bytes | Exception = self._pipe.recv()
        self.has_answered = True
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """With the process ends what a thread waits for; the pipe is closed with the last that holds it."""
        self.process.kill()
        self.process.join(_END_SECONDS)


def busy() -> ApiError:
    """The refusal of a paper that cannot be set at the moment."""
    return _refuse("paper-busy")


def _refuse(code: str) -> ApiError:
    return ApiError(code, headers={"Retry-After": str(BUSY_SECONDS)})


def set_paper(paper: Certificate, file: str, font: Path | None) -> bytes:
    """In the process: see `Press.set`."""
    from carriers.certificate.typesetting import format_certificate, format_label  # noqa: PLC0415 - for it alone

    if file == "certificate.pdf":
        return format_certificate(paper, font=font)
    kind = file.removeprefix("label.")
    return format_label(paper, "pdf" if kind == "pdf" else "svg" if kind == "svg" else "png", font=font)


def serve_press(pipe: Connection) -> None:
    """In the process: sets what comes through the pipe, until the server is gone."""
    follow_server()
    with suppress(EOFError, OSError):
        while True:
            paper, file, font = pipe.recv()
            pipe.send(_try_setting(paper, file, font))


def _try_setting(paper: Certificate, file: str, font: Path | None) -> bytes | Exception:
    """The paper, or what the server is to raise."""
    try:
        return set_paper(paper, file, font)
    except CarrierError as error:
        return error
    except Exception as error:
        return RuntimeError(repr(error))


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
