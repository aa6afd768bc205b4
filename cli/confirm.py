"""Asking before something is signed, where a person is there to answer."""

import sys

from cli.errors import CommandError


def confirm(question: str, *, yes: bool) -> None:
    """Goes on when the answer is yes, when `--yes` was given, or when nobody sits at a terminal.

    Raises CommandError not-confirmed.
    """
    if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    print(question + " [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes", "是"):
        raise CommandError("not-confirmed")
