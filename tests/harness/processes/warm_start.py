"""Runs of `huren` that cost milliseconds: forked from a process that has imported everything.

Such a run equals `python -c`, except for what the interpreter itself reads from its environment, and the
memory it shares. Tests of these two start cold.
"""

import atexit
import marshal
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from tests.harness.checkout import ROOT
from tests.harness.processes.warm_parent import Request

START = "import sys; from cli.main import run; sys.exit(run())"
"""Code of `huren` for `python -c`."""

CLIENT = """#!{python} -IS
import marshal, os, sys
from _socket import AF_UNIX, SCM_RIGHTS, SHUT_WR, SOL_SOCKET, socket  # `socket` costs two starts of Python

start, told = socket(AF_UNIX), b""
start.connect({path!r})
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
start.sendmsg([b" "], [(SOL_SOCKET, SCM_RIGHTS, streams)])
request = dict(words=sys.argv[1:], folder=os.getcwd(), environment=dict(os.environ), terminal=False)
start.sendall(marshal.dumps(request))
start.shutdown(SHUT_WR)
while more := start.recv(64):
    told += more
code = int(told.split()[1])
os._exit(code if code >= 0 else 128 - code)
"""
"""`huren` for a shell: waits for the run and passes no signal on."""


_MAIN = "import sys; from tests.harness.processes.warm_parent import main; sys.exit(main(sys.argv[1]))"


class Start:
    """A run of `huren`, with the part of subprocess.Popen that tests use."""

    pid: int
    returncode: int | None = None
    stdout: IO[str] | None = None
    stderr: IO[str] | None = None

    def __init__(
        self,
        words: Sequence[object],
        streams: Sequence[int],
        *,
        folder: Path | None,
        environment: Mapping[str, str],
        terminal: bool = False,
    ) -> None:
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(_parent())
        socket.send_fds(self._connection, [b" "], streams)
        request: Request = {
            "words": [str(word) for word in words],
            "folder": str(folder or Path.cwd()),
            "environment": {**environment},
            "terminal": terminal,
        }
        self._connection.sendall(marshal.dumps(request))  # type: ignore[arg-type]
        self._connection.shutdown(socket.SHUT_WR)
        self._told = b""
        self.pid = int(self._line(None))

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raise TimeoutExpired while it runs."""
        if self.returncode is None:
            self.returncode = int(self._line(timeout))
            self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal; do nothing if the process has ended, even if its exit code has not come yet."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def _line(self, timeout: float | None) -> bytes:
        self._connection.settimeout(timeout)
        while b"\n" not in self._told:
            try:
                more = self._connection.recv(64)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("huren", timeout or 0) from None
            assert more, "the warm parent has gone"
            self._told += more
        line, _, self._told = self._told.partition(b"\n")
        return line


class ColdStart(Start):
    """A run from the interpreter's own start, for tests that measure that or the memory."""

    def __init__(
        self,
        words: Sequence[object],
        streams: Sequence[int],
        *,
        folder: Path | None,
        environment: Mapping[str, str],
    ) -> None:
        command = [sys.executable, "-c", START, *map(str, words)]
        given, out, err = streams
        self._process = subprocess.Popen(
            command, stdin=given, stdout=out, stderr=err, cwd=folder, env={**environment}
        )
        self.pid = self._process.pid

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raise TimeoutExpired while it runs."""
        self.returncode = self._process.wait(timeout)
        return self.returncode


def write_program(folder: Path) -> Path:
    """Return a new folder with a program `huren` that starts warm."""
    folder.mkdir(parents=True)
    program = folder / "huren"
    program.write_text(CLIENT.format(python=sys.executable, path=_parent()))
    program.chmod(0o755)
    return folder


@cache
def _parent() -> str:
    """Return the path of the parent's socket; a test process has one parent, which ends with it."""
    folder = tempfile.TemporaryDirectory(prefix="huren-warm-")
    path = f"{folder.name}/socket"
    parent = subprocess.Popen(
        [sys.executable, "-c", _MAIN, path],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )

    def end() -> None:
        parent.communicate()
        folder.cleanup()

    atexit.register(end)
    assert parent.stdout is not None
    assert parent.stdout.readline(), "the warm parent did not start"
    return path
