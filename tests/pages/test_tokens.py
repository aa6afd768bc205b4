"""Colours, text sizes and fonts come from the tokens only; every pair that meets is readable (WCAG 2.2)."""

import re
from itertools import product
from pathlib import Path

import pytest

from tests.harness.checkout import ROOT

TOKENS = ROOT / "web/styles/tokens.css"
SHEETS = sorted({*(ROOT / "web").glob("styles/*.css"), *(ROOT / "web").glob("page/*.css")})
MARKUP = sorted({*(ROOT / "api/templates").rglob("*.html"), *(ROOT / "web/page").glob("*.html")})
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|color)\(|(?<![\w-])(?:white|black|red|green|gr[ae]y|gold|blue)(?![\w-])",
    re.IGNORECASE,
)
_SIZE = re.compile(r"inherit|0|var\(--(?:xs|sm|body|lg|xl|2xl|3xl|chart)\)|\.?\d*\.?\d+em")
_FAMILY = re.compile(r"inherit|var\(--(?:sans|serif|mono)\)")
TEXT, MARK = 4.5, 3.0


def declarations(path: Path) -> list[tuple[str, str]]:
    """Yield property and value of every declaration of a sheet, comments left out."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    found = [
        part.partition(":") for _, body in _RULE.findall(text) for part in body.split(";") if ":" in part
    ]
    return [(name.strip(), value.strip()) for name, _, value in found]


@pytest.mark.parametrize("path", [path for path in SHEETS if path != TOKENS], ids=lambda path: path.name)
def test_sheets_take_colours_sizes_and_fonts_from_the_tokens(path: Path) -> None:
    found = declarations(path)
    assert len(found) > 50
    strange = [(name, value) for name, value in found if _COLOUR.search(value)]
    for name, value in found:
        if name == "font-size" and not _SIZE.fullmatch(value):
            strange.append((name, value))
        if name == "font-family" and not _FAMILY.fullmatch(value):
            strange.append((name, value))
        if name == "font" and value != "inherit":
            size, _, family = value.removeprefix("700 ").removeprefix("600 ").partition(" ")
            if not _SIZE.fullmatch(size.partition("/")[0]) or not _FAMILY.fullmatch(family):
                strange.append((name, value))
    assert strange == []


def test_templates_hold_no_style() -> None:
    for path in MARKUP:
        text = path.read_text("utf-8")
        assert re.findall(r"\sstyle=|<style|\bfill=\"#|\bstroke=\"#|\bcolor=|bgcolor", text) == [], path


def test_every_token_is_used() -> None:
    made = set(re.findall(r"(--[\w-]+):", TOKENS.read_text("utf-8")))
    used = {name for path in SHEETS for name in re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))}
    assert made - used == set()
    assert used - made == set()


Palette = dict[str, str]


def palettes() -> dict[str, Palette]:
    """Return the colours by name for light and for dark; a tone's as `ok-tone`."""
    light_text, dark_text = TOKENS.read_text("utf-8").split("@media screen")
    return {
        "light": _read(light_text, {}),
        "dark": _read(dark_text.partition("@media print")[0], _read(light_text, {})),
    }


def _read(text: str, found: Palette) -> Palette:
    found = dict(found)
    for selector, body in _RULE.findall(text):
        (tone,) = re.findall(r"\.(ok|no|warn|unk)\b", selector) or re.findall(r"\b(no)\b", selector) or ("",)
        for name, colour in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", body):
            found[f"{tone}-{name}" if tone else name] = colour
    return found


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, the definition of contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


GROUNDS = ("paper", "ground", "sunk")
TONES = ("ok", "no", "warn", "unk")
READ = [
    *product(("ink", "soft", "brand", "gold-ink"), GROUNDS),
    *((f"{tone}-tone", ground) for tone in TONES for ground in ("paper", "ground", f"{tone}-wash")),
    *((text, f"{tone}-wash") for tone in TONES for text in ("ink", "soft")),
    *(("on-fill", f"{tone}-fill") for tone in TONES),
    ("on-brand", "brand"), ("mast-ink", "mast"), ("on-fill", "sample"),
]  # fmt: skip
"""Pairs of text and background."""
SEEN = [
    *product(("edge", "focus"), ("paper", "ground")), ("gold", "mast"), ("gold", "paper"), ("glow", "mast"),
    *((f"{tone}-fill", "ground") for tone in TONES), *((f"c{number}", "paper") for number in range(1, 5)),
]  # fmt: skip
"""Pairs of edges, signs, focus rings and chart parts with their background."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_have_enough_contrast(scheme: str) -> None:
    colours = palettes()[scheme]
    for pairs, least in ((READ, TEXT), (SEEN, MARK)):
        ratios = {(front, back): contrast(colours[front], colours[back]) for front, back in pairs}
        assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
