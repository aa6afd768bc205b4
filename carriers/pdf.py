"""Content of a PDF: credentials attached to it, and the QR codes printed or scanned on its pages.

A PDF from outside is hostile. Every part has a cap that is checked first, nothing in it is run (no scripts,
no forms, no links), and every refusal is a CarrierError. The time that the library takes over a page cannot
be bounded from here: read strangers' files in a process with a deadline (`cli.verify.pdf_process`).
"""

import math
from threading import Lock
from typing import NamedTuple

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from carriers.errors import CarrierError
from carriers.image import SEARCH_PIXELS, find_page_codes
from carriers.pdf_seal.reading import Seal, read_seals
from credentials.kinds import max_judged_bytes

FILE_MAX_BYTES = 64 * 1024 * 1024
MAX_PAGES = 300
MAX_ATTACHMENTS = 100
PAGE_MOST_SCALE = 4.0  # of 72 dpi: a stamp-sized page is not blown up

_ONE_AT_A_TIME = Lock()
"""PDFium is not thread-safe."""


class PdfReading(NamedTuple):
    """The JSON attachments unchanged, and the texts of the QR codes, page by page; each once.

    `pages` are, at the same place as in `printed`, those that show the text. `seals` are no credentials.
    """

    attached: tuple[bytes, ...]
    printed: tuple[str, ...]
    pages: tuple[tuple[int, ...], ...] = ()
    seals: tuple[Seal, ...] = ()


def read_pdf(data: bytes) -> PdfReading:
    """Return the attachments that look like credentials, and the texts of all QR codes on all pages.

    Never both empty. At most 64 MiB, 300 pages, 100 attachments; larger attachments than any record may be
    are passed over. Raises CarrierError pdf-too-large, pdf-too-many-pages, pdf-too-many-attachments,
    pdf-locked, pdf-unreadable, pdf-nothing-found.
    """
    if len(data) > FILE_MAX_BYTES:
        raise CarrierError("pdf-too-large", size=len(data), limit=FILE_MAX_BYTES)
    try:
        with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
            reading = _read(document)
            reading = reading._replace(seals=read_seals(data, document))
            pages = len(document)
    except CarrierError:
        raise
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise CarrierError("pdf-locked" if locked else "pdf-unreadable") from error
    except Exception as error:  # the library's exceptions for hostile bytes
        raise CarrierError("pdf-unreadable") from error
    if not (reading.attached or reading.printed):
        raise CarrierError("pdf-nothing-found", pages=pages)
    return reading


def _read(document: pypdfium2.PdfDocument) -> PdfReading:
    attachments, pages = document.count_attachments(), len(document)
    if attachments > MAX_ATTACHMENTS:
        raise CarrierError("pdf-too-many-attachments", attachments=attachments, limit=MAX_ATTACHMENTS)
    if pages > MAX_PAGES:
        raise CarrierError("pdf-too-many-pages", pages=pages, limit=MAX_PAGES)
    attached = [data for i in range(attachments) if (data := read_attachment(document, i))]
    printed: dict[str, list[int]] = {}
    for i in range(pages):
        for text in find_page_codes(draw_page(document[i])):
            printed.setdefault(text, []).append(i + 1)
    return PdfReading(tuple(dict.fromkeys(attached)), tuple(printed), tuple(map(tuple, printed.values())))


def read_attachment(document: pypdfium2.PdfDocument, number: int) -> bytes:
    """Return an attachment's bytes if it looks like a credential, else empty bytes."""
    try:
        data = bytes(document.get_attachment(number).get_data())
    except pypdfium2.PdfiumError:
        return b""
    return data if len(data) <= max_judged_bytes() and data.lstrip()[:1] == b"{" else b""


def draw_page(page: pypdfium2.PdfPage) -> Image.Image:
    """Draw the page in RGBX with about `SEARCH_PIXELS`, annotations included as shown, and close it."""
    try:
        width, height = page.get_size()
        scale = min(PAGE_MOST_SCALE, math.sqrt(SEARCH_PIXELS / max(1.0, width * height)))
        # RGBX, the one form of colour that Pillow shares with PDFium: of others it makes a copy
        drawn = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, prefer_bgrx=True)
        picture: Image.Image = drawn.to_pil()
        return picture
    finally:
        page.close()
