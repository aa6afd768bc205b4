"""The present version and the new one, each as a program of its own."""

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terminal.errors import CommandError
from terminal.language import language
from terminal.output import plain
from terminal.workspace.files import explain

OWN = (sys.executable, "-m", "cli.main")
"""Start of the version that runs."""
_WHEEL = ".whl"
_QUIET = ("--quiet", "--disable-pip-version-check", "--no-input")


@dataclass(frozen=True, slots=True)
class ProgramAnswer:
    """Objects that a command printed, its exit code, the seconds it took.

    If it refused, `refusal` is the sentence and `refused` its code, which is empty for another program's.
    """

    objects: Sequence[Mapping[str, Any]]
    code: int
    seconds: float
    refusal: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A huren that runs as a process of its own, with the settings of this one."""

    start: tuple[str, ...]
    version: str

    @classmethod
    def present(cls) -> "Program":
        """Return the version that runs."""
        from importlib.metadata import version

        return cls(OWN, version("huren"))

    @classmethod
    def find(cls, path: Path, folder: Path) -> "Program":
        """Return the version in a wheel, which is installed below `folder`, or of a program.

        Raises CommandError file-missing, upgrade-wheel, upgrade-program.
        """
        if not path.exists():
            raise CommandError("file-missing", path=plain(str(path)))
        program = _install(path, folder) if path.suffix == _WHEEL else path.absolute()
        try:
            done = subprocess.run(  # noqa: S603
                [program, "--version"], capture_output=True, encoding="utf-8", errors="replace", check=False
            )
            why = _last_line(done.stderr)
        except OSError as error:
            raise CommandError("upgrade-program", path=plain(str(path)), why=explain(error)) from None
        if done.returncode != 0 or not done.stdout.strip():
            raise CommandError("upgrade-program", path=plain(str(path)), why=why)
        return cls((str(program),), plain(done.stdout.strip()[:40]))

    def run(self, words: Sequence[str], environment: Mapping[str, str]) -> ProgramAnswer:
        """Run a command that prints JSON."""
        began = time.monotonic()
        done = subprocess.run(  # noqa: S603
            [*self.start, *words, "--json", "--lang", language()],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        seconds = time.monotonic() - began
        objects = [*_read_objects(done.stdout)]
        errors = [value["error"] for value in objects if isinstance(value.get("error"), dict)]
        if errors:
            first = errors[0]
            sentence = f"{first.get('detail', '')} {first.get('mend', '')}"
            return ProgramAnswer(objects, done.returncode, seconds, plain(sentence), str(first.get("code")))
        if not objects:
            return ProgramAnswer(
                objects, done.returncode, seconds, _last_line(done.stderr) or str(done.returncode)
            )
        return ProgramAnswer(objects, done.returncode, seconds)


def _read_objects(text: str) -> Sequence[Mapping[str, Any]]:
    try:
        values = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return []
    return [value for value in values if isinstance(value, dict)]


def _last_line(text: str) -> str:
    *_, last = ["", *text.strip().splitlines()]
    return plain(last[:300])


def _install(wheel: Path, folder: Path) -> Path:
    """Install a wheel and what it needs, as an upgrade would; CommandError upgrade-wheel."""
    home = folder / "version"
    try:
        venv.create(home, with_pip=True, symlinks=os.name == "posix")
    except OSError as error:
        raise CommandError("upgrade-wheel", path=plain(str(wheel)), why=explain(error)) from None
    except subprocess.CalledProcessError as error:
        why = _last_line((error.output or b"").decode(errors="replace"))
        raise CommandError("upgrade-wheel", path=plain(str(wheel)), why=why) from None
    programs = home / ("bin" if os.name == "posix" else "Scripts")
    done = subprocess.run(  # noqa: S603
        [programs / "python", "-m", "pip", "install", *_QUIET, wheel.absolute()],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise CommandError("upgrade-wheel", path=plain(str(wheel)), why=_last_line(done.stderr))
    return programs / "huren"
