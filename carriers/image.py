"""The QR codes in a picture: a scan, a photo, a screenshot.

Whatever is not needed to see the picture (EXIF, colour profiles, text, animation) is cut out of the file
before the image library sees it, which warns and allocates over such parts. The orientation in EXIF does not
matter: the reader finds a code turned or mirrored.
"""

import io
import math
from typing import NamedTuple

import zxingcpp
from PIL import Image, JpegImagePlugin, PngImagePlugin

from carriers.errors import CarrierError

FILE_MAX_BYTES = 20 * 1024 * 1024
IMAGE_MAX_PIXELS = 50_000_000
IMAGE_MAX_SIDE = 20_000
IMAGE_MAX_PARTS = 65_536  # chunks or segments
JPEG_MAX_SCANS = 64  # a progressive picture has about ten; thousands of tiny ones keep a decoder busy

# The reader's time grows with the square of the number of finder patterns, and a forged picture can be full
# of them: five minutes at 50 million pixels, ten seconds at 4 million. That is 200 dpi on an A4 page, where
# a module of 0.4 mm has three pixels. Enlarging what is left makes modules of two pixels readable.
SEARCH_PIXELS = 4_000_000
ENLARGED_PIXELS = 16_000_000
ENLARGE_MOST = 3.0

_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])  # neither Micro QR nor model 1
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
_JPEG_MAGIC = b"\xff\xd8\xff"
_JPEG_SOS, _JPEG_EOI, _JPEG_COM = b"\xda", b"\xd9", b"\xfe"
# APP1 to APP15 except APP14, which together with APP0 tells the colour space.
_JPEG_DROPPED = frozenset(bytes((marker,)) for marker in range(0xE1, 0xF0)) - {b"\xee"} | {_JPEG_COM}


class LocatedCode(NamedTuple):
    """A code's text, and what encloses its modules: left, top, right, bottom in shares of the picture."""

    text: str
    box: tuple[float, float, float, float]


def read_codes(data: bytes) -> list[str]:
    """The texts of all QR codes in a PNG or JPEG file, from the top of the picture down, each text once.

    Never empty. At most 20 MiB, 50 million pixels, 20,000 pixels a side. Raises CarrierError
    image-bad-format, image-too-large, image-too-many-pixels, image-unreadable, no-code-found.
    """
    try:
        unique = find_codes(enlarged(read_grey(data)))
    except CarrierError:
        raise
    except Exception as error:  # what the reader makes of a picture that only just decodes
        raise CarrierError("image-unreadable", "image") from error
    if not unique:
        raise CarrierError("no-code-found", "image")
    return unique


def read_grey(data: bytes) -> Image.Image:
    """The picture in a PNG or JPEG file in 8-bit grey, at about `SEARCH_PIXELS` where the format can.

    As large as `read_codes` takes. Raises CarrierError as that does, but for no-code-found; MemoryError.
    """
    if len(data) > FILE_MAX_BYTES:
        raise CarrierError("image-too-large", "image", size=len(data), limit=FILE_MAX_BYTES)
    if not data.startswith((_PNG_MAGIC, _JPEG_MAGIC)):
        raise CarrierError("image-bad-format", "image")
    try:
        return _grey(data)
    except (CarrierError, MemoryError):
        raise
    except Exception as error:  # decoders of hostile bytes raise a dozen kinds, SyntaxError among them
        raise CarrierError("image-unreadable", "image") from error


def find_page_codes(page: Image.Image) -> list[str]:
    """Like `read_codes` for a grey picture of a page at about `SEARCH_PIXELS`; empty where there is none."""
    return find_codes(page) or find_codes(enlarged(page))


def locate_page_codes(page: Image.Image) -> list[LocatedCode]:
    """All QR codes of a page at about `SEARCH_PIXELS`, from the top down; two of them may say the same.

    The page is searched enlarged as well where no code is found, and where what looks like one is not read:
    so show themselves twelve in fourteen of those that are too small for the first search.
    """
    found = _search(page, return_errors=True)
    codes = _located(found, page)
    if codes and all(code.valid for code in found):
        return codes
    larger = enlarged(page)
    more = [code for code in _located(_search(larger), larger) if not any(_same(code, one) for one in codes)]
    return sorted([*codes, *more], key=_reading_order)


def find_codes(picture: Image.Image) -> list[str]:
    """The texts of all QR codes in a grey picture as it is, from the top down, each text once."""
    return list(dict.fromkeys(code.text for code in locate_codes(picture)))


def locate_codes(picture: Image.Image) -> list[LocatedCode]:
    """All QR codes with a text in a grey picture as it is, from the top down."""
    return _located(_search(picture), picture)


def _search(picture: Image.Image, *, return_errors: bool = False) -> list[zxingcpp.Barcode]:
    return list(
        zxingcpp.read_barcodes(
            picture, formats=_QR, text_mode=zxingcpp.TextMode.Plain, return_errors=return_errors
        )
    )


def _located(found: list[zxingcpp.Barcode], picture: Image.Image) -> list[LocatedCode]:
    read = (code for code in found if code.valid and code.text)
    return sorted(
        (LocatedCode(code.text, _enclosing(code, picture.size)) for code in read), key=_reading_order
    )


def _reading_order(code: LocatedCode) -> tuple[float, float]:
    return code.box[1], code.box[0]


def _same(one: LocatedCode, other: LocatedCode) -> bool:
    """Whether both are one code on the page: the same text, and the middle of one within the other."""
    across, down = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
    left, top, right, bottom = other.box
    return one.text == other.text and left < across < right and top < down < bottom


def _enclosing(code: zxingcpp.Barcode, size: tuple[int, int]) -> tuple[float, float, float, float]:
    p = code.position
    corners = (p.top_left, p.top_right, p.bottom_left, p.bottom_right)
    across, down = [corner.x / size[0] for corner in corners], [corner.y / size[1] for corner in corners]
    return min(across), min(down), max(across), max(down)


def _grey(data: bytes) -> Image.Image:
    """Decode to 8-bit grey, at about `SEARCH_PIXELS` where the format can; the size is checked before."""
    # The plugins are called by name: `Image.open` would probe other formats and warn about large pictures.
    image: Image.Image
    if data.startswith(_PNG_MAGIC):
        image = PngImagePlugin.PngImageFile(io.BytesIO(_png_essence(data)))
    else:
        image = JpegImagePlugin.JpegImageFile(io.BytesIO(_jpeg_essence(data)))
    width, height = image.size
    if width * height > IMAGE_MAX_PIXELS or max(width, height) > IMAGE_MAX_SIDE:
        limits = {"limit": IMAGE_MAX_PIXELS, "side": IMAGE_MAX_SIDE}
        raise CarrierError("image-too-many-pixels", "image", width=width, height=height, **limits)
    image.draft("L", _scaled(image.size, _search_factor(image.size)))
    if not image.has_transparency_data or image.mode.startswith("I"):
        return image.convert("L")
    image = image if image.mode == "RGBA" else image.convert("RGBA")
    paper = Image.new("L", image.size, 255)
    paper.paste(image.convert("L"), mask=image.getchannel("A"))
    return paper


def _search_factor(size: tuple[int, int]) -> float:
    return min(1.0, math.sqrt(SEARCH_PIXELS / (size[0] * size[1])))


def _scaled(size: tuple[int, int], factor: float) -> tuple[int, int]:
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def enlarged(image: Image.Image) -> Image.Image:
    """Down to `SEARCH_PIXELS` when above, then up to `ENLARGED_PIXELS`, at most threefold."""
    factor = _search_factor(image.size)
    if factor < 1:
        image = image.resize(_scaled(image.size, factor), Image.Resampling.LANCZOS)
    factor = min(ENLARGE_MOST, math.sqrt(ENLARGED_PIXELS / (image.width * image.height)))
    return image.resize(_scaled(image.size, factor), Image.Resampling.BICUBIC)


def _png_essence(data: bytes) -> bytes:
    """The chunks a PNG cannot be seen without (PNG third edition, 5.3 and 11)."""
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
    """A JPEG's first picture without its application data and comments (ITU-T T.81, B.1.1)."""
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
