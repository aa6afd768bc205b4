"""Where a shape of an emblem stands: points around it, under its transforms, against the view.

The points of a shape are such that it lies within their hull (its ends, the control points of its curves, the
corners around an ellipse), and a transform moves a hull as it moves its points. So what is found outside the
view is outside; what is found inside may still be a little beside it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import cos, hypot, radians, sin, sqrt, tan
from typing import NamedTuple

Vertex = tuple[float, float]

LEAST_PART = 0.01
"""Of the longer side of the view: what is smaller, on a head half a pixel, is not seen."""
_FLAT = 1e-9
"""A transform that squeezes a square to less than this of its size draws a line at most (SVG 2, 8.5)."""
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_COMMAND = re.compile(r"([MLHVCSQTAZ])([^MLHVCSQTAZ]*)", re.IGNORECASE)
_VALUE = re.compile(rf"\s*({_NUMBER})", re.ASCII)
_FLAG = re.compile(r"\s*([01])", re.ASCII)
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_STEP = re.compile(r"(\w+)\(([^)]*)\)")


class AffineMap(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    def then(self, inner: "AffineMap") -> "AffineMap":
        """The transform of what stands within `inner`, within this."""
        return AffineMap(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            self.a * inner.e + self.c * inner.f + self.e,
            self.b * inner.e + self.d * inner.f + self.f,
        )

    def move(self, point: Vertex) -> Vertex:
        """Where a point comes to stand."""
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def is_flat(self) -> bool:
        """Whether nothing is left of an area."""
        size = sum(one * one for one in self[:4])
        return not abs(self.a * self.d - self.b * self.c) > _FLAT * size


class EmblemView(NamedTuple):
    """What is seen of the drawing (`viewBox`)."""

    x: float
    y: float
    width: float
    height: float

    def shows(self, points: Iterable[Vertex]) -> bool:
        """Whether something of the hull of the points is in it, and large enough to be seen."""
        placed = [*points]
        if not placed:
            return False
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        least = LEAST_PART * max(self.width, self.height)
        across = min(max(xs), self.x + self.width) - max(min(xs), self.x)
        down = min(max(ys), self.y + self.height) - max(min(ys), self.y)
        return across >= least and down >= least


NOTHING = EmblemView(0, 0, 0, 0)


def read_transform(text: str) -> AffineMap:
    """That of an attribute as it is written again (web.brand.svg_values)."""
    found = AffineMap()
    for name, inside in _STEP.findall(text):
        found = found.then(_TRANSFORMS[name](*map(float, inside.split())))
    return found


def _rotate(degrees: float, x: float = 0, y: float = 0) -> AffineMap:
    turn = radians(degrees)
    turned = AffineMap(cos(turn), sin(turn), -sin(turn), cos(turn))
    return AffineMap(e=x, f=y).then(turned).then(AffineMap(e=-x, f=-y))


_TRANSFORMS: Mapping[str, Callable[..., AffineMap]] = {
    "translate": lambda x, y=0.0: AffineMap(e=x, f=y),
    "scale": lambda x, y=None: AffineMap(a=x, d=x if y is None else y),
    "rotate": _rotate,
    "skewX": lambda degrees: AffineMap(c=tan(radians(degrees))),
    "skewY": lambda degrees: AffineMap(b=tan(radians(degrees))),
    "matrix": AffineMap,
}


def find_outline(name: str, shape: Mapping[str, str]) -> list[Vertex]:
    """Points in whose hull a shape lies, its stroke apart."""

    def number(attribute: str, default: float = 0) -> float:
        return float(shape.get(attribute, default))

    match name:
        case "path":
            return [*_trace(shape.get("d", ""))]
        case "polyline" | "polygon":
            numbers = [float(one) for one in shape.get("points", "").split()]
            return [*zip(numbers[::2], numbers[1::2], strict=True)]
        case "line":
            return [(number("x1"), number("y1")), (number("x2"), number("y2"))]
        case "rect":
            x, y = number("x"), number("y")
            return _corners(x, y, x + number("width"), y + number("height"))
    across = number("rx", number("ry", number("r")))
    down = number("ry", across)
    x, y = number("cx"), number("cy")
    return _corners(x - across, y - down, x + across, y + down)


def widen(points: Iterable[Vertex], reach: float) -> Iterator[Vertex]:
    """The hull with a stroke around it that reaches so far."""
    for x, y in points:
        yield from _corners(x - reach, y - reach, x + reach, y + reach) if reach else [(x, y)]


def _corners(left: float, top: float, right: float, bottom: float) -> list[Vertex]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _trace(d: str) -> Iterator[Vertex]:
    """The ends and control points of what a path draws, as far as a browser does: up to the first error."""
    at = begin = control = (0.0, 0.0)
    before = ""
    for name, text in _COMMAND.findall(d):
        is_relative, command = name.islower(), name.upper()
        if command == "Z":
            at, before = begin, command
            continue
        for values in _read_groups(command, text):
            origin = at if is_relative else (0.0, 0.0)
            if command == "A":
                end = (values[5] + origin[0], values[6] + origin[1])
                yield from _around_arc(at, values, end)
                given = [end]
            elif command in "HV":
                x, y = (values[0] + origin[0], at[1]) if command == "H" else (at[0], values[0] + origin[1])
                given = [(x, y)]
            else:
                pairs = zip(values[::2], values[1::2], strict=True)
                given = [(x + origin[0], y + origin[1]) for x, y in pairs]
            if command in "ST":
                curved = "CS" if command == "S" else "QT"
                mirrored = (2 * at[0] - control[0], 2 * at[1] - control[1]) if before in curved else at
                given.insert(0, mirrored)
            control = given[-2] if len(given) > 1 else at
            if command != "M":
                yield at
                yield from given
            at, before = given[-1], command
            if command == "M":
                begin, command = at, "L"


def _read_groups(command: str, text: str) -> Iterator[list[float]]:
    """The numbers of a command, as many at a time as it takes; the flags of an arc are one digit each."""
    place = 0
    while True:
        values: list[float] = []
        for i in range(_TAKES[command]):
            found = (_FLAG if command == "A" and i in (3, 4) else _VALUE).match(text, place)
            if found is None:
                return
            values.append(float(found[1]))
            place = found.end()
        yield values


def _around_arc(begin: Vertex, values: Sequence[float], end: Vertex) -> Iterator[Vertex]:
    """The corners around the whole ellipse of an arc (SVG 2, B.2.4 and B.2.5)."""
    across, down = abs(values[0]), abs(values[1])
    turn, is_large, is_swept = radians(values[2]), values[3] == 1, values[4] == 1
    if not across or not down or begin == end:
        return
    half = ((begin[0] - end[0]) / 2, (begin[1] - end[1]) / 2)
    x = cos(turn) * half[0] + sin(turn) * half[1]
    y = -sin(turn) * half[0] + cos(turn) * half[1]
    lack = x / across * (x / across) + y / down * (y / down)
    if lack > 1:  # radii too small to reach the end grow until they do
        across, down = across * sqrt(lack), down * sqrt(lack)
    far = sqrt(max(0.0, 1 / lack - 1)) if lack else 0.0
    side = far if is_large != is_swept else -far
    mid_x, mid_y = side * across * y / down, -side * down * x / across
    centre = (
        cos(turn) * mid_x - sin(turn) * mid_y + (begin[0] + end[0]) / 2,
        sin(turn) * mid_x + cos(turn) * mid_y + (begin[1] + end[1]) / 2,
    )
    wide = hypot(across * cos(turn), down * sin(turn))
    high = hypot(across * sin(turn), down * cos(turn))
    yield from _corners(centre[0] - wide, centre[1] - high, centre[0] + wide, centre[1] + high)
