"""Help pages as a terminal shows them: Chinese is two columns wide and breaks anywhere; nothing is cut."""

import re
from collections.abc import Sequence
from typing import Any

from terminal.reports.layout import columns, wrap

_SENTENCE = re.compile(r".+?(?:\.(?=\s)|。|$)", re.DOTALL)


def use_help_pages(command: Any) -> None:
    """Gives a command of Typer these pages, and the first sentence of its help to the list it stands in."""
    base = type(command).context_class
    command.context_class = type("Context", (base,), {"formatter_class": _make_pages(base.formatter_class)})
    if command.help:
        command.short_help = first_sentence(command.help)


def first_sentence(text: str) -> str:
    """The first sentence of a help text."""
    found = _SENTENCE.match(" ".join(text.split()))
    return found[0] if found is not None else ""


def _make_pages(base: Any) -> Any:
    """The formatter of Typer's own click, with text and lists of ours."""

    class Pages(base):  # type: ignore[misc]  # of Any
        """Lines of at most the terminal's width."""

        def write_text(self, text: str) -> None:
            """A paragraph."""
            indent = " " * self.current_indent
            for line in wrap(text, self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

        def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            """Terms, and beside each what it means."""
            indent = " " * self.current_indent
            room = min(max(columns(term) for term, _ in rows), col_max) + col_spacing
            for term, text in rows:
                lead = indent + term
                if columns(term) > room - col_spacing:
                    self.write(lead + "\n")
                    lead = ""
                for line in wrap(text, self.width - self.current_indent - room):
                    self.write(lead + " " * (self.current_indent + room - columns(lead)) + line + "\n")
                    lead = ""

    return Pages
