"""Runs of the command in this process and in one of its own."""

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from unittest.mock import patch

import pytest

from cli import commands
from cli.main import run
from terminal.language import language
from tests.cli.command_table import check_members
from tests.harness.checkout import ROOT
from tests.harness.processes.warm_start import ColdStart, Start

OF_TESTS = (
    "HUREN_CHROMIUM",
    "HUREN_FUZZ",
    "HUREN_ORDER",
    "HUREN_REQUIRE_ALL",
    "HUREN_TEST_OBJECTS",
    "HUREN_TEST_OBJECTS_ID",
    "HUREN_TEST_OBJECTS_SECRET",
)
"""Variables that the tests read and the command refuses."""


def plain_environment() -> dict[str, str]:
    """Return this process's environment without the variables that only tests read."""
    return {name: value for name, value in os.environ.items() if name not in OF_TESTS}


@dataclass(frozen=True)
class Done:
    """Result of a command."""

    code: int
    out: str
    err: str


def _build_commands_once() -> None:
    """Keep each command for the next run in its language: Typer takes a fifth of a run to build them."""
    build, build_root = commands.Commands.get_command, commands.make_root
    command = cache(lambda _, name: build(None, None, name))  # type: ignore[arg-type]
    root = cache(lambda _: build_root())
    patch.object(
        commands.Commands, "get_command", lambda _, __, cmd_name: command(language(), cmd_name)
    ).start()
    patch.object(commands, "make_root", lambda: root(language())).start()


_build_commands_once()


class Huren:
    """`huren(...)` with the output captured; nothing may look like a traceback."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: object, code: int = 0) -> Done:
        self.capsys.readouterr()
        with patch.dict(os.environ):
            for name in OF_TESTS:
                os.environ.pop(name, None)
            came = run([str(word) for word in words])
        captured = self.capsys.readouterr()
        done = Done(came, captured.out, captured.err)
        assert "Traceback" not in done.out + done.err
        assert came == code, done
        if "--json" in words:
            check_members([*map(str, words)], done.out)
        return done


def spawn(
    *words: object, cwd: Path | None = None, text: str = "", cold: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Start the command as a process, forked from a warm one, or `cold` from the interpreter's start."""
    variables = {**plain_environment(), "PYTHONPATH": str(ROOT), **environment}
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(text.encode())
        given.seek(0)
        streams = [given.fileno(), out.fileno(), err.fileno()]
        code = (ColdStart if cold else Start)(words, streams, folder=cwd, environment=variables).wait()
        out.seek(0)
        err.seek(0)
        said = out.read().decode(), err.read().decode()
    return subprocess.CompletedProcess([str(word) for word in words], code, *said)
