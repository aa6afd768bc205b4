"""Check, before a page is drawn, that its pictures fit into memory.

PDFium leaves out a picture for which it gets no memory and says nothing: the page would seem to have no code.
It holds each picture once, whole and uncompressed, until the page is closed.
"""

import ctypes
from collections.abc import Iterator
from typing import Any

from pypdfium2 import PdfPage, raw

from carriers.papers.memory import memory_left

_SHARE = 2 / 3
"""Share of the memory left; the rest is for the drawn page and the search."""
_PIXEL_BYTES = 4
_ONE_BIT = ("CCITTFaxDecode", "JBIG2Decode")
_USUAL_BITS = 24
_DEPTH = 3
"""The depth of nested forms whose pictures are counted."""


def pictures_fit(page: PdfPage) -> bool:
    """Return whether memory suffices for all pictures of the page; True where memory is not counted."""
    left = memory_left()
    if left is None:
        return True
    room = left * _SHARE
    # a quick bound first: telling pictures apart takes a pass of its own
    if sum(_pixels(picture) for picture in _pictures(page)) * _PIXEL_BYTES <= room:
        return True
    distinct = {_signature(picture): picture for picture in _pictures(page)}
    return sum(_bytes_of(page, picture) for picture in distinct.values()) <= room


def _pictures(page: PdfPage) -> Iterator[Any]:
    for number in range(raw.FPDFPage_CountObjects(page)):
        yield from _within(raw.FPDFPage_GetObject(page, number), _DEPTH)


def _within(thing: Any, depth: int) -> Iterator[Any]:
    kind = raw.FPDFPageObj_GetType(thing)
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        yield thing
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
        for number in range(raw.FPDFFormObj_CountObjects(thing)):
            yield from _within(raw.FPDFFormObj_GetObject(thing, number), depth - 1)


def _size(picture: Any) -> tuple[int, int]:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(picture, width, height)
    return width.value, height.value


def _pixels(picture: Any) -> int:
    width, height = _size(picture)
    return width * height


def _signature(picture: Any) -> tuple[int, ...]:
    """Return a key that is equal for a picture shown several times."""
    return *_size(picture), raw.FPDFImageObj_GetImageDataRaw(picture, None, 0)


def _bytes_of(page: PdfPage, picture: Any) -> int:
    """Return its size uncompressed."""
    count = raw.FPDFImageObj_GetImageFilterCount(picture)
    name = ctypes.create_string_buffer(32)
    # the last filter is the one that unpacks to pixels
    raw.FPDFImageObj_GetImageFilter(picture, max(0, count - 1), name, len(name))
    if name.value.decode("ascii", "replace") in _ONE_BIT:
        return _pixels(picture) // 8
    facts = raw.FPDF_IMAGEOBJ_METADATA()
    raw.FPDFImageObj_GetImageMetadata(picture, page, facts)
    return _pixels(picture) * (facts.bits_per_pixel or _USUAL_BITS) // 8
