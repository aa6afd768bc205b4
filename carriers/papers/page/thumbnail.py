"""A small grey picture of a page without a readable code, by which a person picks the pages to look at."""

import io
from collections.abc import Callable

from PIL import Image, JpegImagePlugin

from carriers.papers.answers import PaperAnswer
from carriers.papers.limits import THUMBNAIL_MAX_BYTES
from carriers.papers.page.boxes import PagePlace

_SIDE = 200
"""Pixels of the longer side."""
_QUALITY = 50
_TURN, _MIRROR, _FLIP = (
    Image.Transpose.TRANSPOSE,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.FLIP_TOP_BOTTOM,
)


_AS_IT_IS: Callable[[PagePlace], PagePlace] = lambda place: place  # noqa: E731


def with_thumbnail(
    answer: PaperAnswer, picture: Image.Image, onto_page: Callable[[PagePlace], PagePlace] = _AS_IT_IS
) -> PaperAnswer:
    """Add a small picture to the answer of a page where a person may have to look at it."""
    if answer.codes and not answer.unreadable:
        return answer
    return answer._replace(thumbnail=make_thumbnail(picture, onto_page))


def make_thumbnail(page: Image.Image, onto_page: Callable[[PagePlace], PagePlace] = _AS_IT_IS) -> bytes:
    """Return a JPEG of a page as shown; `onto_page` maps places of its picture onto the page.

    Empty where the JPEG would be too large: pure noise shows nothing.
    """
    small = page.reduce(max(1, max(page.size) // (2 * _SIDE))).convert("L")
    small.thumbnail((_SIDE, _SIDE))
    out = io.BytesIO()
    _turned(small, onto_page).save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue() if out.tell() <= THUMBNAIL_MAX_BYTES else b""


def is_thumbnail(data: bytes) -> bool:
    """Return whether bytes from elsewhere are such a picture; a forged picture is not decoded."""
    if not 0 < len(data) <= THUMBNAIL_MAX_BYTES:
        return False
    try:
        picture = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    # on hostile bytes decoders raise a dozen kinds of exception
    except Exception:
        return False
    return picture.mode == "L" and max(picture.size) <= _SIDE


def _turned(picture: Image.Image, onto_page: Callable[[PagePlace], PagePlace]) -> Image.Image:
    corner, across, down = onto_page((0, 0)), onto_page((1, 0)), onto_page((0, 1))
    if abs(across[0] - corner[0]) < abs(across[1] - corner[1]):
        picture, across, down = picture.transpose(_TURN), down, across
    if across[0] < corner[0]:
        picture = picture.transpose(_MIRROR)
    return picture.transpose(_FLIP) if down[1] < corner[1] else picture
