"""Every command of `huren`, read from Typer."""

import json
from collections.abc import Sequence
from typing import Any

from cli.commands import MODULES, make_root


def commands() -> dict[str, Any]:
    """Return every command and subcommand by its words."""
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


def printed_members(command: Any) -> list[str]:
    """Return the members that a command documents for `--json`."""
    names: str = vars(command.callback).get("prints", "")
    return names.split()


def check_members(words: Sequence[str], out: str) -> None:
    """Check that each printed object has no member that the command does not document."""
    command: Any = make_root()
    for word in words:
        inner = command.get_command(None, word) if hasattr(command, "get_command") else None
        command = inner or command
    known = {*printed_members(command), "error"}
    for line in out.splitlines():
        printed = json.loads(line).keys()
        assert printed <= known, (
            f"huren {' '.join(words)}: name {printed - known} in `prints` of its @command"
        )
