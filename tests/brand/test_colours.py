"""The contrast of the accent, compared with a second implementation written from the text of WCAG."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.harness.checkout import ROOT
from web.brand.colours import DARK_LUMINANCE, LEAST, MAST, MAST_INK, accent_sheet, contrast
from web.brand.emblem import GLOW
from web.errors import BrandError


def oracle(one: str, other: str) -> float:
    """WCAG 2.2, definitions “relative luminance” and “contrast ratio”, term by term."""

    def luminance(colour: str) -> float:
        total = 0.0
        for place, weight in ((1, 0.2126), (3, 0.7152), (5, 0.0722)):
            srgb = int(colour[place : place + 2], 16) / 255
            total += weight * (srgb / 12.92 if srgb <= 0.04045 else pow((srgb + 0.055) / 1.055, 2.4))
        return total

    first, second = luminance(one), luminance(other)
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#fbf7ea", "#083f33", 11.08),
    ],
)  # fmt: skip
def test_known_contrast_ratios_are_reproduced(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@given(COLOURS, COLOURS)
def test_any_ratio_equals_that_of_the_second_implementation(one: str, other: str) -> None:
    assert contrast(one, other) == pytest.approx(oracle(one, other), rel=1e-9)


@pytest.mark.parametrize("colour", ["#ffffff", "#fbf7ea", "#a98538", "#ff0000", "#00a0e9", "#808080"])
def test_a_light_accent_is_refused_with_its_ratio_and_the_nearest_that_will_do(colour: str) -> None:
    with pytest.raises(BrandError) as caught:
        accent_sheet(colour, None)
    error = caught.value
    assert (error.code, error.field) == ("accent-contrast", "brand.accent")
    told = float(str(error.facts["ratio"]).partition(" ")[0])
    assert oracle(colour, MAST_INK) - 0.01 < told <= oracle(colour, MAST_INK)
    assert told < LEAST
    near = str(error.facts["near"])
    assert near in error.mend("zh")
    assert LEAST <= oracle(near, MAST_INK) < LEAST + 0.1
    accent_sheet(near, None)


def test_a_dark_colour_is_checked_by_itself() -> None:
    with pytest.raises(BrandError) as caught:
        accent_sheet("#1d3f72", "#9fb9e0")
    assert caught.value.field == "brand.accent_dark"
    assert b"#14294a" in accent_sheet("#1d3f72", "#14294a")


@given(COLOURS)
def test_an_accepted_accent_is_readable_in_light_and_dark(colour: str) -> None:
    try:
        sheet = accent_sheet(colour, None).decode()
    except BrandError as error:
        colour = str(error.facts["near"])
        sheet = accent_sheet(colour, None).decode()
    found = re.fullmatch(
        r":root\{--mast:(#[0-9a-f]{6})\}\n"
        r"@media screen and \(prefers-color-scheme:dark\)\{:root\{--mast:(#[0-9a-f]{6})\}\}\n",
        sheet,
    )
    assert found is not None
    light, dark = found.groups()
    assert light == colour
    assert oracle(light, MAST_INK) >= LEAST
    assert oracle(dark, MAST_INK) >= max(LEAST, min(oracle(light, MAST_INK), 13))
    for shade in (light, dark):
        assert oracle(shade, tokens("glow")[0]) >= 3, "the mark of the page one is on, the ring of focus"


def tokens(name: str) -> list[str]:
    """The colours of a token: in light, then in the dark."""
    sheet = (ROOT / "web/styles/tokens.css").read_text("utf-8")
    return re.findall(rf"--{name}:\s*(#[0-9a-f]{{6}})", sheet)


def test_the_colours_of_the_head_are_those_of_the_tokens() -> None:
    assert tokens("mast-ink") == [MAST_INK]
    light, dark = tokens("mast")
    assert (light, dark) == MAST
    assert tokens("glow") == [GLOW]
    assert accent_sheet(light, dark)
    assert oracle(dark, "#000000") * 0.05 - 0.05 == pytest.approx(DARK_LUMINANCE, abs=0.0001)
