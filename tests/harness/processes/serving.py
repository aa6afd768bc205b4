"""A command that serves, as a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, Protocol, cast

from tests.harness.checkout import ROOT
from tests.harness.processes.warm_start import Start

HUREN = (sys.executable, "-c", "from cli.main import run; raise SystemExit(run())")
_ADDRESS = re.compile(r"(?:serving|服务地址) (http://[^ （]+)")

SILENCE = 300
"""Seconds in which a process that is listened to says something."""


class Drained:
    """A pipe that is read as soon as it is written, so that its process never waits; its lines are kept."""

    def __init__(self, pipe: IO[str]) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._drain, args=(pipe,), daemon=True).start()

    def _drain(self, pipe: IO[str]) -> None:
        with pipe:
            for line in pipe:
                self._lines.put(line)
        self._lines.put("")

    def readline(self) -> str:
        """The next line, empty at the end; queue.Empty after too long a silence."""
        line = self._lines.get(timeout=SILENCE)
        if not line:
            self._lines.put("")
        return line

    def __iter__(self) -> Iterator[str]:
        return iter(self.readline, "")

    def read(self) -> str:
        """All until the process ends."""
        return "".join(self)


class Serving(Protocol):
    """A process that serves, started cold or warm: what tests use of it."""

    stdout: IO[str] | None
    stderr: IO[str] | None
    returncode: int | None

    @property
    def pid(self) -> int:
        """The process id."""

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """The exit code; subprocess.TimeoutExpired while it runs."""

    def send_signal(self, number: int, /) -> None:
        """Nothing happens when it has ended."""

    def kill(self) -> None:
        """SIGKILL."""


@contextmanager
def listening(*words: object, cold: bool = False, **environment: str) -> Iterator[tuple[Serving, str]]:
    """The process and its address, as soon as it listens; what it does not end by itself is killed.

    It is forked from a warm parent, or `cold` from the interpreter's start: where memory is measured.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUREN_")}
    variables = {**inherited, "HUREN_LANG": "en", **environment}
    process = _start_cold(words, variables) if cold else _start_warm(words, variables)
    assert process.stderr is not None
    try:
        first = process.stderr.readline()
        found = _ADDRESS.search(first)
        assert found, first + process.stderr.read()
        yield process, found[1]
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _start_cold(words: Sequence[object], variables: dict[str, str]) -> Serving:
    process = subprocess.Popen(
        [*HUREN, *map(str, words)],
        cwd=ROOT,
        env=variables,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stdout is not None
    process.stderr = cast("IO[str]", Drained(process.stderr))
    process.stdout = cast("IO[str]", Drained(process.stdout))
    return process


def _start_warm(words: Sequence[object], variables: dict[str, str]) -> Serving:
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    with open(os.devnull) as nothing:
        process = Start(words, (nothing.fileno(), out_end, err_end), folder=ROOT, environment=variables)
    os.close(out_end)
    os.close(err_end)
    process.stdout, process.stderr = (cast("IO[str]", Drained(os.fdopen(end))) for end in (out, err))
    return process


def wait_for(process: Serving, timeout: float) -> tuple[str, str]:
    """What is left of both outputs, once it has ended."""
    process.wait(timeout)
    assert process.stdout is not None
    assert process.stderr is not None
    return process.stdout.read(), process.stderr.read()


@contextmanager
def serving(folder: Path, *options: str, cold: bool = False) -> Iterator[tuple[Serving, str]]:
    """A running `huren serve` and its address."""
    with listening("--data", folder, "serve", "--port", "0", *options, cold=cold) as found:
        yield found
