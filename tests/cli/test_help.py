"""Help pages without cut words, and completion by the shells."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.commands import MODULES
from cli.help_pages import first_sentence
from terminal.language import choose, use_language
from terminal.reports.layout import columns, wrap
from tests.cli.command_table import commands
from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.harness.processes.cli_runs import Huren, plain_environment, spawn
from tests.harness.processes.terminal import at_terminal
from tests.harness.processes.warm_start import START

LANGS = ("zh", "en")
OF_TYPER = re.compile(
    r"Usage|\b(?:Options|Arguments|Commands):|OPTIONS|ARGS|Show this|default: |env var|required\]|range>"
)
"""Typer's own English words."""


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("width", "lang"),
    [
        (60, "zh"),
        *(pytest.param(*other, marks=pytest.mark.night) for other in ((60, "en"), (80, "zh"), (80, "en"))),
    ],
)
def test_no_help_page_is_cut(
    lang: Any, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every word of every help text is printed, and every line fits the terminal."""
    monkeypatch.setenv("COLUMNS", str(width))
    huren = Huren(capsys)
    use_language(lang)
    for words, command in commands().items():
        page = huren(*words.split(), "--help", "--lang", lang).out
        for line in page.splitlines():
            assert columns(line) <= width, (words, line)
            repeated = line.replace("}...", "}")  # the mark of an argument that may be repeated
            assert "..." not in repeated or line.startswith(("Usage:", "用法：")), (words, line)
        if lang == "zh":
            assert [*OF_TYPER.findall(page)] == [], words
        parts = [command.help, *(item.help for item in command.params)]
        inner = [*getattr(command, "commands", {}).values()]
        if not words:
            inner = [command.get_command(None, name) for name in MODULES]
        parts += [first_sentence(item.help) for item in inner]
        for part in parts:
            assert squeezed(choose(part)) in squeezed(page), (words, part)


def test_lines_break_between_words_and_between_chinese_characters() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("一二三四，五", 8) == ["一二三", "四，五"], "no line begins with a comma"
    assert wrap("a huren-suspend b", 6) == ["a", "huren-suspend", "b"]
    assert wrap("", 8) == [""]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_shown_and_installed(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    huren = Huren(capsys)
    shown = huren("--show-completion", shell).out
    assert "_HUREN_COMPLETE" in shown
    monkeypatch.setenv("SHELL", f"/bin/{shell}")
    assert huren("--show-completion").out == shown
    huren(f"--install-completion={shell}")
    installed = {path.name: path.read_text() for path in tmp_path.rglob("*huren*") if path.is_file()}
    assert [text.strip() for text in installed.values()] == [shown.strip()]


def test_an_unknown_shell_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", "")
    huren = Huren(capsys)
    assert "bash" in huren("--show-completion", code=2).err
    assert "zsh" in huren("--install-completion", "tcsh", code=2).err


def completions(shell: str, typed: str) -> list[str]:
    """Return the completions that the shell is offered."""
    environment: dict[str, Any] = {"_HUREN_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": typed,
                   "_TYPER_COMPLETE_FISH_ACTION": "get-args", "COMP_WORDS": typed,
                   "COMP_CWORD": str(len(typed.split(" ")) - 1)}  # fmt: skip
    done = spawn(**environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split("\n")


@pytest.mark.parametrize(
    "shell", ["bash", *(pytest.param(other, marks=pytest.mark.night) for other in ("zsh", "fish"))]
)
def test_commands_options_and_closed_lists_are_completed(shell: str) -> None:
    for typed, wanted in (
        ("huren sus", "suspend"),
        ("huren key li", "list"),
        ("huren verify --require", "--require-recognition"),
        ("huren verify --lang z", "zh"),
        ("huren revoke --reason false", "false-material"),
        ("huren show --status sus", "suspended"),
    ):
        assert any(wanted in line for line in completions(shell, typed)), (shell, typed)


def test_bash_itself_completes(tmp_path: Path) -> None:
    """The installed script in a real bash, with `huren` on the path."""
    if shutil.which("bash") is None:
        skip_group("bash", "there is no bash")
    command = tmp_path / "huren"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{START}" "$@"\n')
    command.chmod(0o755)
    script = spawn("--show-completion", "bash").stdout
    (tmp_path / "completion.sh").write_text(script)
    ask = (
        "source completion.sh; COMP_WORDS=(huren supe); COMP_CWORD=1; _huren_completion huren;"
        ' echo "${COMPREPLY[@]}"'
    )
    environment = {**plain_environment(), "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-c", ask], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "supersede"


@pytest.mark.parametrize("lang", LANGS)
def test_a_passphrase_of_a_new_key_has_eight_characters(tmp_path: Path, lang: str) -> None:
    place = tmp_path / "key.pem"
    words = ("key", "new", place, "--lang", lang)
    ask, again = (": ", ": ") if lang == "en" else ("的口令：", "请再次输入：")
    code, screen = at_terminal(*words, answers=[(ask, "seven77")])
    assert code == 2
    assert ("at least 8" if lang == "en" else "至少须 8 个") in screen
    assert not place.exists()
    assert "seven77" not in screen, "what is typed is not shown"
    code, screen = at_terminal(*words, answers=[(ask, "八个汉字就够长了"), (again, "八个汉字就够长了")])
    assert code == 0, screen
    assert b"ENCRYPTED" in place.read_bytes()


def test_without_a_terminal_a_key_says_how_to_give_the_passphrase(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_LANG", "en")
    huren = Huren(capsys)
    said = huren("key", "new", tmp_path / "a.pem", code=2).err
    assert "no terminal" in said
    assert "HUREN_PASSPHRASE" in said
    assert "has a passphrase" not in said, "the key is still to be made"
    monkeypatch.setenv("HUREN_PASSPHRASE", "short")
    assert "at least 8" in huren("key", "new", tmp_path / "a.pem", code=2).err
