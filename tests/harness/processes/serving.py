"""A serving command as a process of its own."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, cast

from tests.harness.checkout import ROOT
from tests.harness.processes.warm_start import ColdStart, Start

_ADDRESS = re.compile(r"(?:serving|服务地址) (http://[^ （]+)")

SILENCE = 300
"""Seconds to wait for a line of output."""


class Drained:
    """A pipe that a thread reads at once, so that its process never waits; the lines are kept."""

    def __init__(self, pipe: IO[str]) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._drain, args=(pipe,), daemon=True).start()

    def _drain(self, pipe: IO[str]) -> None:
        with pipe:
            for line in pipe:
                self._lines.put(line)
        self._lines.put("")

    def readline(self) -> str:
        """Return the next line, empty at the end; queue.Empty after too long a silence."""
        line = self._lines.get(timeout=SILENCE)
        if not line:
            self._lines.put("")
        return line

    def __iter__(self) -> Iterator[str]:
        return iter(self.readline, "")

    def read(self) -> str:
        """Return the rest of the output, up to the end of the process."""
        return "".join(self)


@contextmanager
def listening(*words: object, cold: bool = False, **environment: str) -> Iterator[tuple[Start, str]]:
    """Start a process; yield it and its address once it listens.

    Killed at the end unless it ends itself. Forked from a warm parent, or `cold` from the interpreter's
    start if its memory is measured.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUREN_")}
    variables = {**inherited, "HUREN_LANG": "en", **environment}
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    with open(os.devnull) as nothing:
        streams = (nothing.fileno(), out_end, err_end)
        start = ColdStart if cold else Start
        process = start(words, streams, folder=ROOT, environment=variables)
    os.close(out_end)
    os.close(err_end)
    process.stdout, process.stderr = (cast("IO[str]", Drained(os.fdopen(end))) for end in (out, err))
    try:
        first = process.stderr.readline()
        found = _ADDRESS.search(first)
        assert found, first + process.stderr.read()
        yield process, found[1]
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(process: Start, timeout: float) -> tuple[str, str]:
    """Wait for the end and return the rest of both outputs."""
    process.wait(timeout)
    assert process.stdout is not None
    assert process.stderr is not None
    return process.stdout.read(), process.stderr.read()


@contextmanager
def serving(folder: Path, *options: str, cold: bool = False) -> Iterator[tuple[Start, str]]:
    """A running `huren serve` and its address."""
    with listening("--data", folder, "serve", "--port", "0", *options, cold=cold) as found:
        yield found
