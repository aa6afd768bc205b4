"""The closed lists of the documents in words: the shared ones, and those only a terminal shows."""

from cli.terminal.language import language
from credentials.documents.agreement_names import word_for_action
from credentials.documents.status_event import StatusChange
from credentials.words.closed_lists import ACTIONS, CHECK_WORDS, ENDS, KINDS, REASONS, USES, Labels, word_for

__all__ = [
    "ACTIONS",
    "CHECK_WORDS",
    "KINDS",
    "OUTCOMES",
    "REASONS",
    "RESULTS",
    "STANDINGS",
    "USES",
    "label",
    "label_action",
]

RESULTS = {
    "passed": ("passed", "通过"),
    "failed": ("FAILED", "未通过"),
    "indeterminate": ("unclear", "无法确认"),
    "skipped": ("not checked", "未检查"),
}
OUTCOMES = {
    "valid": ("VALID", "有效", "green"),
    "invalid": ("INVALID", "无效", "red"),
    "indeterminate": ("INDETERMINATE", "无法确认", "yellow"),
}
STANDINGS = {
    "active": ("in force", "正常"),
    "suspended": ("suspended", "暂停"),
    "superseded": ("superseded", "被取代"),
    "expired": ("expired", "已到期"),
    "not-yet-valid": ("not begun", "未生效"),
    "invalid": ("invalid", "无效"),
    "unclear": ("unclear", "无法确认"),
    **ENDS,
}
"""How a credential stands (api.answers.standing), an end by its legal kind."""


def label_action(change: StatusChange) -> str:
    """What a status event does, in the language spoken now."""
    return word_for_action(change, language())


def label(table: Labels, code: str) -> str:
    """The word for a code in the language spoken now; the code itself when the table does not know it."""
    return word_for(table, code, language())
