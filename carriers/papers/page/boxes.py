"""Where a code is on a page as it is shown: in permille, outside its modules."""

from collections.abc import Callable, Iterable

from carriers.image import LocatedCode
from carriers.papers.paper_file import PaperBox, PaperCode

_MARGIN = 1 / 50
"""Of a code's side: less than the four modules of its quiet zone in every version (ISO/IEC 18004, 5.3.8)."""

PagePlace = tuple[float, float]
"""A place in shares of a picture's or page's width and height, from the upper left corner."""


def place_codes(
    page: int, codes: Iterable[LocatedCode], onto_page: Callable[[PagePlace], PagePlace] = lambda place: place
) -> list[PaperCode]:
    """The codes with their boxes; those beyond the edge of the page, which it does not show, are left out."""
    placed = []
    for code in codes:
        left, top, right, bottom = code.box
        corners = [
            onto_page(corner) for corner in ((left, top), (right, top), (left, bottom), (right, bottom))
        ]
        across, down = zip(*corners, strict=True)
        if min(*across, *down) > -_MARGIN and max(*across, *down) < 1 + _MARGIN:
            text = code.text.encode("utf-8", "replace").decode()
            placed.append(PaperCode(page, enclose(min(across), min(down), max(across), max(down)), text))
    return sorted(placed, key=lambda code: (code.box or ())[1::-1])


def enclose(left: float, top: float, right: float, bottom: float) -> PaperBox:
    """The smallest box in permille that leaves a margin around what lies between these shares."""
    wide, high = (right - left) * _MARGIN, (bottom - top) * _MARGIN
    return (
        max(0, int((left - wide) * 1000)),
        max(0, int((top - high) * 1000)),
        min(1000, -int(-(right + wide) * 1000 // 1)),
        min(1000, -int(-(bottom + high) * 1000 // 1)),
    )
