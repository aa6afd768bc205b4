"""Read papers in a process of its own, within limits: a page that hangs or eats memory ends only that."""

import signal
import time
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple

from carriers.errors import CarrierError
from carriers.papers.answers import AnswerError, PaperAnswer, format_answer, parse_answer
from carriers.papers.folder import FileState
from carriers.papers.limits import PaperLimits
from carriers.papers.memory import limit_memory, resource
from carriers.papers.paper_file import PaperKind

_REASON = b"!"
OUT_OF_ROOM = frozenset(("page-memory", "paper-memory", "page-crashed", "paper-crashed"))
"""Reasons to read a page again alone, since libraries may crash where they get no memory."""
_OF_PAGE = ("page-too-slow", "page-memory", "page-crashed")
_OF_FILE = ("paper-too-slow", "paper-memory", "paper-crashed")
_STARTING = 30.0
"""Extra seconds for the first page of a new process."""


class PageQuestion(NamedTuple):
    """A page of a file, or the file itself (0)."""

    place: str
    kind: PaperKind
    state: FileState
    page: int


class ReadingProcess:
    """One process, asked one question at a time; it is started anew after a question that killed it.

    `alone` has the memory for a page that needs more than others, while no other process has any.
    """

    def __init__(self, limits: PaperLimits, *, alone: bool = False) -> None:
        self._limits, self.alone = limits, alone
        self.asked: PageQuestion | None = None
        self._start()

    def _start(self) -> None:
        # a fork would inherit the caller's memory and the locks of its threads
        context = get_context("spawn")
        # pipes: a pair of sockets would be a connection
        child_reads, self._questions = context.Pipe(duplex=False)
        self.answers, child_writes = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_serve, args=(child_reads, child_writes, self._limits, self.alone), daemon=True
        )
        self._process.start()
        # close our copies: an open one would keep the pipe alive after the process has ended
        child_reads.close()
        child_writes.close()
        self._fresh = True

    def ask(self, question: PageQuestion) -> None:
        """Begin to read; `answers` becomes ready when the process is done, or has ended."""
        self.asked = question
        self._deadline = time.monotonic() + self._limits.wall_seconds + (_STARTING if self._fresh else 0)
        with suppress(OSError):  # a process that has just ended is noticed when its answer is read
            self._questions.send(question)

    def seconds_left(self) -> float:
        """Return the seconds until the page has taken too long."""
        return max(0.0, self._deadline - time.monotonic())

    def take(self) -> tuple[PaperAnswer, bytes] | str:
        """Return the answer and its bytes, or the reason why there is none, and then start a new process."""
        question, self.asked = self.asked, None
        assert question is not None  # noqa: S101
        slow, starved, crashed = _OF_PAGE if question.page else _OF_FILE
        if not self.answers.poll():
            self._renew()
            return slow
        try:
            data = self.answers.recv_bytes()
            self._fresh = False
            reason = data.removeprefix(_REASON).decode("ascii", "replace")
            if data.startswith(_REASON) and reason in CarrierError.MESSAGES:
                return reason
            answer = parse_answer(data)
            if answer.page == question.page:
                return answer, data
        except (EOFError, OSError, AnswerError):
            pass
        self._process.join(1.0)
        ended_by = -(self._process.exitcode or 0)
        self._renew()
        if ended_by == getattr(signal, "SIGXCPU", None):  # none on Windows
            return slow
        # the C library and C++ abort a process that gets no memory
        return starved if ended_by == signal.SIGABRT else crashed

    def _renew(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._questions.close()
        self.answers.close()


def _serve(questions: Connection, answers: Connection, limits: PaperLimits, alone: bool) -> None:
    from carriers.papers.pages import OpenPaper  # noqa: PLC0415 - libraries that the caller does not need

    opened: OpenPaper | None = None
    limit_memory(limits.alone_bytes if alone else limits.memory_bytes)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            question: PageQuestion = questions.recv()
            _limit_time(limits.cpu_seconds)
            try:
                if opened is None or (opened.place, opened.state) != (question.place, question.state):
                    if opened is not None:
                        opened.close()
                        opened = None
                    opened = OpenPaper(question.place, question.kind, question.state)
                answer = format_answer(opened.read(question.page))
            except CarrierError as error:
                answer = _REASON + error.code.encode()
            answers.send_bytes(answer)


def _limit_time(seconds: int) -> None:
    """Limit the time from now on: the soft limit ends the process; the hard one stays, to be set again."""
    with suppress(AttributeError, ValueError, OSError):
        used = time.process_time()
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds + 1, hard))
