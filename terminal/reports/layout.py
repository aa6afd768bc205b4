"""How wide a text is in a terminal, and where it breaks: Chinese is two columns wide and breaks anywhere."""

import re
from unicodedata import east_asian_width

_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60"
_PIECE = re.compile(f"[{_WIDE}][，。；：、！？）》”]*|[^\\s{_WIDE}]+[，。；：、！？）》”]*|\\s+")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than `width` unless a single word is."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]
