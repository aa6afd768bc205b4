"""The words in a chart: their width, their line breaks, the space between them.

Units are those of a drawing WIDTH wide. Its text is at most TEXT units high. On a phone, where the drawing is
narrowest, the style sheet makes text exactly that high (`--chart`), and nothing overlaps.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

WIDTH, TEXT = 340, 17
AIR = 8
"""Space between things that must not touch."""
_MOST_LINES = 2


class ChartText(NamedTuple):
    """Words in a drawing; `anchor` says whether `x` is their start, middle or end."""

    words: str
    x: float
    y: float
    anchor: str = "start"

    @property
    def room(self) -> tuple[float, float]:
        """Return the left and right end of the words, with a safety margin."""
        width = measure(self.words)
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return left, left + width


def keep_apart(texts: Iterable[ChartText]) -> list[ChartText]:
    """Return the texts of one line without those that overlap a text before them."""
    kept: list[ChartText] = []
    for text in texts:
        left, right = text.room
        if all(right + AIR <= other.room[0] or other.room[1] + AIR <= left for other in kept):
            kept.append(text)
    return kept


def spread(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Return centres in the same order, as close to the wanted ones as WIDTH allows."""
    centres: list[float] = []
    edge = 0.0
    for centre, width in zip(wanted, widths, strict=True):
        centres.append(max(centre, edge + width / 2))
        edge = centres[-1] + width / 2
    edge = float(WIDTH)
    for i in reversed(range(len(centres))):
        centres[i] = min(centres[i], edge - widths[i] / 2)
        edge = centres[i] - widths[i] / 2
    return [round(centre, 1) for centre in centres]


def measure(words: str) -> float:
    """Return the greatest width of words in units; a Chinese character is as wide as it is high."""
    return sum(TEXT * _width(character) for character in words)


def _width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in "mwMW@%":
        return 1.0
    if character.isupper():
        return 0.75
    return 0.34 if character in " .,:;'|ijl" else 0.62


def wrap(label: str) -> list[str]:
    """Return a label in at most two lines, broken between words or Chinese characters, the rest cut by
    “…”."""
    lines: list[str] = []
    rest = " ".join(label.split())
    while rest and len(lines) < _MOST_LINES:
        kept = _fit(rest, WIDTH)
        if kept < len(rest):
            if len(lines) + 1 == _MOST_LINES:
                lines.append(rest[: _fit(rest, WIDTH - TEXT)].rstrip() + "…")
                break
            space = rest.rfind(" ", 0, kept + 1)
            if rest[kept].isascii() and rest[kept - 1].isascii() and space > 0:
                kept = space
        lines.append(rest[:kept].rstrip())
        rest = rest[kept:].lstrip()
    return lines or [""]


def _fit(words: str, room: float) -> int:
    """Return how many leading characters fit; at least one."""
    reached = accumulate(TEXT * _width(character) for character in words)
    return max(1, sum(1 for width in reached if width <= room))
