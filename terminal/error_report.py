"""Report of any error: a message for people, the same content as data, and an exit code."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple

import typer

from credentials.record import JsonObject
from credentials.words.speech import Naming
from signing.errors import HurenError
from terminal.errors import CommandError
from terminal.language import language, say
from terminal.output import plain
from terminal.workspace.files import explain

REFUSED, USAGE = 1, 2
_ABOUT_CONTENT = (
    "not-found", "other-kind", "resolution-absent", "standard-absent", "pull-failed", "decisions-other",
    "decisions-old", "decision-unread", "decision-open", "decision-unfit", "mark-missing", "mark-unpublished",
    "json-width", "json-comma", "json-broken", "workbook-cells",
    "agreement-other", "version-complete", "version-skipped",
)  # fmt: skip
"""Codes of errors in content; the command itself was typed correctly."""
_SUCH = re.compile(r"No such (option|command):? ['\"]?([^'\"\s]+?)['\"]?(?:\.| Did|\s|$)")
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
_OPTION = re.compile(r"Option '([^']+)'")
_UNFIT = re.compile(r"'?(.*?)'? is not (?:one of|in the range|a valid (\w+))", re.DOTALL)
_TYPES = ("int", "float", "bool")


class Refusal(NamedTuple):
    """Exit code, words to print, and the members of `error` for programs."""

    exit_code: int
    words: str
    data: JsonObject


def describe(error: Exception) -> Refusal:
    """Return what happened, and what to do next.

    The exit code is 2 for a command or trust data that cannot be used, 1 for content that was refused.
    """
    if isinstance(error, HurenError):
        # compares names: importing the verifier for two classes would slow every refusal down
        is_usage = type(error).__name__ in ("CommandError", "TrustError", "QuestionError")
        code = USAGE if is_usage and error.code not in _ABOUT_CONTENT else REFUSED
        return Refusal(code, format_error(error), error_json(error))
    if isinstance(error, typer.Abort | EOFError):  # Ctrl-C or Ctrl-D at a question
        return _plain(REFUSED, "stopped", say("stopped; nothing was changed", "已停止，未作任何更改"))
    if isinstance(error, typer.TyperException):
        return _usage(error)
    if isinstance(error, OSError):
        place = plain(str(error.filename)) if error.filename else say("the system", "系统")
        return describe(CommandError("file-unwritable", path=place, why=explain(error)))
    name = type(error).__name__
    return _plain(
        USAGE,
        "internal",
        say(
            f"something went wrong inside huren itself ({name}).",
            f"程序内部出错（{name}）。",
        ),
        say(
            "Run it again with HUREN_DEBUG=1 and send the output to the makers.",
            "请设 HUREN_DEBUG=1 重新运行，并将输出发给开发者。",
        ),
    )


def error_json(error: HurenError, names: Naming | None = None) -> JsonObject:
    """Return `{"code", "field", "detail", "mend"}`, the sentences in the current language."""
    lang = language()
    return {
        "code": error.code,
        "field": error.field,
        "detail": plain(_tell(error, names)),
        "mend": plain(error.mend(lang, names)),
    }


def format_error(error: HurenError, names: Naming | None = None) -> str:
    """Format the sentence and its mend, each on a line; `names` names the parties."""
    lang = language()
    return _named(plain(_tell(error, names)), plain(error.mend(lang, names)))


def _tell(error: HurenError, names: Naming | None) -> str:
    """Return the sentence; if it names no member, put the name of the file before it."""
    # the code that reads a file adds the file's name as a note (PEP 678): the error itself has none
    files = "".join(say(f"{note}: ", f"{note}：") for note in getattr(error, "__notes__", ()))
    sentence = error.sentence(language(), names)
    # after “huren: ” only a name keeps its capital; the template shows whether the sentence begins with one
    if language() == "en" and re.match("[A-Z][a-z]", error.message.en):
        sentence = sentence[0].lower() + sentence[1:]
    return files + sentence


def _named(detail: str, mend: str) -> str:
    return say("huren: ", "huren：") + detail + "\n" + mend


def _plain(exit_code: int, code: str, detail: str, mend: str = "", field: str = "") -> Refusal:
    """Return a refusal that has no row in a table of errors."""
    words = _named(detail, mend) if mend else detail
    return Refusal(exit_code, words, {"code": code, "field": field, "detail": detail, "mend": mend})


def _usage(error: Any) -> Refusal:
    if type(error).__name__ == "NoArgsIsHelpError":
        return _plain(error.exit_code, "usage", str(error.format_message()))
    # Typer carries its own copy of click, so only class names and attributes identify its errors
    context = getattr(error, "ctx", None)
    field = getattr(getattr(error, "param", None), "name", None)
    refusal = _explain_usage(error, context.command_path if context is not None else "huren")
    return Refusal(
        error.exit_code, format_error(refusal), {**error_json(refusal), "code": "usage", "field": field or ""}
    )


def _explain_usage(error: Any, command: str) -> CommandError:
    """Turn a refusal of Typer into an error of the command; `command` is its typed part."""
    kind, message = type(error).__name__, str(error.format_message())
    # Typer raises one class for several faults: only the message distinguishes them
    such = _SUCH.match(message)
    if such is not None:
        return _unknown(such[1], such[2], error.ctx, command)
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


def _unknown(kind: str, name: str, context: Any, command: str) -> CommandError:
    """Refuse an unknown option or command, and suggest similar ones."""
    known: Iterable[str] = (text for param in context.command.params for text in param.opts)
    if kind == "command":
        known = context.command.list_commands(context)
    near = [plain(text) for text in get_close_matches(name, known)]
    en = f"Did you mean {' or '.join(near)}? " if near else ""
    zh = f"是否指 {' 或 '.join(near)}？" if near else ""
    code = "command-unknown" if kind == "command" else "option-unknown"
    return CommandError(code, name=plain(name), command=command, guess=en, guess_zh=zh)


def _bad_value(error: Any, command: str) -> CommandError:
    text, kind = _read_unfit(error)
    facts = {"name": _hint(error), "command": command, "text": plain(text)}
    param = error.param
    if param is None:
        return CommandError("value-unfit", **facts)
    typed = getattr(param, "type_descriptor", None) or param.type  # Typer 0.29 renamed it
    if getattr(typed, "choices", None) is not None:
        return CommandError("value-choice", **facts, expected=[str(choice) for choice in typed.choices])
    wanted = next((name for name in _TYPES if kind.startswith(name)), None)
    if wanted is not None:
        return CommandError("value-type", **facts, expected=wanted)
    bound = _find_bound(text, param if hasattr(param, "min") else typed)
    if bound is not None:
        return CommandError("value-range", **facts, expected=bound)
    return CommandError("value-unfit", **facts)


def _read_unfit(error: Any) -> tuple[str, str]:
    """Return the typed text, and the expected kind of value. Since 0.29 Typer converts with pydantic."""
    cause = error.__cause__
    if hasattr(cause, "errors"):
        first = cause.errors(include_url=False)[0]
        return str(first.get("input", "")), first.get("type", "")
    match = _UNFIT.match(error.message)
    return (match[1], match[2] or "") if match else ("", "")


def _find_bound(text: str, bounds: Any) -> str | None:
    """Return the bound that a number breaks, as `>=1`."""
    least, most = getattr(bounds, "min", None), getattr(bounds, "max", None)
    try:
        number = float(text)
    except ValueError:
        return None
    if least is not None and number < least:
        return f">={least}"
    return f"<={most}" if most is not None and number > most else None


def _hint(error: Any) -> str:
    """Return the option as it is typed, or the argument as the help page calls it."""
    param = error.param
    if param is None:
        return ""
    return (
        str(max(param.opts, key=len))
        if param.param_type_name == "option"
        else str(param.metavar or param.name)
    )
