"""Help pages on a terminal: Chinese is two columns wide and breaks anywhere; nothing is cut."""

import re
from collections.abc import Sequence
from typing import Any

from terminal.language import say
from terminal.reports.layout import columns, wrap

_WORDS = {
    "Options": "选项",
    "Arguments": "参数",
    "Commands": "命令",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "Show this message and exit.": "显示本帮助后结束。",
}
"""Typer's own words on a help page."""
_REMARKS = {"default: ": "默认：", "env var: ": "环境变量：", "required": "必填"}
"""Beginnings of the bracketed remarks that Typer adds to a help text."""
_BRACKETS = re.compile(r"(?<=  \[)[^\[\]]+(?=\]$)")
_SENTENCE = re.compile(r".+?(?:\.(?=\s)|。|$)", re.DOTALL)


def use_help_pages(command: Any) -> None:
    """Give a command of Typer these pages, and its list entry the first sentence of its help."""
    base = type(command).context_class
    command.context_class = type("Context", (base,), {"formatter_class": _make_pages(base.formatter_class)})
    if command.help:
        command.short_help = first_sentence(command.help)


def first_sentence(text: str) -> str:
    """Return the first sentence of a help text."""
    match = _SENTENCE.match(" ".join(text.split()))
    return match[0] if match is not None else ""


def _translate(text: str) -> str:
    """Return Typer's own words in the current language; any other text as it is."""
    return say(text, _WORDS.get(text) or _BRACKETS.sub(_translate_remarks, text))


def _translate_remarks(match: re.Match[str]) -> str:
    remarks = match[0].split("; ")
    for en, zh in _REMARKS.items():
        remarks = [zh + remark.removeprefix(en) if remark.startswith(en) else remark for remark in remarks]
    return "；".join(remarks)


def _make_pages(base: Any) -> Any:
    """Return a subclass of Typer's formatter that writes text and lists in our way."""

    class Pages(base):  # type: ignore[misc]  # of Any
        """Help pages with lines of at most the terminal's width."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            """Write the command and its usage."""
            lead = f"{prefix or say('Usage: ', '用法：')}{prog} "
            for line in wrap(self._translate_usage(args), self.width - columns(lead)):
                self.write(f"{lead}{line}\n")
                lead = " " * columns(lead)

        def _translate_usage(self, args: str) -> str:
            for piece in ("[OPTIONS]", "COMMAND [ARGS]..."):
                args = args.replace(piece, _translate(piece))
            return args

        def write_heading(self, heading: str) -> None:
            """Write a heading, ours or Typer's."""
            self.write(" " * self.current_indent + _translate(heading) + say(":", "：") + "\n")

        def write_text(self, text: str) -> None:
            """Write a paragraph."""
            indent = " " * self.current_indent
            for line in wrap(text, self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

        def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            """Write terms, each with its meaning beside it."""
            indent = " " * self.current_indent
            room = min(max(columns(term) for term, _ in rows), col_max) + col_spacing
            for term, text in rows:
                lead = indent + term
                if columns(term) > room - col_spacing:
                    self.write(lead + "\n")
                    lead = ""
                for line in wrap(_translate(text), self.width - self.current_indent - room):
                    self.write(lead + " " * (self.current_indent + room - columns(lead)) + line + "\n")
                    lead = ""

    return Pages
