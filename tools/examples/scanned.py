"""Papers as bidders hand them in: certificates copied, scanned and bound, pages without a code."""

import io
import time
import zipfile
from collections.abc import Sequence

from PIL import Image, ImageDraw

from tests.world import World
from tests.world.papers import certificate_pdf, draw, scan_of
from tests.world.scans import copied, jpeg, stained, turned

DPI, QUALITY = 120, 30
_WHEN = time.struct_time((2026, 5, 18, 8, 0, 0, 0, 138, 0))
"""Time that the scanner writes into the file; fixed, so that the bytes do not change."""


def photocopy(world: World, credential: bytes, *, worn: bool = False) -> Image.Image:
    """Return a certificate as a copy of a copy; a `worn` copy is askew and stained."""
    page = draw(certificate_pdf(world, credential, printed=credential), DPI)
    return turned(copied(stained(page)), 1.5) if worn else copied(page)


def without_code(world: World, credential: bytes) -> Image.Image:
    """Return the page of a certificate with its code cut off."""
    return copied(draw(certificate_pdf(world, credential, printed=None), DPI))


def cover() -> Image.Image:
    """Return a page with nothing to check."""
    page = Image.new("L", (992, 1403), 228)
    pen = ImageDraw.Draw(page)
    pen.rectangle((90, 90, 902, 1313), outline=120, width=3)
    for line in range(6):
        pen.line((240, 500 + 60 * line, 752, 500 + 60 * line), fill=140, width=4)
    return page


def bind(*pages: Image.Image) -> bytes:
    """Bind all pages in one PDF of pictures, as a scanner writes it."""
    return scan_of(*pages, quality=QUALITY, dpi=DPI, creationDate=_WHEN, modDate=_WHEN)


def photograph(page: Image.Image) -> bytes:
    """Return a page as a JPEG file."""
    return jpeg(page, QUALITY, dpi=(DPI, DPI))


def pack(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Pack files into a ZIP archive, stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            # ZipInfo has a fixed time of its own: the same papers give the same bytes
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()
