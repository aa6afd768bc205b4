"""The geometry of charts: the places of bars, lines and columns. Templates draw it; the style
sheet colours it."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from api.pages.charts.chart_text import AIR, TEXT, WIDTH, ChartText, keep_apart, measure, spread, wrap

COLOURS = ("c1", "c2", "c3", "c4")
"""Fill classes; the fifth and later series take the colour of the fourth."""

_LEADING, _BAR, _BETWEEN, _CLOSE = 21, 14, 12, 5
_FILLED = 0.76
"""Fraction of a group's width that its columns fill; the rest is a gap."""
_PLOT, _HEAD, _FOOT = 130, 26, 24
_PART, _GAP = 22, 2
_TICKS = 4


class Line(NamedTuple):
    """One value of a chart: its label, its number and its colour."""

    label: str
    number: int
    colour: str = COLOURS[0]


class Box(NamedTuple):
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


class LinePoint(NamedTuple):
    """A point of a line, and the label and number it stands for."""

    x: float
    y: float
    label: str
    number: int

    def __str__(self) -> str:
        """Return the coordinates as a polyline writes them."""
        return f"{self.x},{self.y}"


class Chart(NamedTuple):
    """A drawing WIDTH wide; `rules` are the heights of the axis marks, which begin at 0.

    The last of `points` may be `running`: its period is not over, so it is drawn differently.
    """

    height: int
    texts: tuple[ChartText, ...]
    boxes: tuple[Box, ...] = ()
    points: tuple[LinePoint, ...] = ()
    rules: tuple[float, ...] = ()
    left: float = 0
    running: LinePoint | None = None


def draw_bars(lines: Sequence[Line]) -> Chart:
    """Draw a bar for each line, with its label above and its number behind; lengths are to scale.

    A line without a label stands close below the previous line, so that the two bars can be compared.
    """
    most = max((line.number for line in lines), default=0)
    scale = (WIDTH - AIR - max((measure(f"{line.number:,}") for line in lines), default=0)) / max(1, most)
    texts: list[ChartText] = []
    boxes: list[Box] = []
    top = 0
    for line in lines:
        if not line.label:
            top += _CLOSE - _BETWEEN if boxes else _CLOSE
        for words in wrap(line.label) if line.label else ():
            top += _LEADING
            texts.append(ChartText(words, 0, top - 6))
        width = round(line.number * scale, 1)
        boxes.append(Box(0, top, width, _BAR, line.colour))
        texts.append(ChartText(f"{line.number:,}", width + AIR, top + _BAR - 1))
        top += _BAR + _BETWEEN
    return Chart(max(top, 1), (*texts,), (*boxes,))


def draw_line(lines: Sequence[Line], *, is_running: bool = False) -> Chart:
    """Draw points from left to right over a marked axis; the first and the last have their number beside
    them.

    `is_running` means that the period of the last point is not over.
    """
    if not lines:
        return Chart(1, ())
    ticks = mark_axis([line.number for line in lines])
    left = max(measure(f"{tick:,}") for tick in ticks) + AIR
    bottom = _HEAD + _PLOT
    scale, step = _PLOT / ticks[-1], (WIDTH - left - 2 * AIR) / max(1, len(lines) - 1)
    points = tuple(
        LinePoint(
            round(left + AIR + i * step, 1),
            round(bottom - line.number * scale, 1),
            line.label,
            line.number,
        )
        for i, line in enumerate(lines)
    )
    rules = tuple(round(bottom - tick * scale, 1) for tick in ticks)
    marks = _mark_ticks(ticks, rules, left)
    numbers = [
        ChartText(f"{point.number:,}", point.x, point.y - AIR, _anchor(i, points))
        for i, point in enumerate(points)
    ]
    days = [
        ChartText(point.label, point.x, bottom + _FOOT, _anchor(i, points)) for i, point in enumerate(points)
    ]
    texts = (*marks, *keep_apart([numbers[-1], numbers[0]]), *keep_apart([days[-1], days[0], *days[-2:0:-1]]))
    running = points[-1] if is_running else None
    return Chart(bottom + _FOOT + AIR, texts, points=points, rules=rules, left=left, running=running)


def draw_columns(labels: Sequence[str], series: Sequence[Sequence[int]]) -> Chart:
    """Draw columns over a marked axis: a group for each label, in it a column for each series, as in COLOURS.

    Their numbers are in the table beside. A label that would touch another is left out, except the last.
    """
    if not labels or not series:
        return Chart(1, ())
    ticks = mark_axis([number for numbers in series for number in numbers])
    left, bottom = max(measure(f"{tick:,}") for tick in ticks) + AIR, _HEAD + _PLOT
    scale, room = _PLOT / ticks[-1], (WIDTH - left) / len(labels)
    wide = room * _FILLED / len(series)
    boxes = [
        Box(
            round(left + i * room + room * (1 - _FILLED) / 2 + place * wide, 1),
            round(bottom - number * scale, 1),
            round(wide, 1),
            round(number * scale, 1),
            COLOURS[min(place, len(COLOURS) - 1)],
        )
        for place, numbers in enumerate(series)
        for i, number in enumerate(numbers)
    ]
    rules = tuple(round(bottom - tick * scale, 1) for tick in ticks)
    marks = _mark_ticks(ticks, rules, left)
    days = [
        ChartText(label, _within(left + (i + 0.5) * room, measure(label)), bottom + _FOOT + 1, "middle")
        for i, label in enumerate(labels)
    ]
    shown = keep_apart([days[-1], *days[:-1]])
    return Chart(bottom + _FOOT + AIR, (*marks, *shown), (*boxes,), rules=rules, left=left)


def draw_stack(lines: Sequence[Line]) -> Chart:
    """Draw one bar of parts in their order, each with its percentage above it."""
    whole = sum(line.number for line in lines)
    room = WIDTH - _GAP * max(0, len(lines) - 1)
    widths = [line.number * room / max(1, whole) for line in lines]
    lefts = [0.0, *accumulate(width + _GAP for width in widths)]
    boxes = tuple(
        Box(round(left, 1), _LEADING, round(width, 1), _PART, line.colour)
        for left, width, line in zip(lefts, widths, lines, strict=False)
    )
    words = [percent(line.number, whole) for line in lines]
    wanted = [left + width / 2 for left, width in zip(lefts, widths, strict=False)]
    places = spread(wanted, [measure(word) + AIR for word in words])
    texts = tuple(ChartText(word, x, _LEADING - 5, "middle") for word, x in zip(words, places, strict=True))
    return Chart(_LEADING + _PART, texts, boxes)


def percent(number: int, whole: int) -> str:
    """Return a part as a percentage of the whole, to one decimal, halves up; 0.0% of nothing."""
    # in integers: format() would round halves of binary fractions either way
    tenths = (number * 2000 + whole) // (2 * whole) if whole else 0
    return f"{tenths // 10}.{tenths % 10}%"


def _mark_ticks(ticks: Sequence[int], rules: Sequence[float], left: float) -> list[ChartText]:
    return [
        ChartText(f"{tick:,}", left - AIR, y + TEXT / 3, "end") for tick, y in zip(ticks, rules, strict=True)
    ]


def _within(centre: float, width: float) -> float:
    return round(max(width / 2, min(centre, WIDTH - width / 2)), 1)


def mark_axis(numbers: Sequence[int]) -> list[int]:
    """Return round numbers for the axis, from 0 to the greatest number or above. Starting at 0 keeps
    heights to scale."""
    most = max(numbers)
    step = _round_up(most / _TICKS)
    top = max(-(-most // step), 1) * step
    return [*range(0, top + 1, step)]


def _round_up(width: float) -> int:
    """Return the next of 1, 2, 5, 10, 20, …"""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= width:
                return digit * power
        power *= 10


def _anchor(i: int, points: Sequence[LinePoint]) -> str:
    return "start" if i == 0 else "end" if i == len(points) - 1 else "middle"
