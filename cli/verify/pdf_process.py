"""Reader of strangers' PDFs in a separate process: if it hangs, crashes or eats memory, it ends alone."""

from contextlib import suppress
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from carriers.errors import CarrierError
from carriers.pdf import PdfReading

SECONDS = 120.0
MEMORY_BYTES = 4 * 1024**3

_Answer = PdfReading | tuple[str, dict[str, Any]]


def read_pdf_apart(data: bytes) -> PdfReading:
    """Read as `carriers.pdf.read_pdf` does; CarrierError pdf-too-slow besides."""
    answer = _reader().ask(data)
    if isinstance(answer, PdfReading):
        return answer
    code, facts = answer
    raise CarrierError(code, **facts)


@cache
def _reader() -> "_Reader":
    return _Reader()


class _Reader:
    """One process for all files, started anew after a file it did not survive."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        # spawn: a fork would copy locks that the progress bar's thread may hold
        context = get_context("spawn")
        # simplex pipes: a duplex one is a pair of sockets, and `huren verify` opens no socket
        child_end, self._questions = context.Pipe(duplex=False)
        self._answers, ours = context.Pipe(duplex=False)
        self._process = context.Process(target=_serve, args=(child_end, ours), daemon=True)
        self._process.start()
        # closes the child's ends here: otherwise its death would not end the pipe
        child_end.close()
        ours.close()

    def ask(self, data: bytes) -> _Answer:
        code = "pdf-unreadable"
        with suppress(EOFError, OSError):
            self._questions.send_bytes(data)
            if self._answers.poll(SECONDS):
                answer: _Answer = self._answers.recv()
                return answer
            code = "pdf-too-slow"
        self._process.kill()
        self._process.join()
        self._start()
        return code, {"seconds": int(SECONDS)}


def _serve(questions: "Connection", answers: "Connection") -> None:
    from carriers.pdf import read_pdf

    with suppress(ImportError, ValueError, OSError):  # Windows has no limits; a lower hard limit stays
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            try:
                answers.send(read_pdf(questions.recv_bytes()))
            except CarrierError as error:
                answers.send((error.code, error.facts))
            except MemoryError:
                answers.send(("pdf-unreadable", {}))
