"""From any error to one clean message, the same as data, and an exit code."""

from typing import Any, NamedTuple

import typer

from credentials.record import JsonObject
from credentials.words.speech import Naming
from signing.errors import HurenError
from terminal.errors import CommandError
from terminal.language import language, say
from terminal.output import plain
from terminal.usage import explain_usage
from terminal.workspace.files import explain

REFUSED, USAGE = 1, 2
_ABOUT_CONTENT = (
    "not-found", "other-kind", "resolution-absent", "standard-absent", "pull-failed", "decisions-other",
    "decisions-old", "decision-unread", "decision-open", "decision-unfit", "mark-missing", "mark-unpublished",
)  # fmt: skip
"""What a command refuses that was typed as it should be."""


class Refusal(NamedTuple):
    """The exit code, what to print, and the members of `error` for programs."""

    exit_code: int
    words: str
    data: JsonObject


def describe(error: Exception) -> Refusal:
    """What happened, and what to do next.

    The exit code is 2 for a command or trust data that cannot be used, 1 for content that was refused.
    """
    if isinstance(error, HurenError):
        is_usage = type(error).__name__ in ("CommandError", "TrustError", "QuestionError")
        code = USAGE if is_usage and error.code not in _ABOUT_CONTENT else REFUSED
        return Refusal(code, format_error(error), error_json(error))
    if isinstance(error, typer.Abort | EOFError):
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
    """`{"code", "field", "detail", "mend"}`, the sentences in the language spoken now."""
    lang = language()
    return {
        "code": error.code,
        "field": error.field,
        "detail": plain(error.sentence(lang, names)),
        "mend": plain(error.mend(lang, names)),
    }


def format_error(error: HurenError, names: Naming | None = None) -> str:
    """The sentence and its mend, each on a line; `names` calls the parties by theirs."""
    lang = language()
    return _named(plain(error.sentence(lang, names)), plain(error.mend(lang, names)))


def _named(detail: str, mend: str) -> str:
    return say("huren: ", "huren：") + detail + "\n" + mend


def _plain(exit_code: int, code: str, detail: str, mend: str = "", field: str = "") -> Refusal:
    """What has no row in a table of errors."""
    words = _named(detail, mend) if mend else detail
    return Refusal(exit_code, words, {"code": code, "field": field, "detail": detail, "mend": mend})


def _usage(error: Any) -> Refusal:
    if type(error).__name__ == "NoArgsIsHelpError":
        return _plain(error.exit_code, "usage", str(error.format_message()))
    context = getattr(error, "ctx", None)
    field = getattr(getattr(error, "param", None), "name", None)
    refusal = explain_usage(error, context.command_path if context is not None else "huren")
    return Refusal(
        error.exit_code, format_error(refusal), {**error_json(refusal), "code": "usage", "field": field or ""}
    )
