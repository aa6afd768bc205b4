"""Search for ink as dense as in a code: a cheap test that tells whether a costly search is worthwhile.

Half of a code is dark, and so is half of each piece of it; print covers less of its paper, whatever the shade
of both. Bold print covers as much, but the paper between its lines is blank, and no blank strip crosses a
code. On a page without such dense ink, no other view would show a code (bench/paper/seals.py).
"""

from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

from carriers.seals import red_of

DENSE = 0.40
"""Least share of ink, from light (0) to dark (1): 0.55 in a code, 0.42 in the faintest, 0.3 in print."""

_PIXELS_A_MM = 4.0
_PIECE = 8
"""Pixels of a side of a piece, 2 mm; a power of two."""
_WINDOW_MM = 12.0
"""Smaller than a code on paper, so that some window lies within any code."""
_STRIP = 3
"""Pixels across a strip that may be blank between two lines of print, 0.75 mm."""
_BLANK = 0.15
"""Most ink of a blank strip as long as a window: 0.25 at least in a code, below 0.1 between lines."""
_LEAST_WIDE_MM = 210.0
"""Least width assumed: a page that states a smaller size would hide a code between windows."""
_LEAST_CONTRAST = 16
"""Least contrast between light and dark; a piece with less is blank paper or all ink."""

_ACROSS, _DOWN = (1, 0), (0, 1)
_Pick = Callable[[Image.Image, Image.Image], Image.Image]


def has_dense_ink(page: Image.Image, wide_mm: float) -> bool:
    """Return whether a page in colour or grey, so many millimetres wide, may have a code hard to read."""
    return ink_density(page, wide_mm) >= DENSE


def ink_density(page: Image.Image, wide_mm: float) -> float:
    """Return the densest ink of any window of a page, in red light; 0 where it is too small for a window.

    Where that is as dense as in a code, windows that a blank strip crosses are left out.
    """
    red = red_of(page)
    wide_mm = max(_LEAST_WIDE_MM, wide_mm)
    by = max(1, round(red.width / wide_mm / _PIXELS_A_MM))
    red = red.reduce(by)
    pieces = red.width // _PIECE, red.height // _PIECE
    if not all(pieces):
        return 0.0
    red = red.crop((0, 0, pieces[0] * _PIECE, pieces[1] * _PIECE))
    # use the neighbours of a piece, too: the piece may lie within a dark part of a code
    light = extremes(red, ImageChops.lighter).filter(ImageFilter.MaxFilter(3))
    dark = extremes(red, ImageChops.darker).filter(ImageFilter.MinFilter(3))
    window = _WINDOW_MM * pieces[0] / wide_mm
    density = _share(light, red.reduce(_PIECE), dark).filter(ImageFilter.BoxBlur(max(0.0, (window - 1) / 2)))
    if _most(density) >= DENSE:
        ink, length = _ink(red, light, dark), round(window * _PIECE)
        turned = ink.transpose(Image.Transpose.TRANSPOSE)
        down = _uncrossed(turned, length).transpose(Image.Transpose.TRANSPOSE)
        density = ImageChops.darker(ImageChops.darker(density, _uncrossed(ink, length)), down)
    return _most(density)


def _most(densities: Image.Image) -> float:
    _, most = densities.getextrema()
    return float(most) / 255  # type: ignore[arg-type]


def _ink(red: Image.Image, light: Image.Image, dark: Image.Image) -> Image.Image:
    """Return white where a pixel is nearer to the dark of its piece than to the light, if they differ."""
    alike = ImageChops.subtract(light, dark).point([255] * _LEAST_CONTRAST + [0] * (256 - _LEAST_CONTRAST))
    between = ImageChops.subtract(ImageChops.add(light, dark, 2), alike)
    between = between.resize(red.size, Image.Resampling.NEAREST)
    return ImageChops.subtract(between, red).point([0] + [255] * 255)


def _uncrossed(ink: Image.Image, length: int) -> Image.Image:
    """Return white where no blank strip crosses the window around a piece, else black."""
    strips = ink.filter(ImageFilter.BoxBlur(((length - 1) / 2, (_STRIP - 1) / 2)))
    strips = strips.resize((ink.width // _PIECE, ink.height), Image.Resampling.NEAREST)
    strips = ImageChops.offset(_pick_ahead(strips, ImageChops.darker, length, _DOWN), 0, length // 2)
    strips = strips.resize((strips.width, ink.height // _PIECE), Image.Resampling.NEAREST)
    least = round(255 * _BLANK)
    return strips.point([0] * least + [255] * (256 - least))


def extremes(grey: Image.Image, pick: _Pick) -> Image.Image:
    """Return the lightest or darkest pixel of each piece."""
    grey = _pick_ahead(_pick_ahead(grey, pick, _PIECE, _ACROSS), pick, _PIECE, _DOWN)
    # the first pixel of each piece has the result; move it to the middle, which resizing takes
    middle = ImageChops.offset(grey, _PIECE // 2, _PIECE // 2)
    return middle.resize((grey.width // _PIECE, grey.height // _PIECE), Image.Resampling.NEAREST)


def _pick_ahead(grey: Image.Image, pick: _Pick, length: int, way: tuple[int, int]) -> Image.Image:
    """Pick the lightest or darkest of each pixel and those ahead of it, `length` in all.

    It works by doubling: a rank filter takes twenty times as long.
    """
    reach = 1
    while reach < length:
        step = min(reach, length - reach)
        grey = pick(grey, ImageChops.offset(grey, -step * way[0], -step * way[1]))
        reach += step
    return grey


def _share(light: Image.Image, mean: Image.Image, dark: Image.Image) -> Image.Image:
    """Return the share of each piece on the way from light to dark, in 255ths; 0 without contrast."""
    below = ImageChops.subtract(light, mean).tobytes()
    spans = ImageChops.subtract(light, dark).tobytes()
    shares = (
        255 * fallen // span if span >= _LEAST_CONTRAST else 0
        for fallen, span in zip(below, spans, strict=True)
    )
    return Image.frombytes("L", mean.size, bytes(shares))
