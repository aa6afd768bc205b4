"""Every command of `huren`, as Typer has it."""

from typing import Any

from cli.commands import MODULES, make_root


def commands() -> dict[str, Any]:
    """Every command and inner command by its words."""
    root = make_root()
    found = {"": root}
    for name in MODULES:
        found |= _below(name, root.get_command(None, name))
    return found


def _below(words: str, command: Any) -> dict[str, Any]:
    found = {words: command}
    for name, inner in getattr(command, "commands", {}).items():
        found |= _below(f"{words} {name}", inner)
    return found
