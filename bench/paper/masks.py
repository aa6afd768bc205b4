"""Which of the eight masks of ISO/IEC 18004 7.8.2 reads best from paper: `carriers.qr.QR_MASK` rests on it.

The print simulation of the tests, and the same damage driven to where codes begin to fail: there masks could
differ. Beside the eight stands the choice of zxing-cpp's writer, which weighs all of them for each code.
Takes some minutes of a core.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import zxingcpp
from PIL import Image

from bench.measure import Number
from bench.scene import credentials
from carriers.certificate.content import CERTIFICATE_SYMBOL_MM
from carriers.errors import CarrierError
from carriers.image import read_codes
from carriers.qr import QR_MASK, QrRows, credential_text, encode_qr, symbol_modules
from credentials.identifiers import did_web_address
from credentials.kinds import parse_credential
from tests.world.scans import SPOILT, blurred, copied, jpeg, stained

_WHOLE, _BY_REFERENCE = 30, 6
_PLACE_MM = (25, 217)
"""Where a certificate has its code."""
_DETAIL = 16

_Damage = Callable[[Image.Image], Image.Image]
_SIMULATION: list[tuple[_Damage, int]] = [(how, 150) for how in SPOILT.values()]
_EDGE: list[tuple[_Damage, int]] = [
    *((SPOILT["all of it"], dpi) for dpi in (82, 85, 88, 91)),
    *((partial(stained, share=share), 100) for share in (0.06, 0.07, 0.08, 0.09)),
    *((partial(blurred, width=width), 100) for width in (1.4, 1.6, 1.8)),
    *((copied, dpi) for dpi in (52, 54, 56)),
]
"""Damage and resolution at which some codes read and some do not."""


def bench_masks() -> Iterator[Number]:
    """The share of readings that gave the text: each mask at the edge, the chosen one in the simulation."""
    texts = _texts()
    draw: dict[str, Callable[[str], QrRows]] = {
        **{f"mask-{mask}": partial(encode_qr, mask=mask) for mask in range(8)},
        "mask-by-zxing": _by_zxing,
    }
    for name, encode in draw.items():
        read = [_reads(_corner(how(_page(encode(text), dpi))), text) for how, dpi in _EDGE for text in texts]
        yield Number(name, 100 * sum(read) / len(read), "% read at the edge")
    for name in (f"mask-{QR_MASK}", "mask-by-zxing"):
        read = [
            _reads(how(_page(draw[name](text), dpi)), text) for how, dpi in _SIMULATION for text in texts[::3]
        ]
        yield Number(f"{name}-simulation", 100 * sum(read) / len(read), "% read", 100, False)


def _texts() -> list[str]:
    records = [parse_credential(data) for data in credentials(_WHOLE)]
    addresses = [f"{did_web_address(r.body.issuer)}/records/{r.digest}.json" for r in records]
    return [credential_text(record.value) for record in records] + addresses[:_BY_REFERENCE]


def _by_zxing(text: str) -> QrRows:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=True)  # a buffer of bytes, which its types hide
    pixels: Any = memoryview(image).tolist()
    return tuple(tuple(value == 0 for value in row) for row in pixels)


def _reads(page: Image.Image, text: str) -> bool:
    try:
        return read_codes(jpeg(page, 40)) == [text]
    except CarrierError:
        return False


def _corner(page: Image.Image) -> Image.Image:
    """The part with the code: a whole page takes eight times as long to read."""
    return page.crop((0, page.height * 2 // 3, page.width * 2 // 5, page.height))


def _page(rows: QrRows, dpi: int) -> Image.Image:
    """A white page with the code as large and where a certificate has it."""
    side, millimetre = len(rows), dpi / 25.4
    code = Image.frombytes("L", (side, side), bytes(0 if dark else 255 for row in rows for dark in row))
    code = code.resize((side * _DETAIL, side * _DETAIL), Image.Resampling.NEAREST)
    width = round(CERTIFICATE_SYMBOL_MM * side / symbol_modules(rows) * millimetre)
    page = Image.new("L", (round(210 * millimetre), round(297 * millimetre)), 255)
    left, top = (round(at * millimetre) for at in _PLACE_MM)
    page.paste(code.resize((width, width), Image.Resampling.BOX), (left, top))
    return page
