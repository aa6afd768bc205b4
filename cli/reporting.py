"""From any error to one clean message and an exit code."""

import re
from typing import Any

import typer

from cli.errors import CommandError
from cli.files import explain
from cli.output import plain
from cli.words import language, say
from signing.errors import HurenError

REFUSED, USAGE = 1, 2
_SUCH = re.compile(r"No such (option|command):? ['\"]?([^'\"\s]+?)['\"]?(?:\.| Did|\s|$)")


def describe(error: Exception) -> tuple[int, str]:
    """The exit code and what to print: what happened, and what to do next.

    2 for a command or trust data that cannot be used, 1 for content that was refused.
    """
    if isinstance(error, HurenError):
        code = USAGE if type(error).__name__ in ("CommandError", "TrustError", "QuestionError") else REFUSED
        return code, format_error(error)
    if isinstance(error, typer.Abort | EOFError):
        return REFUSED, say("stopped; nothing was changed", "已停止，未作任何更改")
    if isinstance(error, typer.TyperException):
        return error.exit_code, _usage(error)
    if isinstance(error, OSError):
        place = plain(str(error.filename)) if error.filename else say("the system", "系统")
        return USAGE, format_error(CommandError("file-unwritable", path=place, why=explain(error)))
    return USAGE, say(
        f"huren: something went wrong inside huren itself ({type(error).__name__}).\n"
        "Run it again with HUREN_DEBUG=1 and send the output to the makers.",
        f"huren：程序内部出错（{type(error).__name__}）。\n请设 HUREN_DEBUG=1 重新运行，并将输出发给开发者。",
    )


def format_error(error: HurenError) -> str:
    """The sentence and its mend, each on a line."""
    lang = language()
    return plain(say("huren: ", "huren：") + error.sentence(lang)) + "\n" + plain(error.mend(lang))


def _usage(error: Any) -> str:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.format_message())
    message = plain(_translated(error))
    path = context.command_path if context is not None else "huren"
    return say(f"huren: {message}\nSee `{path} --help`.", f"huren：{message}\n用法见 {path} --help。")


def _translated(error: Any) -> str:
    """Typer speaks English; the three mistakes that people make are said in Chinese as well."""
    message = str(error.format_message())
    if language() == "en":
        return message
    such = _SUCH.match(message)
    if such is not None:
        return f"没有{'选项' if such[1] == 'option' else '命令'} {such[2]}。"
    if type(error).__name__ == "MissingParameter":
        return f"缺少参数 {error.param.get_error_hint()}。"
    return f"用法有误：{message}"
