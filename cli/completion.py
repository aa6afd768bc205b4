"""Completion by the shell: its script, the script's place, and the words that may follow."""

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

VARIABLE = "_HUREN_COMPLETE"
"""Variable set by the shell's script when it asks for the next words."""
OPTIONS = ("--install-completion", "--show-completion")
_PROGRAM = "huren"
_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def answer(root: Any) -> int:
    """Print for the shell which words may follow."""
    completion: Any = import_module("typer.completion")
    completion.completion_init()
    exit_code: int = completion.shell_complete(root, {}, _PROGRAM, VARIABLE, os.environ[VARIABLE])
    return exit_code


def set_up(words: Sequence[str]) -> None:
    """Show or install the script for the named shell, else the user's; CommandError option-value."""
    from terminal.errors import CommandError
    from terminal.language import say
    from terminal.output import plain, put, tell

    option, _, shell = words[0].partition("=")
    shell = shell or (words[1] if len(words) > 1 else "") or Path(os.environ.get("SHELL", "")).name
    if shell not in _SHELLS:
        how = f"Name one of {', '.join(_SHELLS)}.", f"请使用下列之一：{'、'.join(_SHELLS)}。"
        raise CommandError("option-value", text=plain(shell), option=option, how=how[0], how_zh=how[1])
    completion: Any = import_module("typer.completion")
    if option == "--show-completion":
        put(completion.get_completion_script(prog_name=_PROGRAM, complete_var=VARIABLE, shell=shell))
        return
    _, path = completion.install(shell=shell, prog_name=_PROGRAM, complete_var=VARIABLE)
    tell(
        say(
            f"Completion for {shell} is in {plain(str(path))}; open a new terminal to use it.",
            f"{shell} 的补全已写入 {plain(str(path))}；新开终端后生效。",
        )
    )
