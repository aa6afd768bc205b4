"""What the attributes of an emblem may say: numbers, colours, paths; each is written anew from what was read.

Every reader takes a text apart token by token from its beginning, so that none goes back over what it read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

ReadValue = Callable[[str], str | None]
"""The value as it is written again; None for one that is not taken."""


class ValueForm(NamedTuple):
    """A kind of value: how it is read, and what it must be in words (English, Chinese)."""

    read: ReadValue
    words: tuple[str, str]


MAX_NUMBER = 100_000
"""Of every number in a drawing, as of the sides of its view."""

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_ONE = re.compile(_NUMBER, re.ASCII)
_LENGTH = re.compile(rf"({_NUMBER})(?:px)?", re.ASCII)
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}){1,2}", re.ASCII)
_PATH = re.compile(rf"[\s,]*([MmLlHhVvCcSsQqTtAaZz]|{_NUMBER})[\s,]*", re.ASCII)
_POINT = re.compile(rf"[\s,]*({_NUMBER})[\s,]*", re.ASCII)
_STEP = re.compile(r"[\s,]*(translate|scale|rotate|skewX|skewY|matrix)\s*\(([^()]{1,200})\)[\s,]*", re.ASCII)
_STEP_TAKES = {
    "translate": (1, 2), "scale": (1, 2), "rotate": (1, 3), "skewX": (1,), "skewY": (1,), "matrix": (6,),
}  # fmt: skip
"""How many numbers; with others a browser leaves the whole attribute out."""
_SPACE = " \t\r\n"


def _tokens(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """One match after the other; ValueError where one is missing."""
    at = 0
    while at < len(text):
        found = pattern.match(text, at)
        if found is None:
            raise ValueError(at)
        yield found
        at = found.end()


def read_numbers(text: str) -> list[str] | None:
    """Numbers with spaces or commas between."""
    try:
        found = [token[1] for token in _tokens(_POINT, text)]
    except ValueError:
        return None
    return found if all(map(_is_in_bounds, found)) else None


def _is_in_bounds(number: str) -> bool:
    return abs(float(number)) <= MAX_NUMBER


def _length(text: str) -> str | None:
    found = _LENGTH.fullmatch(text.strip(_SPACE))
    return found[1] if found is not None and _is_in_bounds(found[1]) else None


def _size(text: str) -> str | None:
    found = _length(text)
    return None if found is None or found.startswith("-") else found


def _share(text: str) -> str | None:
    text = text.strip(_SPACE)
    return text if _ONE.fullmatch(text) is not None and 0 <= float(text) <= 1 else None


def _paint(text: str) -> str | None:
    word = text.strip(_SPACE).lower()
    return word if word in ("none", "currentcolor") or _COLOUR.fullmatch(word) is not None else None


def _path(text: str) -> str | None:
    try:
        found = [token[1] for token in _tokens(_PATH, text)]
    except ValueError:
        return None
    numbers = (token for token in found if not token.isalpha())
    return " ".join(found) if found and found[0] in "Mm" and all(map(_is_in_bounds, numbers)) else None


def _points(text: str) -> str | None:
    found = read_numbers(text)
    return " ".join(found) if found and len(found) % 2 == 0 else None


def _transform(text: str) -> str | None:
    try:
        steps = [(found[1], read_numbers(found[2])) for found in _tokens(_STEP, text)]
    except ValueError:
        return None
    if not steps or any(len(numbers or ()) not in _STEP_TAKES[name] for name, numbers in steps):
        return None
    return " ".join(f"{name}({' '.join(numbers or ())})" for name, numbers in steps)


def _one_of(*words: str) -> ValueForm:
    listed = "”, “".join(words)
    return ValueForm(
        lambda text: text if text in words else None, (f"one of “{listed}”.", f"“{listed}”之一。")
    )


_LENGTHS = ValueForm(_length, ("a number.", "数字。"))
_SIZES = ValueForm(_size, ("a number that is not negative.", "不小于零的数字。"))
_SHARES = ValueForm(_share, ("a number from 0 to 1.", "0 到 1 的数字。"))
_PAINTS = ValueForm(
    _paint,
    (
        "“#” with three or six hex digits, “none”, or “currentcolor”.",
        "“#”加三位或六位十六进制数，或“none”、“currentcolor”。",
    ),
)
_PATHS = ValueForm(_path, ("the commands of a path, from “M” on.", "路径命令，以“M”开头。"))
_POINTS = ValueForm(_points, ("pairs of numbers.", "成对的数字。"))
_STEPS = ValueForm(
    _transform,
    ("“translate”, “scale”, “rotate”, “skewX”, “skewY” or “matrix”, each with as many numbers as it takes.",
     "“translate”“scale”“rotate”“skewX”“skewY”“matrix”，各带应有个数的数字。"),
)  # fmt: skip

PAINT: Mapping[str, ValueForm] = {
    "fill": _PAINTS,
    "stroke": _PAINTS,
    "fill-rule": _one_of("nonzero", "evenodd"),
    "stroke-width": _SIZES,
    "stroke-linecap": _one_of("butt", "round", "square"),
    "stroke-linejoin": _one_of("miter", "round", "bevel"),
    "stroke-miterlimit": _SIZES,
    "opacity": _SHARES,
    "fill-opacity": _SHARES,
    "stroke-opacity": _SHARES,
}
"""How shapes and groups may be painted."""

SHAPES: Mapping[str, Mapping[str, ValueForm]] = {
    "path": {"d": _PATHS},
    "circle": {"cx": _LENGTHS, "cy": _LENGTHS, "r": _SIZES},
    "ellipse": {"cx": _LENGTHS, "cy": _LENGTHS, "rx": _SIZES, "ry": _SIZES},
    "rect": {
        "x": _LENGTHS, "y": _LENGTHS, "width": _SIZES, "height": _SIZES, "rx": _SIZES, "ry": _SIZES,
    },
    "line": {"x1": _LENGTHS, "y1": _LENGTHS, "x2": _LENGTHS, "y2": _LENGTHS},
    "polyline": {"points": _POINTS},
    "polygon": {"points": _POINTS},
}  # fmt: skip
"""What draws, and the attributes that say where."""

PLACED: Mapping[str, ValueForm] = {"transform": _STEPS, **PAINT}
"""What any shape or group may have beside."""
