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
"""A scanner writes its clock into the file; this one stands still."""


def photocopy(world: World, credential: bytes, *, worn: bool = False) -> Image.Image:
    """A certificate as a copy of a copy; `worn`: laid askew and stained as well."""
    page = draw(certificate_pdf(world, credential, printed=credential), DPI)
    return turned(copied(stained(page)), 1.5) if worn else copied(page)


def without_code(world: World, credential: bytes) -> Image.Image:
    """The page of a certificate whose code was cut off."""
    return copied(draw(certificate_pdf(world, credential, printed=None), DPI))


def cover() -> Image.Image:
    """A page on which there is nothing to check."""
    page = Image.new("L", (992, 1403), 228)
    pen = ImageDraw.Draw(page)
    pen.rectangle((90, 90, 902, 1313), outline=120, width=3)
    for line in range(6):
        pen.line((240, 500 + 60 * line, 752, 500 + 60 * line), fill=140, width=4)
    return page


def bind(*pages: Image.Image) -> bytes:
    """All pages in one PDF of pictures, as a scanner writes it."""
    return scan_of(*pages, quality=QUALITY, dpi=DPI, creationDate=_WHEN, modDate=_WHEN)


def photograph(page: Image.Image) -> bytes:
    """A page as a JPEG file."""
    return jpeg(page, QUALITY, dpi=(DPI, DPI))


def pack(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP archive, stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()
