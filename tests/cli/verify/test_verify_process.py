"""`huren verify` as a process: modules loaded, closed pipes, interrupts, output."""

import json
import subprocess
import sys

import pytest

from tests.cli.verify.verifying import NOW, Desk, desk
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import spawn

__all__ = ["desk"]


HEAVY = ("sqlmodel", "sqlalchemy", "sqlite3", "openpyxl", "pypdfium2", "PIL", "zxingcpp", "cryptography",
         "rich", "asyncio", "ssl", "registry", "carriers", "keys_example")  # fmt: skip
NOT_MET = ("credentials.documents.works", "credentials.documents.conferences",
           "credentials.documents.status_list", "verifier.numbers", "verifier.tender")  # fmt: skip
"""Modules that a verdict on a certificate does not need."""


def loaded(*words: object) -> tuple[int, list[str], list[str]]:
    """Run a command in a fresh process; return exit code, loaded modules, and events on sockets."""
    script = (
        "import json, sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(event) if event.startswith('socket') else None)\n"
        "from cli.main import run\n"
        "code = run(sys.argv[1:])\n"
        "print(json.dumps([code, [*sys.modules], seen]))\n"
    )
    command = [sys.executable, "-c", script, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    code, modules, seen = json.loads(done.stdout.splitlines()[-1])
    return code, modules, seen


def those_in(modules: list[str], packages: tuple[str, ...]) -> list[str]:
    """Return the modules that are in one of the packages."""
    return [name for name in modules if any(f"{name}.".startswith(f"{package}.") for package in packages)]


def test_verifying_a_file_loads_nothing_heavy_and_opens_no_socket(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    code, modules, seen = loaded("verify", path, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW)
    assert (code, those_in(modules, HEAVY), seen) == (0, [], [])


def test_verifying_a_certificate_loads_no_kind_that_it_does_not_meet(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    _, modules, _ = loaded("verify", path, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW)
    assert "credentials.documents.assessment" in modules
    assert those_in(modules, NOT_MET) == []


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_about_all_commands_loads_their_options_and_no_act(word: str) -> None:
    code, modules, _ = loaded(word)
    assert code == 0
    assert those_in(modules, (*HEAVY, "credentials", "verifier", "api", "web")) == []


def test_a_closed_pipe_and_an_interrupt_end_without_a_traceback(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(*_: object, **__: object) -> None:
        raise BrokenPipeError

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret")

    path = desk.write("good.json", desk.good)
    words = ["verify", path, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW]
    monkeypatch.setattr("cli.verify.run.put", interrupt)
    desk.huren(*words, code=130)
    monkeypatch.setattr("cli.verify.run.put", crash)
    done = desk.huren(*words, code=2)
    assert "ZeroDivisionError" in done.err
    assert "a secret" not in done.err


def test_a_pipe_that_closes_early_leaves_no_trace(desk: Desk) -> None:
    desk.write("bids/a.json", desk.good)
    for i in range(200):
        desk.write(f"bids/{i}.json", desk.good)
    from tests.harness.processes.warm_start import START

    words = ["verify", str(desk.folder / "bids"), "--bundle", str(desk.bundle), "--pin", str(desk.pin),
             "--now", NOW, "--json"]  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", START, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_output_is_utf8_whatever_the_locale(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    done = spawn("verify", path, "--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW, "--lang", "zh",
                 cold=True, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")  # fmt: skip
    assert done.returncode == 0
    assert "有效" in done.stdout
