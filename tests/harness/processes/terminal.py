"""The command at a real terminal: a pseudo-terminal as its controlling one, with typed answers."""

import fcntl
import os
import pty
import select
import struct
import termios
from collections.abc import Sequence
from pathlib import Path

from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import plain_environment
from tests.harness.processes.warm_start import Start

PATIENCE = 120
"""Seconds without output after which the test fails."""


def at_terminal(
    *words: object,
    answers: Sequence[tuple[str, str]] = (),
    columns: int = 80,
    cwd: Path | None = None,
    **environment: str,
) -> tuple[int, str]:
    """Return exit code and screen. Each of `answers` is typed once its text appears."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    variables = {**plain_environment(), "PYTHONPATH": str(ROOT), "TERM": "dumb", **environment}
    process = Start(words, [slave] * 3, folder=cwd, environment=variables, terminal=True)
    os.close(slave)
    try:
        screen, seen = b"", 0
        for awaited, answer in answers:
            while awaited.encode() not in screen[seen:]:
                more = _read(master)
                assert more, f"{awaited!r} was not asked: {screen.decode(errors='replace')}"
                screen += more
            seen = screen.index(awaited.encode(), seen) + len(awaited.encode())
            os.write(master, answer.encode() + b"\n")
        while more := _read(master):
            screen += more
        return process.wait(PATIENCE), screen.decode().replace("\r\n", "\n")
    finally:
        os.close(master)
        process.kill()
        process.wait()


def _read(master: int) -> bytes:
    """Return the output since the last call; empty at the end."""
    ready, _, _ = select.select([master], [], [], PATIENCE)
    assert ready, "the command waits for something that was not foreseen"
    try:
        return os.read(master, 65_536)
    except OSError:  # Linux reports EIO once the other side is closed
        return b""
