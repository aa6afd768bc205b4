"""A PDF page that is one scanned JPEG: extracting the picture takes a fifth of the time of drawing.

The picture is extracted only where drawing could show nothing else: one object, no annotation, no clipping,
full opacity. PDFium does not tell whether a picture has a mask, so a picture of one shade is drawn: its mask
may hold the drawing.
"""

import ctypes
import math
from typing import Any

from PIL import Image
from pypdfium2 import PdfImage, PdfPage, raw

from carriers.errors import CarrierError
from carriers.image import FILE_MAX_BYTES, read_picture
from carriers.papers.page.boxes import PagePlace, paper_size

_SIDE = 1_000_000
"""Parts into which a side of the page is divided."""
_SHADES = 32


def scan_of_page(page: PdfPage) -> tuple[Image.Image, "ScanPlace"] | None:
    """Return the picture, RGB or grey, and its place; None for a page that must be drawn."""
    if raw.FPDFPage_CountObjects(page) != 1 or raw.FPDFPage_GetAnnotCount(page):
        return None
    scan = next(page.get_objects(max_depth=1))
    if not isinstance(scan, PdfImage) or scan.get_filters() != ["DCTDecode"]:
        return None
    clipped = raw.FPDFClipPath_CountPaths(raw.FPDFPageObj_GetClipPath(scan)) > 0
    if clipped or raw.FPDFPageObj_HasTransparency(scan) or raw.FPDFPage_HasTransparency(page):
        return None
    if raw.FPDFImageObj_GetImageDataRaw(scan, None, 0) > FILE_MAX_BYTES:
        return None
    try:
        picture = read_picture(bytes(scan.get_data()))
    except CarrierError:  # draw it: PDFium shows what a PDF viewer shows
        return None
    extrema: Any = picture.getextrema()
    ranges = extrema if picture.mode == "RGB" else (extrema,)
    has_shades = any(light - dark >= _SHADES for dark, light in ranges)
    return (picture, ScanPlace(page, scan)) if has_shades else None


class ScanPlace:
    """The place of a picture on its page as shown: turned and cropped."""

    def __init__(self, page: PdfPage, scan: PdfImage) -> None:
        self._page, self._matrix = page, scan.get_matrix()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture on paper, in millimetres."""
        a, b, c, d = self._matrix.get()[:4]
        return paper_size(math.hypot(a, b), math.hypot(c, d))

    def __call__(self, place: PagePlace) -> PagePlace:
        """Return a place of the picture as a place of the page."""
        x, y = self._matrix.on_point(place[0], 1 - place[1])
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(self._page, 0, 0, _SIDE, _SIDE, 0, x, y, across, down)
        return across.value / _SIDE, down.value / _SIDE
