"""Questions before a signature; a person at a terminal answers, else a pipe."""

import sys

from terminal.errors import CommandError

_YES = ("y", "yes", "是")


def confirm(question: str, *, yes: bool) -> None:
    """Go on when the answer is yes, or when `--yes` was given.

    Without a terminal the answer is a line of standard input. Raises CommandError not-confirmed for any other
    answer, answer-missing where nobody gives one.
    """
    if yes:
        return
    if sys.stdin is not None and sys.stdin.isatty():
        print(question + " [y/N] ", end="", file=sys.stderr, flush=True)
        answer = _read_answer() or "n"
    else:
        answer = _read_answer()
    if not answer:
        raise CommandError("answer-missing", question=question)
    if answer.strip().lower() not in _YES:
        raise CommandError("not-confirmed")


def ask(question: str, *, option: str) -> str:
    """Return the typed answer; CommandError option-missing, which names `option`, where nobody answers."""
    if sys.stdin is not None and sys.stdin.isatty():
        print(question, end="", file=sys.stderr, flush=True)
    answer = _read_answer()
    if not answer:
        how, how_zh = "Answer at a terminal, or give the option.", "请在终端作答，或给出该选项。"
        raise CommandError("option-missing", option=option, how=how, how_zh=how_zh)
    return answer


def _read_answer() -> str:
    """Read a line of standard input; empty where there is none."""
    try:
        return sys.stdin.readline()
    # undecodable bytes count as an answer that is not yes; end of input counts as no answer
    except UnicodeDecodeError:
        return "?"
    except (AttributeError, OSError, ValueError):  # standard input is missing or closed
        return ""
