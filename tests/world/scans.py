"""A page between the printer and the reader: blurred, turned, stained, copied, folded, and stamped in red."""

import io
import math
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from carriers.qr import QUIET_ZONE, format_qr_png

STAINED = 0.05
FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
RED_INK = (200, 30, 40)
SEALED_SHARE = (0.2, 0.6)
"""Share of a code's area under the disc of a seal."""

_MILLIMETRE = 300 / 25.4

PixelBox = tuple[int, int, int, int]
Spoiling = Callable[[Image.Image, PixelBox, random.Random], Image.Image]
"""A function that spoils a page in RGB with a code within the box."""


def jpeg(image: Image.Image, quality: int = 75, **options: object) -> bytes:
    """Return the picture as a scanner saves it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def turned(page: Image.Image, degrees: float) -> Image.Image:
    """Return the page laid askew on the glass."""
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
    """Return the page out of focus: `width` is in pixels of a page of 150 dpi."""
    return page.filter(ImageFilter.GaussianBlur(page.width / 1240 * width))


def copied(page: Image.Image) -> Image.Image:
    """Return a copy of a copy: blurred twice, paler, with a grey ground."""
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


# --- copies that bidders stamp (加盖公章): changes of a page of 300 dpi, in RGB, at its code ---


def translucent(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """A seal whose ink lets the print through."""
    mask = _seal_on(page, code, source)
    inked = ImageChops.multiply(page, Image.new("RGB", page.size, RED_INK))
    return Image.composite(inked, page, mask)


def opaque(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """A seal whose ink covers most of the print."""
    mask = _seal_on(page, code, source)
    inked = Image.blend(page, Image.new("RGB", page.size, RED_INK), source.uniform(0.7, 0.95))
    return Image.composite(inked, page, mask)


def grey_copy(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """Return the copy of a copier without colour."""
    return page.convert("L").convert("RGB")


def folded(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """A crease across the code, light or dark, and the paper below it shifted by 0.3 mm."""
    at = round(code[1] + (code[3] - code[1]) * source.uniform(0.25, 0.75))
    creased = page.copy()
    creased.paste(page.crop((0, at, page.width, page.height)), (round(0.3 * _MILLIMETRE), at))
    crease = Image.new("L", page.size, 0)
    end = at + source.uniform(-4, 4) * _MILLIMETRE
    ImageDraw.Draw(crease).line((0, at, page.width, end), fill=150, width=round(0.5 * _MILLIMETRE))
    shade = Image.new("RGB", page.size, (source.choice((225, 120)),) * 3)
    return Image.composite(shade, creased, crease.filter(ImageFilter.GaussianBlur(0.4 * _MILLIMETRE)))


def punched(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """A hole of 6 mm at a corner of the code, short of the middle of its finder; copied dark or light."""
    aside = source.uniform(1.5, 2.5) * _MILLIMETRE
    left, top = source.random() < 0.5, source.random() < 0.5
    across = code[0] - aside if left else code[2] + aside
    down = code[1] - aside if top else code[3] + aside
    holed, radius = page.copy(), 3 * _MILLIMETRE
    hole = (across - radius, down - radius, across + radius, down + radius)
    ImageDraw.Draw(holed).ellipse(hole, fill=(source.choice((40, 250)),) * 3)
    return holed


def out_of_focus(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """A scanner whose lid was not shut."""
    return page.filter(ImageFilter.GaussianBlur(source.uniform(1.6, 2.8)))


def faint(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """Return a page printed with little toner: black turns grey and grainy."""
    black = source.randrange(90, 170)
    pale = page.point([black + shade * (255 - black) // 255 for shade in range(256)] * 3)
    return ImageChops.add(pale, _grain(page.size, source, 40).convert("RGB"), 1, -128)


def third_copy(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """A copy of a copy of a copy in grey: softer, harder in contrast and grainier each time."""
    grey = page.convert("L")
    harder = [min(255, max(0, round((shade - 128) * 1.15 + 128))) for shade in range(256)]
    for _ in range(3):
        grey = grey.filter(ImageFilter.GaussianBlur(1)).point(harder)
        grey = ImageChops.add(grey, _grain(grey.size, source, 30), 1, -128)
    return grey.convert("RGB")


def scanned(page: Image.Image, dpi: int, quality: int) -> Image.Image:
    """Return a page of 300 dpi as a scanner of `dpi` saves it."""
    size = round(page.width * dpi / 300), round(page.height * dpi / 300)
    with Image.open(io.BytesIO(jpeg(page.resize(size, Image.Resampling.LANCZOS), quality))) as opened:
        return opened.convert(page.mode)


def page_of_text(source: random.Random, dpi: int = 200) -> Image.Image:
    """A page full of Chinese text in small print, with a table."""
    size, step = (round(8.27 * dpi), round(11.69 * dpi)), dpi // 8
    page = Image.new("L", size, 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, round(0.8 * step))
    for top in range(dpi // 2, size[1] - dpi // 2, step):
        length = (size[0] - dpi) // round(0.8 * step)
        line = "".join(chr(source.randrange(0x4E00, 0x9FA5)) for _ in range(length))
        pen.text((dpi // 2, top), line, font=font, fill=source.choice((0, 40)))
        if top > size[1] // 2:
            pen.line((dpi // 2, top, size[0] - dpi // 2, top), fill=0, width=2)
    for across in range(dpi // 2, size[0], dpi):
        pen.line((across, size[1] // 2, across, size[1] - dpi // 2), fill=0, width=2)
    return page


def bold_page(source: random.Random) -> Image.Image:
    """A page of 200 dpi all in bold Chinese type of 12 points, as a tender's conditions are set."""
    page = Image.new("L", (1654, 2339), 250)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 33)
    for top in range(160, 2150, 46):
        line = "".join(chr(source.randrange(0x4E00, 0x9FA5)) for _ in range(40))
        pen.text((160, top), line, 25, font, stroke_width=1)
    return page


def _grain(size: tuple[int, int], source: random.Random, most: int) -> Image.Image:
    """Return shades around 128, at most `most` away from it."""
    noise = Image.frombytes("L", size, source.randbytes(size[0] * size[1]))
    return noise.point([128 + (shade - 128) * most // 128 for shade in range(256)])


def _seal_on(page: Image.Image, code: PixelBox, source: random.Random) -> Image.Image:
    """Return where the ink of a round seal is: its disc covers a share of the code, from any side."""
    side, angle = round(_MILLIMETRE * source.uniform(38, 45)), source.uniform(0, math.tau)
    width, share = code[2] - code[0], source.uniform(*SEALED_SHARE)
    near, far = 0.0, side / 2 + width
    for _ in range(16):  # the nearer the disc, the more of the code it covers
        apart = (near + far) / 2
        covered = _covered(width, side / 2, apart * math.cos(angle), apart * math.sin(angle))
        near, far = (apart, far) if covered > share else (near, apart)
    across = (code[0] + code[2] - side) / 2 + near * math.cos(angle)
    down = (code[1] + code[3] - side) / 2 + near * math.sin(angle)
    ink = Image.new("L", page.size, 0)
    seal = _seal().resize((side, side)).rotate(source.uniform(-20, 20), Image.Resampling.BICUBIC)
    ink.paste(seal, (round(across), round(down)))
    return ink


def _covered(width: float, radius: float, across: float, down: float) -> float:
    """Return the share of a square that a disc covers at this distance between their middles."""
    steps = [(step + 0.5) / 24 * width - width / 2 for step in range(24)]
    return sum(math.hypot(x - across, y - down) < radius for x in steps for y in steps) / 24**2


@cache
def _seal() -> Image.Image:
    """Return the ink of an enterprise's seal: ring, star, the name around it; worn in places."""
    side, middle = 600, 300.0
    ink = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(ink)
    pen.ellipse((0, 0, side - 1, side - 1), outline=255, width=18)
    turns = [(point * math.pi / 5, 39 if point % 2 else 102) for point in range(10)]
    pen.polygon([(middle + r * math.sin(turn), middle - r * math.cos(turn)) for turn, r in turns], fill=255)
    name, font = "重庆示例环境工程有限公司", ImageFont.truetype(FONT, 78)
    for place, character in enumerate(name):
        degrees = (place - (len(name) - 1) / 2) * 22
        tile = Image.new("L", (120, 120), 0)
        ImageDraw.Draw(tile).text((60, 60), character, 255, font, "mm", stroke_width=2)
        tile = tile.rotate(-degrees, Image.Resampling.BICUBIC)
        turn = math.radians(degrees)
        ink.paste(255, (round(240 + 222 * math.sin(turn)), round(240 - 222 * math.cos(turn))), tile)
    pen.text((middle, 480), "合同专用章", 255, ImageFont.truetype(FONT, 54), "mm")
    worn = random.Random(5).randbytes(100 * 100)
    wear = Image.frombytes("L", (100, 100), worn).resize(ink.size, Image.Resampling.BICUBIC)
    return ImageChops.multiply(ink, wear.point([max(215, shade) for shade in range(256)]))


SEALS: dict[str, Spoiling] = {"no seal": lambda page, *_: page, "translucent": translucent, "opaque": opaque}
COPIES: dict[str, Spoiling] = {
    "as stamped": lambda page, *_: page,
    "grey copy": grey_copy,
    "folded": folded,
    "punched": punched,
    "out of focus": out_of_focus,
    "faint": faint,
    "third copy": third_copy,
}

SEALED_PAGES = {
    "translucent, as stamped": (150, 0),
    "translucent, folded": (200, 0),
    "translucent, punched": (150, 0),
    "translucent, grey copy": (150, 2),
    "opaque, grey copy": (200, 0),
    "opaque, third copy": (200, 0),
}
"""Resolution and seed of pages whose code the first search does not read."""


def sealed_page(name: str, text: str) -> Image.Image:
    """Return an A4 page with the code of `text` in its upper left corner, spoilt by its name and scanned."""
    dpi, seed = SEALED_PAGES.get(name, (200, 0))
    seal, _, copy = name.partition(", ")
    code = Image.open(io.BytesIO(format_qr_png(text, scale=6)))
    page = Image.new("RGB", (2480, 3508), "white")
    page.paste(code, (200, 150))
    source, quiet = random.Random(seed), 6 * QUIET_ZONE
    box = 200 + quiet, 150 + quiet, 200 + code.width - quiet, 150 + code.height - quiet
    spoilt = COPIES[copy or "as stamped"](SEALS[seal](page, box, source), box, source)
    return scanned(spoilt, dpi, 70)


def blotted_page(text: str, side: int) -> Image.Image:
    """Return a page of 200 dpi with a code. Below is a code `side` pixels wide whose middle is lost."""
    page = sealed_page("no seal", text).convert("L")
    lost = page.crop((120, 90, 450, 420))
    ImageDraw.Draw(lost).rectangle((105, 105, 225, 225), fill=128)
    page.paste(lost.resize((side, side)), (700, 1500))
    return page
