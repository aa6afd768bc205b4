"""A page without ink as dense as a code's is searched once, and no code is lost by that."""

import random

import pytest
from PIL import Image, ImageChops

from carriers import density, image
from carriers.density import DENSE, extremes, has_dense_ink, ink_density
from carriers.image import A4_MM, locate_codes, locate_page_codes
from tests.carriers.pictures import TEXT
from tests.harness.selection.by_day import by_day
from tests.world.scans import SPOILT, bold_page, page_of_text, sealed_page, turned

PAGES = ["no seal", "translucent, grey copy", "translucent, faint", "opaque, faint"]


@pytest.mark.parametrize("name", by_day(PAGES, {"translucent, grey copy"}))
def test_a_page_with_a_code_is_searched_as_if_every_page_were_looked_at_closely(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = sealed_page(name, TEXT)
    found = locate_page_codes(page)
    monkeypatch.setattr(image, "has_dense_ink", lambda *_: True)
    assert found == locate_page_codes(page)
    assert has_dense_ink(page, A4_MM[0])


def test_a_page_of_print_is_searched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "_closer_views", lambda _: pytest.fail("it was looked at closely"))
    assert locate_page_codes(page_of_text(random.Random(1))) == ([], [])


@pytest.mark.parametrize("seed", by_day(range(2), {0}))
def test_print_is_less_dense_than_a_code(seed: int) -> None:
    page = page_of_text(random.Random(seed))
    assert ink_density(page, A4_MM[0]) == ink_density(page.convert("RGB"), A4_MM[0]) < DENSE


@pytest.mark.night
@pytest.mark.parametrize("turn", by_day((0, 1.5, 90), {1.5}))
def test_bold_print_is_as_dense_as_a_code_but_for_the_gaps_between_its_lines(
    turn: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = turned(bold_page(random.Random(3)), turn).convert("RGB")
    assert not has_dense_ink(page, A4_MM[0])
    monkeypatch.setattr(density, "_BLANK", 0)
    assert has_dense_ink(page, A4_MM[0])


@pytest.mark.night
@pytest.mark.parametrize(
    "how", by_day(("turned 3 degrees", "turned 90 degrees", "a copy of a copy"), {"turned 3 degrees"})
)
def test_a_code_is_dense_however_it_lies_and_whatever_the_page_says_of_its_size(how: str) -> None:
    page = SPOILT[how](sealed_page("no seal", TEXT).convert("L"))
    assert locate_codes(page)
    assert all(has_dense_ink(page, wide_mm) for wide_mm in (0.0, 70.0, *A4_MM))


@pytest.mark.parametrize("size", [(1, 1), (7, 3000), (9, 9), (3000, 8), (600, 40)])
def test_a_page_of_any_form_is_measured(size: tuple[int, int]) -> None:
    assert ink_density(Image.new("L", size, 255), A4_MM[0]) == 0


@pytest.mark.night
@pytest.mark.parametrize("name", by_day(("translucent, faint", "opaque, third copy"), {"translucent, faint"}))
def test_density_equals_a_count_of_the_pixels_one_by_one(name: str) -> None:
    page = sealed_page(name, TEXT).convert("L").crop((64, 64, 64 + 160, 64 + 120))
    for pick, most in ((ImageChops.lighter, max), (ImageChops.darker, min)):
        counted = [
            most(page.crop((left, top, left + 8, top + 8)).tobytes())
            for top in range(0, page.height, 8)
            for left in range(0, page.width, 8)
        ]
        assert list(extremes(page, pick).tobytes()) == counted
