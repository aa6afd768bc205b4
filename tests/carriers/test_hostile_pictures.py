"""Pictures that are cut short, blown up or no pictures: each is refused with a code, or read."""

import io
import zlib

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, JpegImagePlugin, PngImagePlugin

from carriers import image as reading
from carriers.errors import CarrierError
from carriers.image import SEARCH_PIXELS, read_codes
from carriers.qr import format_qr_svg
from tests.carriers.pictures import (
    PNG,
    TEXT,
    bare_png,
    chunk,
    outcome,
    picture,
    png,
    refusal,
)
from tests.harness.fuzz import examples
from tests.world.scans import jpeg


def test_a_truncated_png_is_refused_wherever_it_ends() -> None:
    for end in range(0, len(PNG) - 1, 97):
        assert refusal(PNG[:end]) == ("image-unreadable" if end >= 8 else "image-bad-format")


def test_a_truncated_jpeg_is_refused_or_read() -> None:
    data = jpeg(picture(scale=2), quality=40)
    for end in range(0, len(data), 97):
        assert outcome(data[:end]) in ([TEXT], "image-unreadable", "image-bad-format", "no-code-found")


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "ICO", "PPM", "PDF"])
def test_other_formats_are_not_opened(kind: str) -> None:
    out = io.BytesIO()
    picture(scale=2).convert("RGB").save(out, kind)
    assert refusal(out.getvalue()) == "image-bad-format"


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"\xff\xd8", format_qr_svg("1"), b"%PDF-1.7", b"GIF89a"])
def test_a_file_that_is_not_a_picture_is_refused(data: bytes) -> None:
    assert refusal(data) == "image-bad-format"


@pytest.mark.parametrize(
    ("width", "height"), [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (7100, 7100), (20_001, 1), (1, 2**30)]
)
def test_a_bomb_is_refused_by_its_header(width: int, height: int) -> None:
    assert refusal(bare_png(width, height)) == "image-too-many-pixels"
    if max(width, height) < 65_536:
        frame = jpeg(Image.new("L", (8, 8)))
        at = frame.index(b"\xff\xc0") + 5
        forged = frame[:at] + height.to_bytes(2) + width.to_bytes(2) + frame[at + 4 :]
        assert refusal(forged) == "image-too-many-pixels"


def test_a_file_over_20_mib_is_refused_undecoded() -> None:
    assert refusal(PNG + bytes(reading.FILE_MAX_BYTES)) == "image-too-large"


@pytest.mark.parametrize(("width", "height"), [(0, 0), (1, 1), (20_000, 1), (3, 20_000)])
def test_a_picture_with_no_room_for_a_code(width: int, height: int) -> None:
    data = bare_png(width, height, (b"\0" + b"\xff" * width) * height)
    assert refusal(data) == ("no-code-found" if width else "image-unreadable")


def test_a_picture_that_inflates_to_more_or_less_than_it_says() -> None:
    assert refusal(bare_png(100, 100, bytes(50_000_000))) in ("no-code-found", "image-unreadable")
    assert refusal(bare_png(100, 100, bytes(50))) == "image-unreadable"


@pytest.mark.night
def test_metadata_of_a_picture_is_never_parsed() -> None:
    # Each of these makes the image library warn, allocate or fail when it gets to see it.
    bad = [
        chunk(b"acTL", bytes(8)),
        chunk(b"acTL", b"\xff" * 8),
        chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40),
        chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(70_000_000))),
        chunk(b"iCCP", b"k\0\0" + b"not deflate"),
    ]
    for part in bad:
        assert read_codes(PNG[:33] + part + PNG[33:]) == [TEXT]
    plain = jpeg(picture())
    for marker in range(0xE1, 0xF0):
        exif = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40
        segment = bytes((0xFF, marker)) + (len(exif) + 2).to_bytes(2) + exif
        assert read_codes(plain[:2] + segment + plain[2:]) == [TEXT]
    assert read_codes(plain + b"MPO and other things after the picture") == [TEXT]


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    data = jpeg(picture(scale=4), progressive=True)
    last = data.rindex(b"\xff\xda")
    assert read_codes(data) == [TEXT]
    assert refusal(data[:-2] + data[last:-2] * reading.JPEG_MAX_SCANS + data[-2:]) == "image-unreadable"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"") * 500_000 + chunk(b"IEND", b""),
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * 2_000_000 + b"\xff\xda",
        b"\xff\xd8" + b"\xff" * 10_000_000,
        b"\xff\xd8" + b"\xff\xe0\x00\x00" * 10,
    ],
    ids=["chunks", "segments", "fill bytes", "segments of no length"],
)
def test_a_picture_in_millions_of_parts_is_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in (PngImagePlugin.PngImageFile, JpegImagePlugin.JpegImageFile):
        monkeypatch.setattr(library, "__init__", lambda *_: pytest.fail("reached the image library"))
    assert refusal(data) == "image-unreadable"


def test_a_picture_full_of_finder_patterns_is_cut_to_size(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def record(image: Image.Image, **_: object) -> list[object]:
        seen.append(image.size)
        return []

    monkeypatch.setattr(zxingcpp, "read_barcodes", record)
    for size in ((4100, 4100), (2000, 2000), (1000, 300), (8000, 2400)):
        assert refusal(png(Image.new("L", size, 255))) == "no-code-found"
    enlarged, lifted = seen[::3], [*seen[1::3], *seen[2::3]]
    assert enlarged[:3] == [(4000, 4000), (4000, 4000), (3000, 900)]
    assert enlarged[3][0] * enlarged[3][1] == pytest.approx(16e6, rel=1e-3)
    assert len(lifted) == 8
    assert max(wide * high for wide, high in lifted) <= SEARCH_PIXELS * 1.001


@given(st.binary(max_size=400), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]))
@settings(deadline=None, max_examples=examples(100))
def test_random_bytes_are_refused(data: bytes, magic: bytes) -> None:
    refusal(magic + data)


SMALL = [png(picture("1", 2)), jpeg(picture("1", 2)), jpeg(picture("1", 2), progressive=True)]


@given(st.sampled_from(SMALL), st.data())
@settings(deadline=None, max_examples=examples(100))
def test_flipped_bytes_never_escape(original: bytes, data: st.DataObject) -> None:
    spoilt = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    texts = outcome(bytes(spoilt))
    assert isinstance(texts, list) or texts in CarrierError.MESSAGES
