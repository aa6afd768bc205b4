"""QR codes that survive the photocopier: error correction M, never denser than version 20, 30 mm or more.

The clause numbers below are those of ISO/IEC 18004.
"""

import html
import io
import re
from contextlib import suppress
from functools import lru_cache

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from carriers.errors import CarrierError
from credentials.h1 import format_h1_url
from credentials.identifiers import did_web_address
from credentials.record import JsonObject

QR_MAX_VERSION = 20
QR_MAX_CHARACTERS = 1600  # version 20-M holds 1,600 digits (table 7), and fewer other characters
QR_MAX_SCALE = 40
QR_MASK = 1  # of the eight of 7.8.2: every second row turned; `python -m bench masks` compares them
QR_SEGMENT = 10  # characters from which a run of digits or capitals has a mode of its own, as bits are fewest
QUIET_ZONE = 4  # modules on every side (5.3.8)
SYMBOL_MM = 30  # the least width on paper, without the quiet zone
MODULE_MM = 0.4  # the least width of a module that can still be read from a copy of a copy

_VERSION_9 = 432  # the most characters (table 7); denser versions have other length fields
_DARK = re.compile(rb"\x01+")
_ZEROS = re.compile("(0{48})")
"""A segment of its own, so that no block (27 bytes or more, 60 digits) is zero bits alone: `qrcode` 8.2 fails
at such a block (github.com/lincolnloop/python-qrcode/issues/330)."""

QrRows = tuple[tuple[bool, ...], ...]
"""A code with its quiet zone, True for dark."""


def credential_text(value: JsonObject) -> str:
    """Return the text of a signed credential's QR code: `https://<issuer's host>/v#H1.…`.

    Raises RecordError h1-too-large.
    """
    return format_h1_url(value, did_web_address(str(value["issuer"])))


def reference_text(issuer: str, digest: str) -> str:
    """Return the address of a record at its association: the text of a code by reference."""
    return f"{did_web_address(issuer)}/records/{digest}.json"


# cached: a certificate needs each code three times, for its fit, its width and its picture
@lru_cache(maxsize=64)
def encode_qr(text: str, *, mask: int = QR_MASK) -> QrRows:
    """Return the rows of the code of a printable-ASCII `text`: level M, smallest version, one mask.

    The quiet zone is included, True is dark. Text of many short runs may take one version more than needed;
    codes of credentials and addresses do not. By 7.8.3 an encoder weighs eight masks for every code, which
    takes four times as long as drawing it; codes read as well under one (ADR 0016). Raises CarrierError
    qr-bad-text, qr-too-large.
    """
    position = next((i for i, c in enumerate(text) if not " " <= c <= "~"), None if text else 0)
    if position is not None:
        raise CarrierError("qr-bad-text", "text", position=position + 1)
    if len(text) <= QR_MAX_CHARACTERS:
        code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, mask_pattern=mask)
        for part in _ZEROS.split(text):
            code.add_data(part, optimize=QR_SEGMENT)
        with suppress(DataOverflowError, ValueError):  # the library raises for a version beyond 40
            if code.best_fit(10 if len(text) > _VERSION_9 else 1) <= QR_MAX_VERSION:
                code.make(fit=False)
                return tuple(map(tuple, code.get_matrix()))
    raise CarrierError("qr-too-large", "text", characters=len(text), limit=QR_MAX_VERSION)


def qr_version(text: str) -> int:
    """Return the smallest version (1..20) whose level M holds `text`; 17 + 4 x version modules a side.

    Raises CarrierError qr-bad-text, qr-too-large.
    """
    return _version(encode_qr(text))


def symbol_modules(rows: QrRows) -> int:
    """Return the number of modules a side, quiet zone not counted."""
    return len(rows) - 2 * QUIET_ZONE


def _version(rows: QrRows) -> int:
    return (symbol_modules(rows) - 17) // 4


def _module_mm(rows: QrRows) -> float:
    return max(SYMBOL_MM / symbol_modules(rows), MODULE_MM)


def format_qr_png(text: str, *, scale: int = 8) -> bytes:
    """Return a black and white PNG, quiet zone included, `scale` pixels a module (1..40).

    Its resolution makes the symbol print at least 30 mm wide. Raises CarrierError qr-bad-scale, qr-bad-text,
    qr-too-large.
    """
    if not 1 <= scale <= QR_MAX_SCALE:
        raise CarrierError("qr-bad-scale", "scale", scale=scale, limit=QR_MAX_SCALE)
    rows = encode_qr(text)
    side = len(rows)
    pixels = bytes(0 if dark else 255 for row in rows for dark in row)
    image = Image.frombytes("L", (side, side), pixels).convert("1")
    image = image.resize((side * scale, side * scale), Image.Resampling.NEAREST)
    dpi = scale * 25.4 / _module_mm(rows)
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def format_qr_svg(text: str) -> bytes:
    """Return a self-contained SVG: one path, quiet zone included, the symbol at least 30 mm wide.

    The title is the text before its fragment, for tooltips and screen readers. One unit of the view box is
    one module. Raises CarrierError qr-bad-text, qr-too-large.
    """
    rows = encode_qr(text)
    side = len(rows)
    size = f"{side * _module_mm(rows):.2f}mm"
    path = "".join(
        f"M{run.start()} {y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(rows)
        for run in _DARK.finditer(bytes(row))
    )
    title = html.escape(text.partition("#")[0])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{size}" height="{size}" '
        f'viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><title>QR: {title}</title>'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}"/></svg>\n'
    ).encode("ascii")
