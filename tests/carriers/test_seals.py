"""Codes under seals (加盖公章): a second search, with the seals lifted, reads codes that the first misses."""

import random

import pytest
from PIL import ImageChops

from carriers.image import PageCodes, enlarged, locate_codes, locate_page_codes, locate_picture_codes
from carriers.papers.page.boxes import paper_size
from carriers.seals import lift_seals
from tests.carriers.pictures import TEXT
from tests.harness.selection.by_day import by_day
from tests.world.scans import SEALED_PAGES, blotted_page, page_of_text, sealed_page


def texts(found: PageCodes) -> list[str]:
    return [code.text for code in found.codes]


@pytest.mark.parametrize("name", by_day(SEALED_PAGES, {"translucent, grey copy"}))
def test_a_code_under_a_seal_is_read_with_the_seal_lifted(name: str) -> None:
    page = sealed_page(name, TEXT)
    grey = page.convert("L")
    assert [*locate_codes(grey), *locate_codes(enlarged(grey))] == []
    assert any(code.text == TEXT for lifted in lift_seals(page) for code in locate_codes(lifted))
    assert texts(locate_page_codes(page)) == texts(locate_picture_codes(page)) == [TEXT]
    assert locate_page_codes(page).unreadable == []


@pytest.mark.night
def test_a_grey_page_is_searched_like_a_page_in_colour() -> None:
    page = sealed_page("translucent, grey copy", TEXT)
    assert texts(locate_page_codes(page.convert("L"))) == [TEXT]
    for grey, colour in zip(lift_seals(page.convert("L")), lift_seals(page), strict=True):
        most = max(ImageChops.difference(grey, colour).tobytes())
        assert most <= 1  # the two differ by how a half is rounded


def test_an_unread_code_is_reported_beside_the_codes_that_were_read() -> None:
    found = locate_page_codes(blotted_page(TEXT, 400))
    assert texts(found) == [TEXT]
    [(left, top, right, bottom)] = found.unreadable
    assert (left * 1654, top * 2339) == pytest.approx((720, 1520), abs=25)
    assert (right * 1654, bottom * 2339) == pytest.approx((1080, 1880), abs=25)


@pytest.mark.night
@pytest.mark.parametrize("side", by_day((130, 620), {130}))
def test_a_shape_smaller_or_larger_than_a_code_is_not_reported(side: int) -> None:
    assert locate_page_codes(blotted_page(TEXT, side)).unreadable == []


@pytest.mark.parametrize("seed", by_day(range(3), {0}))
def test_a_page_full_of_chinese_text_has_no_code_and_no_shape_like_one(seed: int) -> None:
    assert locate_page_codes(page_of_text(random.Random(seed))) == ([], [])


def test_a_picture_put_on_a_page_larger_than_a3_is_taken_for_a4() -> None:
    assert paper_size(595.3, 841.9) == pytest.approx((210, 297), abs=0.1)
    assert paper_size(842, 1191) == pytest.approx((297, 420), abs=0.2)
    assert paper_size(1654, 2339) == pytest.approx((210, 297), abs=0.1)
    assert paper_size(0, 0) == (0, 0)
