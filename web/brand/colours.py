"""The accent: a colour under the head of every page, and the contrast of text on it.

Contrast is defined by WCAG 2.2 (relative luminance, 1.4.3). A page gets a colour as a style sheet of its own,
so that no policy has to allow inline styles.
"""

import re
from collections.abc import Callable

from web.errors import BrandError

MAST_INK = "#fbf7ea"
"""The text of the head, in light and dark (token `--mast-ink`)."""
MAST = "#083f33", "#0a2e26"
"""The colour of the head without an accent, in light and dark (token `--mast`)."""
LEAST = 4.5
"""Least contrast of text (WCAG 2.2, 1.4.3)."""
DARK_LUMINANCE = 0.0216
"""Relative luminance of the head in the dark scheme (token `--mast` there)."""

COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def contrast(first: str, other: str) -> float:
    """Return the contrast of two colours `#rrggbb`, 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def check_accent(colour: str, field: str) -> str:
    """Return the colour; BrandError accent-contrast where the text on it cannot be read."""
    measured = contrast(colour, MAST_INK)
    if measured < LEAST:
        near = _darken(colour, lambda shade: contrast(shade, MAST_INK) >= LEAST)
        # shown truncated, not rounded: 4.496 is less than 4.5
        ratio = f"{int(measured * 100) / 100:.2f} : 1"
        raise BrandError(
            "accent-contrast", field, colour=colour, ratio=ratio, least=f"{LEAST} : 1", near=near
        )
    return colour


def accent_sheet(accent: str, dark: str | None) -> bytes:
    """Return the style sheet that replaces the colour of the head by the accent; it changes nothing else.

    BrandError accent-contrast.
    """
    light, dark = head_colours(accent, dark)
    return (
        f":root{{--mast:{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{--mast:{dark}}}}}\n"
    ).encode()


def head_colours(accent: str | None, dark: str | None) -> tuple[str, str]:
    """Return the colour of the head in light and dark.

    Without a `dark` colour, use the accent, darkened to the luminance of the usual dark head. BrandError
    accent-contrast.
    """
    if accent is None:
        return MAST
    check_accent(accent, "brand.accent")
    if dark is None:
        dark = _darken(accent, lambda shade: _luminance(shade) <= DARK_LUMINANCE)
    return accent, check_accent(dark, "brand.accent_dark")


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _darken(colour: str, will_do: Callable[[str], bool]) -> str:
    """Return the lightest colour of the same hue, on the way to black, for which `will_do` is true."""
    parts = _parts(colour)
    for share in range(1000, -1, -1):
        shade = "#" + "".join(f"{part * share // 1000:02x}" for part in parts)
        if will_do(shade):
            return shade
    return "#000000"
