"""Asking before something is signed, where a person or a script is there to answer."""

import sys

from cli.errors import CommandError

_YES = ("y", "yes", "是")


def confirm(question: str, *, yes: bool) -> None:
    """Goes on when the answer is yes, when `--yes` was given, or when nobody answers.

    A script may answer on standard input: whatever it says there but yes is no. Raises CommandError
    not-confirmed.
    """
    if yes or sys.stdin is None:
        return
    if asks := sys.stdin.isatty():
        print(question + " [y/N] ", end="", file=sys.stderr, flush=True)
    answer = _read_answer()
    if answer.strip().lower() not in _YES and (asks or answer):
        raise CommandError("not-confirmed")


def _read_answer() -> str:
    """A line of standard input; empty where there is none."""
    try:
        return sys.stdin.readline()
    except UnicodeDecodeError:
        return "?"
    except (OSError, ValueError):  # closed
        return ""
