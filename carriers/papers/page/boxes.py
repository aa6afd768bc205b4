"""The box of a code on a page as shown, in permille, outside its modules; the size of a page."""

from collections.abc import Callable, Iterable

from carriers.image import A4_MM, LocatedCode, PageCodes, PictureBox
from carriers.papers.answers import PaperAnswer
from carriers.papers.paper_file import PaperBox, PaperCode

_MARGIN = 1 / 50
"""Share of a code's side: less than the four modules of any quiet zone (ISO/IEC 18004, 5.3.8)."""

_POINT_MM = 25.4 / 72
_A3_MM = 440
"""Slightly more than the longer side of A3: a larger page is a picture with a wrong resolution."""

PagePlace = tuple[float, float]
"""A place in shares of a picture's or page's width and height, from the upper left corner."""


def answer_page(
    page: int, scan: PageCodes, onto_page: Callable[[PagePlace], PagePlace] = lambda place: place
) -> PaperAnswer:
    """Return the answer of a page: its codes, and unread ones, in boxes of the page as it is shown."""
    codes = place_codes(page, scan.codes, onto_page)
    unreadable = filter(None, (_place(box, onto_page) for box in scan.unreadable))
    return PaperAnswer(page, 0, tuple(codes), tuple(sorted(unreadable, key=_reading_order)))


def place_codes(
    page: int, codes: Iterable[LocatedCode], onto_page: Callable[[PagePlace], PagePlace] = lambda place: place
) -> list[PaperCode]:
    """Return the codes with their boxes, without codes beyond the edge that the page shows."""
    placed = []
    for code in codes:
        box = _place(code.box, onto_page)
        if box is not None:
            placed.append((box, code.text.encode("utf-8", "replace").decode()))
    placed.sort(key=lambda code_and_box: _reading_order(code_and_box[0]))
    return [PaperCode(page, box, text) for box, text in placed]


def paper_size(width: float, height: float) -> tuple[float, float]:
    """Return the millimetres of a page in points; a page larger than A3 is taken for A4."""
    longer = max(width, height) * _POINT_MM
    scale = A4_MM[1] / longer if longer > _A3_MM else 1.0
    return width * _POINT_MM * scale, height * _POINT_MM * scale


def _place(box: PictureBox, onto_page: Callable[[PagePlace], PagePlace]) -> PaperBox | None:
    """Return the box in permille of the page; None beyond its edge."""
    left, top, right, bottom = box
    corners = [onto_page(corner) for corner in ((left, top), (right, top), (left, bottom), (right, bottom))]
    across, down = zip(*corners, strict=True)
    if min(*across, *down) <= -_MARGIN or max(*across, *down) >= 1 + _MARGIN:
        return None
    return enclose(min(across), min(down), max(across), max(down))


def _reading_order(box: PaperBox) -> tuple[int, int]:
    return box[1], box[0]


def enclose(left: float, top: float, right: float, bottom: float) -> PaperBox:
    """Return the smallest box in permille that leaves a margin around these shares."""
    wide, high = (right - left) * _MARGIN, (bottom - top) * _MARGIN
    return (
        max(0, int((left - wide) * 1000)),
        max(0, int((top - high) * 1000)),
        # round up: the box must not cut its code
        min(1000, -int(-(right + wide) * 1000 // 1)),
        min(1000, -int(-(bottom + high) * 1000 // 1)),
    )
