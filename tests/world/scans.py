"""What happens to a page between the printer and the reader: blurred, turned, stained, copied."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

STAINED = 0.05


def jpeg(image: Image.Image, quality: int = 75, **options: object) -> bytes:
    """The picture as a scanner saves it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def turned(page: Image.Image, degrees: float) -> Image.Image:
    """Laid askew on the glass."""
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=235)


def stained(page: Image.Image, share: float = STAINED) -> Image.Image:
    """Spots of coffee over `share` of the area of a certificate's code, not on its finder patterns."""
    page = page.copy()
    pen, rng = ImageDraw.Draw(page), random.Random(7)
    millimetre = page.width / 210
    left, top, side = 27.5 * millimetre, 223 * millimetre, 36 * millimetre
    covered, radius = 0.0, 1.2 * millimetre
    while covered < share * side * side:
        x, y = left + rng.uniform(0.28, 0.72) * side, top + rng.uniform(0.05, 0.95) * side
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rng.choice((60, 235)))
        covered += 3.14 * radius * radius
    return page


def blurred(page: Image.Image, width: float = 1.2) -> Image.Image:
    """Out of focus: `width` is in pixels of a page of 150 dpi."""
    return page.filter(ImageFilter.GaussianBlur(page.width / 1240 * width))


def copied(page: Image.Image) -> Image.Image:
    """A copy of a copy: blurred twice, paler, with a grey ground."""
    soft = page.filter(ImageFilter.GaussianBlur(page.width / 1240 * 0.9))
    return soft.point([60 + value * 170 // 255 for value in range(256)]).filter(ImageFilter.GaussianBlur(0.6))


SPOILT: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as printed": lambda page: page,
    "blurred": blurred,
    "turned 3 degrees": lambda page: turned(page, 3),
    "turned 90 degrees": lambda page: turned(page, 90),
    "upside down": lambda page: turned(page, 180),
    "5 % stained": stained,
    "a copy of a copy": copied,
    "all of it": lambda page: turned(copied(stained(page)), 2),
}
