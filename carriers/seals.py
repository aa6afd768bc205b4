"""Views of a page that show a code beneath a red seal (加盖公章), in colour or copied in grey."""

from collections.abc import Iterator

from PIL import Image

# Measured (bench/paper/seals.py): of a dozen transforms these two read nearly all that any of them reads.
_INK_DARK, _INK_LIGHT = 60, 190
_DARKEST = 0.01
_LIGHT_SHARE, _PAPER = 0.5, 245


def lift_seals(page: Image.Image) -> Iterator[Image.Image]:
    """Yield two grey pictures of a page in colour (RGB, RGBX) or grey, each made on demand.

    `r + (r - g) / 2`, stretched from 60..190, brings red to the shade of paper. Red, stretched from the first
    percentile of the print over half of the range to 245, separates a copied seal's ink from the print under
    it.
    """
    stretch = 255 / (_INK_LIGHT - _INK_DARK)
    if page.mode != "L":
        page = page.convert("RGB")
        yield page.convert("L", (1.5 * stretch, -0.5 * stretch, 0, -_INK_DARK * stretch))
    else:
        yield page.point(_stretched(_INK_DARK, _INK_LIGHT))
    red = red_of(page)
    dark = _darkest(red)
    yield red.point(_stretched(dark, dark + _LIGHT_SHARE * (_PAPER - dark)))


def red_of(page: Image.Image) -> Image.Image:
    """Return the red of a page in colour; a grey page as it is."""
    return page if page.mode == "L" else page.getchannel("R")


def _stretched(dark: float, light: float) -> list[int]:
    """Return the new shades: black up to `dark`, white from `light`."""
    span = max(1.0, light - dark)
    return [min(255, max(0, round((shade - dark) * 255 / span))) for shade in range(256)]


def _darkest(grey: Image.Image) -> int:
    """Return the shade that one hundredth of the print does not exceed; print may cover little of a page."""
    counts = grey.histogram()[:_PAPER]
    wanted, counted = sum(counts) * _DARKEST, 0
    for shade, count in enumerate(counts):
        counted += count
        if counted >= wanted:
            return shade
    return 0
