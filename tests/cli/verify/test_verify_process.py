"""`huren verify` as a process: what it loads, pipes that close, interrupts, its output."""

import json

import pytest

from tests.cli.verify.verifying import NOW, Desk, desk
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import spawn

__all__ = ["desk"]


LEAN = ("sqlmodel", "sqlalchemy", "sqlite3", "openpyxl", "pypdfium2", "PIL", "zxingcpp", "cryptography",
        "rich", "asyncio", "ssl", "registry", "carriers", "keys_example")  # fmt: skip


def test_verifying_a_file_loads_nothing_heavy_and_opens_no_socket(desk: Desk) -> None:
    path = desk.write("good.json", desk.good)
    script = (
        "import json, sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(event) if event.startswith('socket') else None)\n"
        "from cli.main import run\n"
        "code = run(sys.argv[1:])\n"
        f"print(json.dumps([code, sorted(set({LEAN!r}) & set(sys.modules)), seen]))\n"
    )
    import subprocess
    import sys

    words = ["verify", str(path), "--bundle", str(desk.bundle), "--pin", str(desk.pin), "--now", NOW]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, [], []]


def test_the_help_of_all_commands_loads_what_they_ask_and_no_act() -> None:
    script = (
        "import json, sys\n"
        "from cli.main import run\n"
        "code = run(['--help'])\n"
        f"loaded = set({(*LEAN, 'verifier', 'api', 'web')!r}) & set(sys.modules)\n"
        "print(json.dumps([code, sorted(loaded)]))\n"
    )
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, []]


def test_a_reader_that_leaves_and_an_interrupt(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
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
    import subprocess
    import sys

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
