"""A certificate printed, copied, stained and scanned: its code still reads (zxing-cpp)."""

import io
import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFilter

from carriers.certificate.typesetting import format_certificate, format_label
from carriers.image import read_codes
from carriers.pdf import read_pdf
from carriers.qr import credential_text
from credentials.kinds import parse_credential
from tests.world import World
from tests.world.papers import draw, paper_of, scan_of

WORLD = World()
CREDENTIAL = WORLD.issue()
PAPER = paper_of(WORLD, CREDENTIAL)
PDF = format_certificate(PAPER)
TEXT = credential_text(parse_credential(CREDENTIAL).value)
STAINED = 0.05


def jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def turned(page: Image.Image, degrees: float) -> Image.Image:
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=235)


def stained(page: Image.Image) -> Image.Image:
    """Spots of coffee over `STAINED` of the code's area, not on its finder patterns."""
    page = page.copy()
    pen, rng = ImageDraw.Draw(page), random.Random(7)
    millimetre = page.width / 210
    left, top, side = 27.5 * millimetre, 223 * millimetre, 36 * millimetre
    covered, radius = 0.0, 1.2 * millimetre
    while covered < STAINED * side * side:
        x, y = left + rng.uniform(0.28, 0.72) * side, top + rng.uniform(0.05, 0.95) * side
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rng.choice((60, 235)))
        covered += 3.14 * radius * radius
    return page


def copied(page: Image.Image) -> Image.Image:
    """A copy of a copy: blurred twice, paler, with a grey ground."""
    soft = page.filter(ImageFilter.GaussianBlur(page.width / 1240 * 0.9))
    return soft.point([60 + value * 170 // 255 for value in range(256)]).filter(ImageFilter.GaussianBlur(0.6))


SPOILT: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as printed": lambda page: page,
    "blurred": lambda page: page.filter(ImageFilter.GaussianBlur(page.width / 1240 * 1.2)),
    "turned 3 degrees": lambda page: turned(page, 3),
    "turned 90 degrees": lambda page: turned(page, 90),
    "upside down": lambda page: turned(page, 180),
    "5 % stained": stained,
    "a copy of a copy": copied,
    "all of it": lambda page: turned(copied(stained(page)), 2),
}


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize("how", SPOILT)
def test_the_code_reads_from_a_scan(how: str, dpi: int) -> None:
    page = SPOILT[how](draw(PDF, dpi))
    assert read_codes(jpeg(page, 40)) == [TEXT]


@pytest.mark.parametrize("how", ["as printed", "all of it"])
def test_the_code_reads_from_a_scan_in_a_pdf(how: str) -> None:
    scan = scan_of(SPOILT[how](draw(PDF, 200)), quality=40)
    assert read_pdf(scan).printed == (TEXT,)


@pytest.mark.parametrize("dpi", [150, 300])
def test_the_code_of_a_label_reads_from_a_copy(dpi: int) -> None:
    label = copied(draw(format_label(PAPER, "pdf"), dpi))
    assert read_codes(jpeg(turned(label, 3), 40)) == [TEXT]
