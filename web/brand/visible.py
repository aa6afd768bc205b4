"""How a shape of an emblem is painted, if at all: with which colours, and how far beyond its outline."""

from collections.abc import Iterator, Mapping
from math import sqrt
from typing import NamedTuple

GLOW = "#ffd58a"
"""The colour of an emblem that has none of its own (token `--glow`): `currentcolor` there."""
_FAINT = 0.1
"""What is less opaque than this is not seen."""
_SHARES = ("fill-opacity", "stroke-opacity")


def inherit(outer: Mapping[str, str], own: Mapping[str, str]) -> Mapping[str, str]:
    """How something is painted within a group: as that is, but for what it says itself."""
    opacity = float(outer.get("opacity", 1)) * float(own.get("opacity", 1))
    return {**outer, **own, "opacity": str(opacity)}


class Coat(NamedTuple):
    """A colour (`#rrggbb`) of a shape, and how many units it reaches beyond the outline."""

    colour: str
    reach: float


def find_coats(name: str, shape: Mapping[str, str]) -> Iterator[Coat]:
    """What a shape with these attributes, those of its groups among them, is painted with."""
    if not _covers(name, shape):
        return
    for paint, share in zip(("fill", "stroke"), _SHARES, strict=True):
        colour = shape.get(paint, "none")
        is_drawn = name != "line" if paint == "fill" else float(shape.get("stroke-width", 1)) > 0
        is_opaque = float(shape["opacity"]) * float(shape.get(share, 1)) >= _FAINT
        if colour != "none" and is_drawn and is_opaque:
            yield Coat(_whole(colour), 0 if paint == "fill" else _reach(shape))


def _reach(shape: Mapping[str, str]) -> float:
    """How far a stroke goes at most, at a corner with a mitre or at a square end."""
    is_mitred = shape.get("stroke-linejoin", "miter") == "miter"
    longest = float(shape.get("stroke-miterlimit", 4)) if is_mitred else 1
    return float(shape.get("stroke-width", 1)) / 2 * max(longest, sqrt(2))


def _covers(name: str, shape: Mapping[str, str]) -> bool:
    """Whether it is more than a point: all its sizes, or more of a path than where it begins."""
    if name == "path":
        d = shape.get("d", "")
        # further points after that of a move are lines
        pieces = d.upper().split("M")
        return not set("LHVCSQTA").isdisjoint(d.upper()) or any(len(piece.split()) > 3 for piece in pieces)
    if name in ("polyline", "polygon"):
        return len(shape.get("points", "").split()) > 2
    if name == "line":
        return any(float(shape.get(f"{axis}1", 0)) != float(shape.get(f"{axis}2", 0)) for axis in ("x", "y"))
    if name == "rect":
        return all(float(shape.get(side, 0)) > 0 for side in ("width", "height"))
    sizes = [float(shape[size]) for size in ("r", "rx", "ry") if size in shape]
    return bool(sizes) and min(sizes) > 0


def _whole(colour: str) -> str:
    """With six digits."""
    if colour == "currentcolor":
        return GLOW
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
