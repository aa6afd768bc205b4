"""The QR codes in a picture: a scan, a photo, a screenshot.

The image library warns about parts that no picture needs (EXIF, colour profiles, text, animation) and
allocates memory for them, so they are cut out of the file first. The orientation in EXIF does not matter: the
reader finds a code turned or mirrored.
"""

import io
import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import zxingcpp
from PIL import Image, JpegImagePlugin, PngImagePlugin

from carriers.density import has_dense_ink
from carriers.errors import CarrierError
from carriers.seals import lift_seals, red_of

FILE_MAX_BYTES = 20 * 1024 * 1024
IMAGE_MAX_PIXELS = 50_000_000
IMAGE_MAX_SIDE = 20_000
IMAGE_MAX_PARTS = 65_536  # chunks or segments
JPEG_MAX_SCANS = 64  # a progressive picture has about ten scans; thousands of tiny ones keep a decoder busy

# The reader's time grows with the square of the number of finder patterns, and a forged picture can be full
# of them: five minutes at 50 million pixels, ten seconds at 4 million. That is 200 dpi on an A4 page, where
# a module of 0.4 mm has three pixels. Enlarging what is left makes modules of two pixels readable.
SEARCH_PIXELS = 4_000_000
ENLARGED_PIXELS = 16_000_000
ENLARGE_MOST = 3.0

A4_MM = (210.0, 297.0)
CODE_LEAST_MM, CODE_MOST_MM = 18, 60
CODE_NARROWEST, CODE_WIDEST = 0.85, 1.18
"""Limits of a code's width divided by its height."""

_COLOURLESS = ("1", "L", "LA", "F", "I", "I;16", "I;16B", "I;16L", "I;16N")
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])  # no Micro QR, no model 1
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
_JPEG_MAGIC = b"\xff\xd8\xff"
_JPEG_SOS, _JPEG_EOI, _JPEG_COM = b"\xda", b"\xd9", b"\xfe"
# APP1 to APP15 except APP14, which together with APP0 tells the colour space.
_JPEG_DROPPED = frozenset(bytes((marker,)) for marker in range(0xE1, 0xF0)) - {b"\xee"} | {_JPEG_COM}


PictureBox = tuple[float, float, float, float]
"""Left, top, right, bottom in shares of the picture."""


class LocatedCode(NamedTuple):
    """A code's text, and the box around its modules."""

    text: str
    box: PictureBox


class PageCodes(NamedTuple):
    """The codes of a page from the top down, and the box around each code that was not read."""

    codes: list[LocatedCode]
    unreadable: list[PictureBox]


_Seen = tuple[list[LocatedCode], list[PictureBox]]


def read_codes(data: bytes) -> list[str]:
    """Return the texts of all QR codes in a PNG or JPEG file, from the top of the picture down, each once.

    Never empty. At most 20 MiB, 50 million pixels, 20,000 pixels a side. Raises CarrierError
    image-bad-format, image-too-large, image-too-many-pixels, image-unreadable, no-code-found.
    """
    try:
        unique = _texts(locate_picture_codes(read_picture(data)))
    except CarrierError:
        raise
    except Exception as error:  # the reader's exception for a picture that decodes only in part
        raise CarrierError("image-unreadable", "image") from error
    if not unique:
        raise CarrierError("no-code-found", "image")
    return unique


def read_picture(data: bytes) -> Image.Image:
    """Decode a PNG or JPEG file to RGB or 8-bit grey, at about `SEARCH_PIXELS` where the format can.

    The limits are those of `read_codes`. Raises its CarrierError codes without no-code-found; MemoryError.
    """
    if len(data) > FILE_MAX_BYTES:
        raise CarrierError("image-too-large", "image", size=len(data), limit=FILE_MAX_BYTES)
    if not data.startswith((_PNG_MAGIC, _JPEG_MAGIC)):
        raise CarrierError("image-bad-format", "image")
    try:
        return _decode(data)
    except (CarrierError, MemoryError):
        raise
    except Exception as error:  # on hostile bytes decoders raise a dozen kinds of exception, even SyntaxError
        raise CarrierError("image-unreadable", "image") from error


def find_page_codes(page: Image.Image) -> list[str]:
    """Return the codes as `read_codes` does for a picture of a page at about `SEARCH_PIXELS`; maybe none."""
    return _texts(locate_page_codes(page))


def locate_page_codes(page: Image.Image, size: tuple[float, float] = A4_MM) -> PageCodes:
    """Locate all QR codes of a page at about `SEARCH_PIXELS`, in colour or grey; two may say the same.

    If no code is found, or something like a code is not read, a page with ink as dense as in a code is
    searched with its seals lifted, then enlarged. `size` is that of the page in millimetres: it tells a code
    from text by its size.
    """
    return _look_again(_search(page.convert("L")), _views_worth_their_time(page, size[0]), size)


def locate_picture_codes(picture: Image.Image) -> PageCodes:
    """Locate all QR codes of a picture, in colour or grey: enlarged first, then as `locate_page_codes`."""
    first = _search(enlarged(picture.convert("L")))
    views = lift_seals(_shrunk(picture)) if picture.mode == "L" else _closer_views(picture)
    wide, high = picture.size
    return _look_again(first, views, A4_MM if wide <= high else A4_MM[::-1])


def locate_codes(picture: Image.Image) -> list[LocatedCode]:
    """Locate all QR codes with a text in an unchanged grey picture, from the top down."""
    return _search(picture)[0]


def _views_worth_their_time(page: Image.Image, wide_mm: float) -> Iterator[Image.Image]:
    """Yield the closer views, which take three times as long as the first search: for most pages none."""
    if has_dense_ink(page, wide_mm):
        yield from _closer_views(page)


def _closer_views(page: Image.Image) -> Iterator[Image.Image]:
    """Yield the page with its seals lifted, then enlarged in red, the light in which a red seal is pale.

    Enlarging shows codes too small for the first search, and takes ten times as long as the others.
    """
    yield from lift_seals(_shrunk(page))
    yield enlarged(red_of(page))


def _look_again(first: _Seen, views: Iterable[Image.Image], size: tuple[float, float]) -> PageCodes:
    """Search further views while no code is found, or something like a code is not read."""
    codes, broken = first
    for view in views:
        # a page with a code and nothing broken is done, in 16 ms instead of 145:
        # of 14 codes that only later views read, 12 look broken at first
        if codes and not broken:
            break
        codes = _join(codes, _search(view)[0])
        broken = _without(broken, codes)
    return PageCodes(codes, _code_sized(broken, size))


def _search(picture: Image.Image) -> _Seen:
    """Return the codes of a grey picture as it is, from the top down, and the boxes of unread ones."""
    codes, broken = [], []
    for code in zxingcpp.read_barcodes(
        picture, formats=_QR, text_mode=zxingcpp.TextMode.Plain, return_errors=True
    ):
        box = _enclosing(code, picture.size)
        if not code.valid:
            broken.append(box)
        elif code.text:
            codes.append(LocatedCode(code.text, box))
    return sorted(codes, key=_reading_order), broken


def _code_sized(boxes: list[PictureBox], size: tuple[float, float]) -> list[PictureBox]:
    """Keep boxes as large and square as a code, each place once, since the reader takes text for codes."""
    sized: list[PictureBox] = []
    for left, top, right, bottom in boxes:
        wide, high = (right - left) * size[0], (bottom - top) * size[1]
        in_range = all(CODE_LEAST_MM <= side <= CODE_MOST_MM for side in (wide, high))
        if in_range and CODE_NARROWEST <= wide / high <= CODE_WIDEST:
            box = left, top, right, bottom
            if not any(_is_within(box, known) for known in sized):
                sized.append(box)
    return sized


def _join(codes: list[LocatedCode], more: list[LocatedCode]) -> list[LocatedCode]:
    new = [code for code in more if not any(_same(code, known) for known in codes)]
    return sorted([*codes, *new], key=_reading_order)


def _without(boxes: list[PictureBox], codes: list[LocatedCode]) -> list[PictureBox]:
    """Return the boxes in which no code has been read."""
    return [box for box in boxes if not any(_is_within(box, code.box) for code in codes)]


def _texts(codes: PageCodes) -> list[str]:
    return list(dict.fromkeys(code.text for code in codes.codes))


def _reading_order(code: LocatedCode) -> tuple[float, float]:
    return code.box[1], code.box[0]


def _same(code: LocatedCode, other: LocatedCode) -> bool:
    """Return whether both are the same code on the page."""
    return code.text == other.text and _is_within(code.box, other.box)


def _is_within(box: PictureBox, other: PictureBox) -> bool:
    """Return whether the middle of a box is within another."""
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    left, top, right, bottom = other
    return left < across < right and top < down < bottom


def _enclosing(code: zxingcpp.Barcode, size: tuple[int, int]) -> PictureBox:
    p = code.position
    corners = (p.top_left, p.top_right, p.bottom_left, p.bottom_right)
    across, down = [corner.x / size[0] for corner in corners], [corner.y / size[1] for corner in corners]
    return min(across), min(down), max(across), max(down)


def _decode(data: bytes) -> Image.Image:
    """Decode to RGB or 8-bit grey, at about `SEARCH_PIXELS` where the format can; size is checked before."""
    # The plugins are called by name: `Image.open` would probe other formats and warn about large pictures.
    image: Image.Image
    if data.startswith(_PNG_MAGIC):
        image = PngImagePlugin.PngImageFile(io.BytesIO(_png_essence(data)))
    else:
        image = JpegImagePlugin.JpegImageFile(io.BytesIO(_jpeg_essence(data)))
    check_pixels(image)
    image.draft("RGB", _scaled(image.size, _search_factor(image.size)))  # "L" would lose the colour
    return flatten(image)


def check_pixels(image: Image.Image) -> None:
    """Raise CarrierError image-too-many-pixels for a picture whose pixels should not be decoded."""
    width, height = image.size
    if width * height > IMAGE_MAX_PIXELS or max(width, height) > IMAGE_MAX_SIDE:
        limits = {"limit": IMAGE_MAX_PIXELS, "side": IMAGE_MAX_SIDE}
        raise CarrierError("image-too-many-pixels", "image", width=width, height=height, **limits)


def flatten(image: Image.Image) -> Image.Image:
    """Decode to RGB or, without colour, to 8-bit grey; transparent pixels become white paper.

    A picture of many times `SEARCH_PIXELS` is reduced band by band, so that memory never has a second copy.
    """
    by = max(1, int(1 / _search_factor(image.size)))
    is_clear = image.has_transparency_data and not image.mode.startswith("I")
    if is_clear:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
    elif image.mode in _COLOURLESS:
        return image.convert("L").reduce(by)
    else:
        image = image if image.mode == "RGB" else image.convert("RGB")
        if by == 1:
            image.load()
            return image
    opaque = Image.merge("RGB", [image.getchannel(band).reduce(by) for band in "RGB"])
    if not is_clear:
        return opaque
    paper = Image.new("RGB", opaque.size, "white")
    paper.paste(opaque, mask=image.getchannel("A").reduce(by))
    return paper


def _search_factor(size: tuple[int, int]) -> float:
    return min(1.0, math.sqrt(SEARCH_PIXELS / (size[0] * size[1])))


def _scaled(size: tuple[int, int], factor: float) -> tuple[int, int]:
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _shrunk(image: Image.Image) -> Image.Image:
    """Shrink a larger picture to `SEARCH_PIXELS`."""
    factor = _search_factor(image.size)
    return image if factor == 1 else image.resize(_scaled(image.size, factor), Image.Resampling.LANCZOS)


def enlarged(image: Image.Image) -> Image.Image:
    """Shrink a larger picture to `SEARCH_PIXELS`, then enlarge to `ENLARGED_PIXELS`, at most threefold."""
    image = _shrunk(image)
    factor = min(ENLARGE_MOST, math.sqrt(ENLARGED_PIXELS / (image.width * image.height)))
    # this reads 22 of 27 damaged codes at 82 to 100 dpi; linear interpolation 14, repeated pixels 9
    return image.resize(_scaled(image.size, factor), Image.Resampling.BICUBIC)


def _png_essence(data: bytes) -> bytes:
    """Keep the chunks that a PNG needs to be seen (PNG third edition, 5.3 and 11)."""
    kept = [_PNG_MAGIC]
    position = len(_PNG_MAGIC)
    for _ in range(IMAGE_MAX_PARTS):
        kind = data[position + 4 : position + 8]
        end = position + 12 + int.from_bytes(data[position : position + 4])
        if end > len(data):
            break
        if kind in _PNG_KEPT:
            kept.append(data[position:end])
        if kind == b"IEND":
            return b"".join(kept)
        position = end
    raise CarrierError("image-unreadable", "image")


def _jpeg_essence(data: bytes) -> bytes:
    """Keep a JPEG's first picture without its application data and comments (ITU-T T.81, B.1.1)."""
    kept = [data[:2]]
    position = 2
    for _ in range(IMAGE_MAX_PARTS):
        prefix, marker = data[position : position + 1], data[position + 1 : position + 2]
        if prefix != b"\xff":
            break
        if marker == b"\xff":  # fill byte
            position += 1
            continue
        if marker == _JPEG_SOS:
            # in coded data a zero follows each FF (T.81, B.1.1.5); a file that was cut short has no end
            end = data.find(b"\xff" + _JPEG_EOI, position)
            scans = data[position:] if end < 0 else data[position : end + 2]
            if scans.count(b"\xff" + _JPEG_SOS) > JPEG_MAX_SCANS:
                break
            return b"".join((*kept, scans))
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4])
        if marker not in _JPEG_DROPPED:
            kept.append(data[position:end])
        position = end
    raise CarrierError("image-unreadable", "image")
