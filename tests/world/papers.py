"""Certificates of a world: as they are, and with another code on the page than the credential in the file."""

import io
import re
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageFilter

from carriers.certificate.content import Certificate
from carriers.certificate.typesetting import format_certificate
from carriers.qr import format_qr_svg
from credentials.kinds import parse_credential
from registry.lookup.printable import find_paper
from tests.world import World

BLANK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h1v1h-1z"/></svg>'


def paper_of(world: World, credential: bytes, **changes: Any) -> Certificate:
    """Return the certificate's content under the world's trust data, with members changed."""
    made = find_paper(parse_credential(credential), world.trust(), now=world.now, example=True)
    return replace(made, **changes)


def certificate_pdf(world: World, credential: bytes, *, printed: bytes | str | None) -> bytes:
    """`credential` is attached; the page shows the code of `printed` (a credential, a text) or none."""
    if isinstance(printed, bytes):
        code = paper_of(world, printed).code
    else:
        code = BLANK if printed is None else format_qr_svg(printed).decode()
    return format_certificate(paper_of(world, credential, code=code))


def draw(pdf: bytes, dpi: int) -> Image.Image:
    """Return page 1 in grey, as printed and scanned at `dpi`."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[0].render(scale=dpi / 72, grayscale=True).to_pil()
        return picture.convert("L")


def scan_of(*pages: Image.Image, quality: int = 75, dpi: int = 200, **options: object) -> bytes:
    """Return a PDF of nothing but pictures, as a scanner writes it."""
    out = io.BytesIO()
    more = pages[1:]
    pages[0].save(out, "PDF", save_all=True, append_images=more, quality=quality, resolution=dpi, **options)
    return out.getvalue()


def attach(pdf: bytes, **files: bytes) -> bytes:
    """Return the PDF with further attachments."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for name, data in files.items():
            opened.attachments[name] = pikepdf.AttachedFileSpec(opened, data, filename=name)
        return saved(opened)


def merge(*pdfs: bytes) -> bytes:
    """Return all pages in one file; attachments are lost, as with most tools."""
    with pikepdf.new() as whole:
        for pdf in pdfs:
            with pikepdf.open(io.BytesIO(pdf)) as part:
                whole.pages.extend(part.pages)
        return saved(whole)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return the file's bytes."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def text_of(pdf: bytes) -> str:
    """Return the text of the only page, without spaces and optional breaks (U+200B).

    PDFium marks a hyphen at the end of a line by U+FFFE.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        text: str = document[0].get_textpage().get_text_range()
    return re.sub(r"[\s\u200b]", "", text).replace("\ufffe", "-")


def photocopy(picture: Image.Image) -> Image.Image:
    """Return a code as photographed from a photocopy: turned, blurred, grey."""
    page = Image.new("L", (1280, 720), 215)
    code = picture.convert("L").resize((560, 560))
    page.paste(code.rotate(6, expand=True, fillcolor=215), (340, 30))
    return page.filter(ImageFilter.GaussianBlur(0.9)).convert("RGB")
