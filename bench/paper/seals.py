"""Paper: codes under seals (加盖公章), on a seeded set of spoilt pages, and the passes that read them.

A page is a certificate printed at 300 dpi, with or without a seal, spoilt in one of seven ways and scanned at
150 or 200 dpi. The part with its code is searched after each transform. What the first pass (grey, and red
enlarged) and the two of `carriers.seals` read is compared with what any of all transforms reads. Times are
those of whole pages.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from statistics import median

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageOps

from bench.measure import Number
from bench.scene import NOW, credentials, world
from carriers.certificate.typesetting import format_certificate
from carriers.density import DENSE, ink_density
from carriers.image import A4_MM, enlarged, locate_codes, locate_page_codes
from carriers.seals import lift_seals, red_of
from credentials.kinds import parse_credential
from registry.lookup.printable import find_paper
from tests.world.scans import COPIES, SEALS, PixelBox, page_of_text, scanned

CERTIFICATES, ROUNDS, TIMED = 8, 4, 12
_MARGIN = 400
"""Pixels around the code that are spoilt and searched."""
_ENLARGED = {150: 2.7, 200: 2.03}
"""Factor by which the first pass enlarges an A4 page of such a scan."""
_FIRST, _TWO = "first pass", ("red over green", "red stretched")
"""Names of the passes; `_TWO` are those that `lift_seals` gives, in its order."""


def bench_seals() -> Iterator[Number]:
    """Measure pages read after each transform, by both passes, by any; CPU time of both passes."""
    pages, least = [], 1.0
    for spoilt, page in _spoilt_pages():
        names = _reading(page)
        pages.append((spoilt, names))
        if names and "grey" not in names:
            least = min(least, _density(page))
    count = len(pages)
    by_name = Counter(name for _, read in pages for name in read)
    for name in (_FIRST, *_TWO, *_OTHERS):
        yield Number(f"seals {name}", by_name[name], f"of {count} pages")
    for spoilt in dict.fromkeys(spoilt for spoilt, _ in pages):
        read = [read for kind, read in pages if kind == spoilt]
        yield _compare(f"seals {spoilt}", read, None)
    yield _compare("seals", [read for _, read in pages], 0.95)
    yield Number("seals-density", least, "least of a code that closer views read", DENSE, False)
    yield from _times()


def _compare(name: str, read: list[set[str]], goal: float | None) -> Number:
    ours = sum(not names.isdisjoint((_FIRST, *_TWO)) for names in read)
    union = sum(bool(names) for names in read)
    return Number(name, ours, f"of {len(read)} pages", goal, False, union or None, "read after any transform")


def _spoilt_pages() -> Iterator[tuple[str, tuple[Image.Image, int, str]]]:
    """Yield the kind of spoiling, the scanned part with its resolution, and the text of its code."""
    for seal, copy, dpi, turn in product(SEALS, COPIES, (150, 200), range(ROUNDS)):
        source = random.Random(f"{seal} {copy} {dpi} {turn}")
        page, code, text = _certificates()[source.randrange(CERTIFICATES)]
        spoilt = COPIES[copy](SEALS[seal](page, code, source), code, source)
        yield f"{seal}, {copy}", (scanned(spoilt, dpi, source.choice((50, 70, 85))), dpi, text)


@cache
def _certificates() -> list[tuple[Image.Image, PixelBox, str]]:
    """Return the parts of certificates with the code, its box there, and its text."""
    made = []
    for data in credentials(CERTIFICATES):
        paper = find_paper(parse_credential(data), world().trust(), now=NOW, example=True)
        with pypdfium2.PdfDocument(format_certificate(paper)) as document:
            page = document[0].render(scale=300 / 72).to_pil().convert("RGB")
        [code] = locate_codes(page.convert("L"))
        left, top, right, bottom = (round(share * page.size[edge % 2]) for edge, share in enumerate(code.box))
        x, y = max(0, left - _MARGIN), max(0, top - _MARGIN)
        part = page.crop((x, y, min(page.width, right + _MARGIN), min(page.height, bottom + _MARGIN)))
        made.append((part, (left - x, top - y, right - x, bottom - y), code.text))
    return made


def _reading(page: tuple[Image.Image, int, str]) -> set[str]:
    """Return the names of the passes that read the code of a part of a page."""
    part, dpi, text = page
    read = {name for name, transform in _OTHERS.items() if _reads(transform(part), text)}
    read |= {name for name, lifted in zip(_TWO, lift_seals(part), strict=True) if _reads(lifted, text)}
    larger = ImageOps.scale(red_of(part), _ENLARGED[dpi])
    return read | ({_FIRST} if "grey" in read or _reads(larger, text) else set())


def _density(page: tuple[Image.Image, int, str]) -> float:
    """Return the ink density of a part on an otherwise blank page."""
    part, dpi, _ = page
    whole = Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), "white")
    whole.paste(part, (dpi, dpi))
    return ink_density(whole, A4_MM[0])


def _reads(picture: Image.Image, text: str) -> bool:
    return any(code.text == text for code in locate_codes(picture))


def _times() -> Iterator[Number]:
    """Measure CPU time of pages of text, on which both passes find nothing."""
    first, second = [], []
    for turn in range(TIMED):
        page = page_of_text(random.Random(turn)).convert("RGB")
        begin = time.process_time()
        grey = page.convert("L")
        codes = [*locate_codes(grey), *locate_codes(enlarged(red_of(page)))]
        between = time.process_time()
        codes += [code for lifted in lift_seals(page) for code in locate_codes(lifted)]
        first.append(between - begin)
        second.append(time.process_time() - between)
        assert not codes
        assert locate_page_codes(page).unreadable == []
    yield Number("seals-first-pass", median(first) * 1e3, "cpu-ms a page of text")
    base = median(first) * 1e3
    yield Number("seals-second-pass", median(second) * 1e3, "cpu-ms", 0.5, True, base, "the first pass")


def _stretched(dark: int, light: int) -> list[int]:
    return [min(255, max(0, (shade - dark) * 255 // (light - dark))) for shade in range(256)]


def _local(grey: Image.Image) -> Image.Image:
    """Return the contrast of each pixel with its surroundings."""
    return ImageChops.subtract(grey, grey.filter(ImageFilter.BoxBlur(20)), 0.5, 128)


_OTHERS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "grey": lambda page: page.convert("L"),
    "red": red_of,
    "green": lambda page: page.getchannel("G"),
    "blue": lambda page: page.getchannel("B"),
    "maximum": lambda page: ImageChops.lighter(ImageChops.lighter(*page.split()[:2]), page.getchannel("B")),
    "minimum": lambda page: ImageChops.darker(ImageChops.darker(*page.split()[:2]), page.getchannel("B")),
    "grey from 60 to 190": lambda page: page.convert("L").point(_stretched(60, 190)),
    "red from 60 to 190": lambda page: red_of(page).point(_stretched(60, 190)),
    "red from 30 to 120": lambda page: red_of(page).point(_stretched(30, 120)),
    "grey, local contrast": lambda page: _local(page.convert("L")),
    "red, local contrast": lambda page: _local(red_of(page)),
    "red, brightened": lambda page: red_of(page).point([round(255 * (n / 255) ** 0.5) for n in range(256)]),
    "red, sharpened": lambda page: red_of(page).filter(ImageFilter.UnsharpMask(3, 150, 0)),
    "red, median of 3": lambda page: red_of(page).filter(ImageFilter.MedianFilter(3)),
    "red, equalized": lambda page: ImageOps.equalize(red_of(page)),
}
