"""Width and line breaks of terminal text: Chinese is two columns wide and breaks anywhere."""

from collections.abc import Iterator
from unicodedata import east_asian_width

# GB/T 15834-2011, 5.1: these marks never begin a line
_CLOSING = "，。；：、！？）》”"
"""Closing marks, which stay with the text before them."""


def columns(text: str) -> int:
    """Return the terminal columns that a text takes."""
    return sum(2 if _is_wide(character) else 1 for character in text)  # UAX 11: W and F are two columns wide


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def wrap(text: str, width: int) -> list[str]:
    """Wrap a text; no line is wider than `width` unless a single word is."""
    lines = [""]
    for piece in _split(text):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def _split(text: str) -> Iterator[str]:
    """Yield words, spaces, and each wide character."""
    piece = ""
    for character in text:
        if piece and _breaks(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    yield piece


def _breaks(last: str, following: str) -> bool:
    if last.isspace() or following.isspace():
        return last.isspace() != following.isspace()
    return following not in _CLOSING and (last in _CLOSING or _is_wide(last) or _is_wide(following))
