"""Reads papers in a process of its own, within limits: a page that hangs or eats memory ends it alone."""

import signal
import time
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from carriers.errors import CarrierError
from carriers.papers.answers import AnswerError, PaperAnswer, format_answer, parse_answer
from carriers.papers.folder import FileState
from carriers.papers.limits import PaperLimits
from carriers.papers.paper_file import PaperKind

resource: Any
try:
    import resource
except ImportError:  # not on Windows
    resource = None

_REASON = b"!"
_OF_PAGE, _OF_FILE = ("page-too-slow", "page-crashed"), ("paper-too-slow", "paper-crashed")
_STARTING = 30.0
"""Seconds that a new process has beside those of its first page."""


class PageQuestion(NamedTuple):
    """A page of a file, or under 0 the file itself."""

    place: str
    kind: PaperKind
    state: FileState
    page: int


class ReadingProcess:
    """One process, asked one question at a time; it is started anew after one that it did not survive."""

    def __init__(self, limits: PaperLimits) -> None:
        self._limits = limits
        self.asked: PageQuestion | None = None
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        theirs, self._questions = context.Pipe(duplex=False)  # pipes: a pair of sockets would be a connection
        self.answers, ours = context.Pipe(duplex=False)
        self._process = context.Process(target=_serve, args=(theirs, ours, self._limits), daemon=True)
        self._process.start()
        theirs.close()
        ours.close()
        self._fresh = True

    def ask(self, question: PageQuestion) -> None:
        """Begin to read; `answers` has something when it is done, or has ended."""
        self.asked = question
        self._deadline = time.monotonic() + self._limits.wall_seconds + (_STARTING if self._fresh else 0)
        with suppress(OSError):  # one that has just ended is noticed when it is listened to
            self._questions.send(question)

    def seconds_left(self) -> float:
        """Until the page has taken too long."""
        return max(0.0, self._deadline - time.monotonic())

    def take(self) -> tuple[PaperAnswer, bytes] | str:
        """The answer and its bytes; or the reason why there is none, after which the process is another."""
        question, self.asked = self.asked, None
        assert question is not None  # noqa: S101
        slow, crashed = _OF_PAGE if question.page else _OF_FILE
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
        out_of_time = self._process.exitcode == -getattr(signal, "SIGXCPU", 0)  # none on Windows
        self._renew()
        return slow if out_of_time else crashed

    def _renew(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.join()
        self._questions.close()
        self.answers.close()


def _serve(questions: Connection, answers: Connection, limits: PaperLimits) -> None:
    from carriers.papers.pages import OpenPaper  # noqa: PLC0415 - libraries that the caller does not need

    opened: OpenPaper | None = None
    _limit_memory(limits.memory_bytes)
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
                said = format_answer(opened.read(question.page))
            except CarrierError as error:
                said = _REASON + error.code.encode()
            answers.send_bytes(said)


def _limit_memory(most: int) -> None:
    with suppress(AttributeError, ValueError, OSError):  # none on Windows; not above a lower limit
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: int) -> None:
    """From now on: the soft limit ends the process, the hard one is left, so that it can be moved on."""
    with suppress(AttributeError, ValueError, OSError):
        used = time.process_time()
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds + 1, hard))
