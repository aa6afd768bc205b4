"""QR codes as written, and as read back from what people send."""

import io
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
import qrcode
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageOps

from carriers import qr as drawing
from carriers.errors import CarrierError
from carriers.image import read_codes
from carriers.qr import QR_MASK, QR_MAX_VERSION, encode_qr, format_qr_png, format_qr_svg, qr_version
from tests.carriers.pictures import (
    PNG,
    PREFIX,
    SVG,
    TEXT,
    h1,
    outcome,
    picture,
    png,
)
from tests.harness.fuzz import examples
from tests.harness.selection.by_day import by_day
from tests.world.scans import jpeg

# --- writing ---


def test_a_262_byte_container_is_version_13_with_its_digits_in_numeric_mode() -> None:
    assert qr_version(TEXT) == 13  # in byte mode alone it would take version 20
    assert len(encode_qr(TEXT)) == 4 + (17 + 4 * 13) + 4
    (code,) = zxingcpp.read_barcodes(picture())
    assert (code.ec_level, code.text) == ("M", TEXT)
    assert qr_version("https://huren.example.org.cn/v#H1." + "8" * 637) == 13


def drawn_by_zxing(text: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")


def version_by_zxing(text: str) -> int:
    """Return the version that zxing's encoder chooses, which finds the shortest segmentation of any text."""
    image: Any = drawn_by_zxing(text).to_image(scale=1, add_quiet_zones=False)
    pixels = memoryview(image)
    return (pixels.shape[0] - 17) // 4  # type: ignore[index]


HOSTS = ("hr.example", "registry.zhongqing-huanbao-xiehui.org.cn:8443", "a.cn")


@pytest.mark.parametrize("host", by_day(HOSTS, [*HOSTS][:1]))
def test_printed_codes_have_the_smallest_version_of_any_encoder(host: str) -> None:
    for digits in (*range(1, 1400, 97), 637):
        text = f"https://{host}/v#{h1(digits).partition('#')[2]}"
        assert qr_version(text) == version_by_zxing(text)
    rng = random.Random(1)
    for _ in range(20):
        address = f"https://{host}/records/{rng.randbytes(32).hex()}.json"
        assert qr_version(address) == version_by_zxing(address)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=600))
@settings(deadline=None, max_examples=examples(25))
def test_any_text_takes_at_most_one_version_more_than_any_encoder_finds(text: str) -> None:
    assert 0 <= qr_version(text) - version_by_zxing(text) <= 1


@pytest.mark.parametrize("text", ["1", "https://a.cn/", TEXT, h1(1500)])
def test_codes_have_level_m_and_the_one_mask(text: str) -> None:
    rows = encode_qr(text)
    size = len(rows) - 2 * 4
    bits = [rows[4 + 8][4 + x] for x in (0, 1, 2, 3, 4, 5, 7, 8)]  # figure 25: from the most significant on
    bits += [rows[4 + y][4 + 8] for y in (7, 5, 4, 3, 2, 1, 0)]
    format_information = int("".join("01"[bit] for bit in bits), 2) ^ 0b101010000010010
    assert format_information >> 10 == 0b00_000 | QR_MASK  # table 12: 00 is M
    assert rows[4 + size - 8][4 + 8]  # always dark


@pytest.mark.parametrize("zeros", by_day([1, 16, 47, 48, 61, 90, 155, 600], [1, 47, 48, 600]))
@pytest.mark.parametrize("before", ["", PREFIX, PREFIX + "12", "A"])
def test_a_text_of_zeros_is_drawn(before: str, zeros: int) -> None:
    for text in (before + "0" * zeros, before + "0" * zeros + "9", before + "0" * zeros + "." + "0" * zeros):
        assert read_codes(format_qr_png(text, scale=4)) == [text]


@given(st.lists(st.tuples(st.sampled_from("00017A%a"), st.integers(1, 120)), min_size=1, max_size=8))
@settings(deadline=None, max_examples=examples(25))
def test_long_runs_of_one_character_come_back(runs: list[tuple[str, int]]) -> None:
    text = "".join(character * count for character, count in runs)[:600]
    assert read_codes(format_qr_png(text, scale=4)) == [text]


def test_text_that_the_encoder_refuses_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "QR_MAX_CHARACTERS", 10_000)
    for size in (1601, 2331, 2332, 5000):  # version 40 holds 2,331 bytes
        with pytest.raises(CarrierError) as caught:
            encode_qr("x" * size)
        assert caught.value.code == "qr-too-large"


def test_the_version_is_the_smallest_that_holds_the_text() -> None:
    # ISO/IEC 18004 table 7, level M, digits alone
    for version, digits in ((1, 34), (2, 63), (9, 432), (10, 513), (13, 796), (20, 1600)):
        assert qr_version("7" * digits) == version
        if version < QR_MAX_VERSION:
            assert qr_version("7" * (digits + 1)) == version + 1


@pytest.mark.parametrize("text", ["7" * 1601, PREFIX + "7" * 1538, "x" * 667, "x" * 100_000])
def test_text_for_a_denser_code_is_refused(text: str) -> None:
    for encode in (qr_version, encode_qr, format_qr_png, format_qr_svg):
        with pytest.raises(CarrierError) as caught:
            encode(text)
        assert caught.value.code == "qr-too-large"
        assert str(len(text)) in caught.value.sentence("zh")
        assert "by-reference" in caught.value.mend("en")


@pytest.mark.parametrize(("text", "position"), [("", 1), ("https://互认.cn/", 9), ("a\nb", 2), ("\ud800", 1)])
def test_text_that_readers_would_guess_at_is_refused(text: str, position: int) -> None:
    with pytest.raises(CarrierError) as caught:
        format_qr_png(text)
    assert (caught.value.code, caught.value.facts["position"]) == ("qr-bad-text", position)


@pytest.mark.parametrize("scale", [0, -1, 41, 10**9])
def test_a_senseless_scale_is_refused(scale: int) -> None:
    with pytest.raises(CarrierError) as caught:
        format_qr_png(TEXT, scale=scale)
    assert caught.value.code == "qr-bad-scale"


def test_the_png_has_its_quiet_zone_and_prints_at_30_mm() -> None:
    image = Image.open(io.BytesIO(PNG))
    assert (image.mode, image.size) == ("1", ((69 + 8) * 8,) * 2)
    assert ImageOps.invert(image.convert("L")).getbbox() == (32, 32, 77 * 8 - 32, 77 * 8 - 32)
    assert 69 * 8 / image.info["dpi"][0] * 25.4 == pytest.approx(30, rel=1e-3)
    assert format_qr_png(TEXT) == PNG


@pytest.mark.parametrize("text", ["1", TEXT, h1(1500)])
def test_the_svg_draws_exactly_the_modules(text: str) -> None:
    data = format_qr_svg(text)
    root = ET.fromstring(data)  # noqa: S314 - made by ourselves
    rows = encode_qr(text)
    side = len(rows)
    assert root.get("viewBox") == f"0 0 {side} {side}"
    drawn = [[False] * side for _ in rows]
    (path,) = root.iter(f"{SVG}path")
    for run in (path.get("d") or "").split("z")[:-1]:
        start, y = run.removeprefix("M").split("h")[0].split()
        for x in range(int(start), int(start) + int(run.split("h")[1].removesuffix("v1"))):
            drawn[int(y)][x] = True
    assert tuple(map(tuple, drawn)) == rows
    width = root.get("width") or ""
    assert width.endswith("mm")
    assert float(width.removesuffix("mm")) * (side - 8) / side >= 30 - 0.01
    assert b"href" not in data
    assert b"url(" not in data


def test_the_svg_title_is_the_escaped_address_without_its_fragment() -> None:
    title = ET.fromstring(format_qr_svg("https://a.example/?x=<&\"'>#H1.1")).find(f"{SVG}title")  # noqa: S314
    assert title is not None
    assert title.text == "QR: https://a.example/?x=<&\"'>"


# --- there and back ---


@pytest.mark.parametrize("digits", by_day([1, 100, 400, 637, 1000, 1300, 1537], [1, 637, 1537]))
@pytest.mark.parametrize("scale", [1, 2, 8])
def test_round_trip(digits: int, scale: int) -> None:
    assert read_codes(format_qr_png(h1(digits), scale=scale)) == [h1(digits)]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=600))
@settings(deadline=None, max_examples=examples(25))
def test_any_printable_text_comes_back(text: str) -> None:
    assert read_codes(format_qr_png(text, scale=4)) == [text]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_png_of_every_colour_type(mode: str) -> None:
    image = picture()
    if mode == "I;16":
        wide = bytes(byte for value in image.tobytes() for byte in (value, value))
        assert read_codes(png(Image.frombytes("I;16", image.size, wide))) == [TEXT]
    else:
        assert read_codes(png(image.convert(mode))) == [TEXT]


def test_a_transparent_background_is_paper() -> None:
    dark = ImageOps.invert(picture())
    cut_out = Image.new("RGBA", dark.size, (0, 0, 0, 0))
    cut_out.putalpha(dark)
    assert read_codes(png(cut_out)) == [TEXT]
    palette = picture().convert("1").convert("P")
    for transparency in (255, bytes(range(255, -1, -1))):
        assert read_codes(png(palette, transparency=transparency)) == [TEXT]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_of_quality_40(mode: str, progressive: bool) -> None:
    assert read_codes(jpeg(picture(scale=4).convert(mode), quality=40, progressive=progressive)) == [TEXT]


SPOILT: dict[str, Callable[[Image.Image], Image.Image]] = {
    "turned 7 degrees": lambda im: im.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
    "turned 133 degrees": lambda im: im.rotate(133, Image.Resampling.BICUBIC, expand=True, fillcolor=200),
    "upside down": lambda im: im.rotate(180),
    "mirrored": ImageOps.mirror,
    "light on dark": ImageOps.invert,
    "blurred": lambda im: im.filter(ImageFilter.GaussianBlur(2.4)),
    "small": lambda im: im.resize((154, 154), Image.Resampling.LANCZOS),
    "faint": lambda im: im.point([150 + value // 8 for value in range(256)]),
    "lit from one side": lambda im: ImageChops.multiply(
        im, Image.linear_gradient("L").resize(im.size).point([75 + value * 7 // 10 for value in range(256)])
    ),
    "in perspective": lambda im: ImageOps.expand(im, 100, 255).transform(
        (816, 816), Image.Transform.PERSPECTIVE, (1, 0.1, -40, 0.05, 1, -30, 1e-4, 1e-4), fillcolor=255
    ),
    "with a coffee stain": lambda im: ImageChops.darker(
        im, ImageOps.expand(Image.new("L", (40, 40), 40), (300, 300, 276, 276), 255)
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_code_reads_from_spoilt_pictures(how: str) -> None:
    image = SPOILT[how](picture())
    assert read_codes(png(image)) == [TEXT]
    assert read_codes(jpeg(image, quality=40)) == [TEXT]


@pytest.mark.parametrize("dpi", by_day((200, 300, 600), {200}))
def test_a_code_reads_from_a_scanned_page(dpi: int) -> None:
    width = round(30 / 25.4 * dpi * 77 / 69)
    page = Image.new("L", (round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)), 240)
    page.paste(
        picture().resize((width, width), Image.Resampling.LANCZOS), (page.width // 2, page.height // 2)
    )
    assert read_codes(jpeg(page.rotate(2, Image.Resampling.BICUBIC, fillcolor=240), quality=60)) == [TEXT]


@pytest.mark.night
def test_the_orientation_in_exif_does_not_matter() -> None:
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        assert read_codes(jpeg(picture(), exif=exif)) == [TEXT]
        assert read_codes(png(picture(), exif=exif)) == [TEXT]


def test_all_codes_of_a_page_from_the_top_down_each_once() -> None:
    texts = [h1(n) for n in (637, 100, 300, 637)]
    page = Image.new("L", (1600, 1600), 255)
    for text, at in zip(texts, ((800, 50), (50, 100), (900, 800), (100, 850)), strict=True):
        page.paste(picture(text), at)
    assert read_codes(png(page)) == texts[:3]


@given(st.binary(min_size=1, max_size=80))
@settings(deadline=None, max_examples=examples(40))
def test_a_code_with_any_bytes_in_it_gives_a_string(content: bytes) -> None:
    code = qrcode.QRCode(border=4)
    code.add_data(content, optimize=0)
    rows = code.get_matrix()
    pixels = bytes(0 if dark else 255 for row in rows for dark in row)
    image = Image.frombytes("L", (len(rows), len(rows)), pixels).resize((400, 400), Image.Resampling.NEAREST)
    texts = outcome(png(image))
    assert texts == "no-code-found" or "".join(texts).encode("utf-8")


def test_importing_the_package_loads_no_image_library() -> None:
    script = (
        "import sys, carriers, carriers.errors;"
        "print(sorted({'PIL', 'qrcode', 'zxingcpp', 'numpy', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
