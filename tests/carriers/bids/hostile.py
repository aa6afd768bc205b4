"""Pages that cost their reader memory, time, or both."""

import pikepdf
from PIL import Image

from tests.world.papers import saved
from tests.world.scans import jpeg


def nested(pages: int, among: int) -> bytes:
    """Make the first `among` pages draw forms within forms, ten to the twelfth in all; PDFium keeps each."""
    with pikepdf.new() as made:
        form = made.make_stream(b"0 0 5 5 re f " * 10)
        for _ in range(12):
            form.update(
                pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
            )
            outer = made.make_stream(b"/F Do " * 10)
            outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
            form = outer
        form.update(
            pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        )
        for number in range(pages):
            page = made.add_blank_page()
            if number < among:
                page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
                page.Contents = made.make_stream(b"/F Do")
        return saved(made)


def endless(pages: int, among: int) -> bytes:
    """Shade the first `among` pages by a long sum for each point, a hundred times over."""
    with pikepdf.new() as made:
        function = made.make_stream(b"{ " + b"sin cos " * 2000 + b"exch pop }")
        function.update(pikepdf.Dictionary(FunctionType=4, Domain=[0, 1, 0, 1], Range=[0, 1]))
        shading = pikepdf.Dictionary(
            ShadingType=1, ColorSpace=pikepdf.Name.DeviceGray, Domain=[0, 1, 0, 1],
            Matrix=[600, 0, 0, 800, 0, 0], Function=function,
        )  # fmt: skip
        for number in range(pages):
            page = made.add_blank_page()
            if number < among:
                page.Resources = pikepdf.Dictionary(Shading=pikepdf.Dictionary(S=shading))
                page.Contents = made.make_stream(b"/S sh " * 100)
        return saved(made)


def picture_in_pdf(side: int) -> bytes:
    """Return a PDF with a picture of `side` x `side` pixels, most of whose data is absent."""
    return _on_a_page(side, side, b"\0" * 100)


def scan_in_pdf(picture: Image.Image, *more: Image.Image) -> bytes:
    """Return a PDF with pictures one above another, so that the reader has to draw the page."""
    pictures = map(jpeg, (picture, *more))
    return _on_a_page(*picture.size, *pictures, filters=pikepdf.Name.DCTDecode)


def _on_a_page(width: int, height: int, *pictures: bytes, filters: pikepdf.Name | None = None) -> bytes:
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(595, 842))
        named = pikepdf.Dictionary()
        for number, data in enumerate(pictures):
            picture = made.make_stream(b"")
            picture.write(data, filter=filters)
            picture.update(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
                    ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
                )
            )  # fmt: skip
            named[f"/P{number}"] = picture
        drawn = b"".join(b"/P%d Do " % number for number in range(len(pictures)))
        page.Resources = pikepdf.Dictionary(XObject=named)
        page.Contents = made.make_stream(b"0 0 1 1 re f q 595 0 0 842 0 0 cm " + drawn + b"Q")
        return saved(made)
