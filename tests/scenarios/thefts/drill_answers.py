"""Answers to a drill of stolen keys."""

from verifier import Outcome

MAX_VERSION = 2**53 - 1


Answers = list[tuple[Outcome, tuple[str, ...]]]
