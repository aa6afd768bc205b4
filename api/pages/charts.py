"""The geometry of plots: what stands where. The templates draw it, the sheet colours it.

Units are those of a drawing WIDTH wide, which is shown about as wide as a phone.
"""

from collections.abc import Sequence
from typing import NamedTuple

from api.answers.standings.statistics import Tally

WIDTH = 360
_VALUE = 74
"""Room for the numbers at the right."""
_ROW, _LABEL, _BAR = 42, 16, 14
_TALL, _FOOT, _HEAD = 150, 22, 18
_SIDE = 18
"""Room at both sides for the half of a label that is wider than its column."""
_LONGEST = 52
"""Terminal columns of a label; a Chinese character takes two."""
_MOST_LABELS = 6


class Line(NamedTuple):
    """One line of a plot or of the table beneath it: what is counted, in words, and how many."""

    label: str
    counted: Tally


class Bar(NamedTuple):
    """A bar and its label: a row of a plot of rows, a column of a plot of columns."""

    label: str
    counted: Tally
    x: float
    y: float
    active: float
    total: float


class Plot(NamedTuple):
    """Bars in a drawing WIDTH wide."""

    height: int
    bars: tuple[Bar, ...]
    thick: float
    most: int


def plot_rows(lines: Sequence[Line]) -> Plot:
    """A bar a line, its label above it; lengths from the left."""
    most = max((1, *(line.counted.total for line in lines)))
    scale = (WIDTH - _VALUE) / most
    bars = tuple(
        Bar(
            _shorten(line.label),
            line.counted,
            0,
            i * _ROW + _LABEL + 4,
            round(line.counted.active * scale, 1),
            round(line.counted.total * scale, 1),
        )
        for i, line in enumerate(lines)
    )
    return Plot(max(1, len(lines)) * _ROW, bars, _BAR, most)


def plot_columns(lines: Sequence[Line]) -> Plot:
    """A column a line, from left to right; as many labels as there is room for."""
    most = max((1, *(line.counted.total for line in lines)))
    scale = _TALL / most
    step = (WIDTH - 2 * _SIDE) / max(len(lines), 12)
    every = -(-len(lines) // _MOST_LABELS)
    bars = tuple(
        Bar(
            line.label if (len(lines) - 1 - i) % every == 0 else "",
            line.counted,
            round(_SIDE + i * step, 1),
            _HEAD + _TALL,
            round(line.counted.active * scale, 1),
            round(line.counted.total * scale, 1),
        )
        for i, line in enumerate(lines)
    )
    return Plot(_HEAD + _TALL + _FOOT, bars, round(step * 0.72, 1), most)


def _shorten(label: str) -> str:
    room, kept = _LONGEST, ""
    for character in label:
        room -= 2 if character >= "\u2e80" else 1
        if room < 0:
            return kept.rstrip() + "…"
        kept += character
    return label
