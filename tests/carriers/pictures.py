"""Pictures of codes, intact and damaged, and what a reading of one returns."""

import io
import random
import zlib

import pytest
from PIL import Image

from carriers.errors import CarrierError
from carriers.image import read_codes
from carriers.qr import format_qr_png

PREFIX = "https://hr.example/v#H1."
SVG = "{http://www.w3.org/2000/svg}"


def h1(digits: int) -> str:
    rng = random.Random(digits)
    return PREFIX + "".join(rng.choices("0123456789", k=digits))


TEXT = h1(637)  # a container of 262 bytes
PNG = format_qr_png(TEXT)


def picture(text: str = TEXT, scale: int = 8) -> Image.Image:
    return Image.open(io.BytesIO(format_qr_png(text, scale=scale))).convert("L")


def png(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def bare_png(width: int, height: int, pixels: bytes = b"", *more: bytes) -> bytes:
    header = width.to_bytes(4) + height.to_bytes(4) + bytes((8, 0, 0, 0, 0))
    parts = (chunk(b"IHDR", header), *more, chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def outcome(data: bytes) -> list[str] | str:
    """Return the texts, or the code of the refusal; any other exception fails the test."""
    try:
        return read_codes(data)
    except CarrierError as error:
        return error.code


def refusal(data: bytes) -> str:
    with pytest.raises(CarrierError) as caught:
        read_codes(data)
    error = caught.value
    assert error.field == "image"
    for lang in ("en", "zh"):
        assert error.sentence(lang)
        assert error.mend(lang)
    return error.code
