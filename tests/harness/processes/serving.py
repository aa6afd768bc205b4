"""A command that serves, as a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, cast

from tests.harness.checkout import ROOT

HUREN = (sys.executable, "-c", "from cli.main import run; raise SystemExit(run())")
_ADDRESS = re.compile(r"(?:serving|服务地址) (http://[^ （]+)")


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
        """The next line, which is waited for; empty at the end."""
        line = self._lines.get()
        if not line:
            self._lines.put("")
        return line

    def __iter__(self) -> Iterator[str]:
        return iter(self.readline, "")

    def read(self) -> str:
        """All until the process ends."""
        return "".join(self)


@contextmanager
def listening(*words: object, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address, as soon as it listens; what it does not end by itself is killed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUREN_")}
    process = subprocess.Popen(
        [*HUREN, *map(str, words)],
        cwd=ROOT,
        env={**inherited, "HUREN_LANG": "en", **environment},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stdout is not None
    process.stderr = cast("IO[str]", Drained(process.stderr))
    process.stdout = cast("IO[str]", Drained(process.stdout))
    try:
        first = process.stderr.readline()
        found = _ADDRESS.search(first)
        assert found, first + process.stderr.read()
        yield process, found[1]
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(process: subprocess.Popen[str], timeout: float) -> tuple[str, str]:
    """What is left of both outputs, once it has ended."""
    process.wait(timeout)
    assert process.stdout is not None
    assert process.stderr is not None
    return process.stdout.read(), process.stderr.read()


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `huren serve` and its address."""
    with listening("--data", folder, "serve", "--port", "0", *options) as found:
        yield found
