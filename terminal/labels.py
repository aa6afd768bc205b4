"""Closed lists in words: the shared ones, and those only a terminal shows."""

from credentials.documents.agreement_names import word_for_action
from credentials.documents.status_event import StatusChange
from credentials.words.closed_lists import (
    ACTIONS,
    CHECK_WORDS,
    KINDS,
    REASONS,
    RESULTS,
    SERVICES,
    STANDINGS,
    USES,
    Labels,
    word_for,
)
from terminal.language import language

__all__ = [
    "ACTIONS",
    "CHECK_WORDS",
    "COLOURS",
    "KINDS",
    "REASONS",
    "RESULTS",
    "SERVICES",
    "STANDINGS",
    "USES",
    "label",
    "label_action",
]

COLOURS = {"ok": "green", "warn": "yellow", "no": "red", "unk": "cyan"}
"""Colours of tones."""


def label_action(change: StatusChange) -> str:
    """Return the word for a status event's action, in the current language."""
    return word_for_action(change, language())


def label(table: Labels, code: str) -> str:
    """Return the word for a code in the current language; the code itself when the table lacks it."""
    return word_for(table, code, language())
