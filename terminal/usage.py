"""A command that was typed wrongly, in our own words: Typer and pydantic speak English only."""

import re
from typing import Any

from terminal.errors import CommandError
from terminal.output import plain

_SUCH = re.compile(r"No such (option|command):? ['\"]?([^'\"\s]+?)['\"]?(?:\.| Did|\s|$)")
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
_OPTION = re.compile(r"Option '([^']+)'")
_BOUNDS = {"greater_than_equal": ">=", "less_than_equal": "<="}
_TYPES = {"int": "int", "float": "float", "bool": "bool"}


def explain_usage(error: Any, command: str) -> CommandError:
    """What Typer refuses, as an error of the command; `command` is what was typed of it."""
    kind, message = type(error).__name__, str(error.format_message())
    such = _SUCH.match(message)
    if such is not None:
        code = "option-unknown" if such[1] == "option" else "command-unknown"
        return CommandError(code, name=plain(such[2]), command=command)
    if kind == "MissingParameter":
        return CommandError("argument-missing", name=_hint(error), command=command)
    if kind == "BadOptionUsage":
        option = _OPTION.search(message)
        code = "option-bare" if "does not take" in message else "option-empty"
        return CommandError(code, name=option[1] if option else str(error.option_name), command=command)
    if kind == "BadParameter":
        return _bad_value(error, command)
    extra = _EXTRA.match(message)
    if extra is not None:
        return CommandError("argument-extra", text=plain(extra[1]), command=command)
    code = "command-missing" if message.startswith("Missing command") else "usage"
    return CommandError(code, command=command)


def _bad_value(error: Any, command: str) -> CommandError:
    cause = error.__cause__
    first = cause.errors(include_url=False)[0] if hasattr(cause, "errors") else {}
    facts = {"name": _hint(error), "command": command, "text": plain(str(first.get("input", "")))}
    param = error.param
    choices = param.type_descriptor.choices if param is not None else None
    if choices is not None:
        return CommandError("value-choice", **facts, expected=[str(choice) for choice in choices])
    kind, context = first.get("type", ""), first.get("ctx", {})
    if kind in _BOUNDS:
        return CommandError("value-range", **facts, expected=f"{_BOUNDS[kind]}{next(iter(context.values()))}")
    wanted = next((name for name in _TYPES if kind.startswith(name)), None)
    if wanted is not None:
        return CommandError("value-type", **facts, expected=wanted)
    return CommandError("value-unfit", **facts)


def _hint(error: Any) -> str:
    """The option as it is typed, or the argument as the help page calls it."""
    param = error.param
    if param is None:
        return ""
    return (
        str(max(param.opts, key=len))
        if param.param_type_name == "option"
        else str(param.metavar or param.name)
    )
