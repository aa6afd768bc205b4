"""Every command of `huren`, as Typer has it."""

from typing import Any

from cli.commands import MODULES, make_root


def commands() -> dict[str, Any]:
    """Every command and inner command by its words."""
    root = make_root()
    found = {"": root}
    for name in MODULES:
        command = root.get_command(None, name)
        found[name] = command
        for inner, deeper in getattr(command, "commands", {}).items():
            found[f"{name} {inner}"] = deeper
    return found
