"""What formats of cells make of numbers and texts: the same, a share, a day, a text behind it; or another."""

import time

import pytest

from carriers.spreadsheet.formats.number_formats import CellShows, read_format
from tests.carriers.spreadsheet.shown_numbers import DAY, HALF_PAST_ONE, SHOWN


@pytest.mark.parametrize(
    ("shows", "number", "code"), [(shows, *one) for shows, found in SHOWN.items() for one in found]
)
def test_cell_formats_show_numbers_and_texts(shows: CellShows | None, number: str | float, code: str) -> None:
    assert read_format("164", code).shows(number) == shows


@pytest.mark.parametrize(
    ("shows", "number", "ids"),
    [
        (None, 80, (0, 1, 2, 3, 4, 11, 37, 38, 39, 40, 41, 43, 48, 49)),
        ("percent", 0.9, (9, 10)),
        ("other", 80, (5, 6, 7, 8, 12, 13, 23, 42, 44, 59, 164)),
        ("other", 30.5, (1, 3, 37, 38, 41)),
        ("date", DAY, (14, 15, 22, 30, 31)),
        ("part", HALF_PAST_ONE, (14, 15, *range(16, 22), *range(27, 37), 45, 46, 47, *range(50, 59))),
    ],
)
def test_formats_of_the_standard_have_no_code(
    shows: CellShows | None, number: float, ids: tuple[int, ...]
) -> None:
    assert {number_id: read_format(str(number_id), "").shows(number) for number_id in ids} == dict.fromkeys(
        ids, shows
    )


@pytest.mark.parametrize(
    "code", ["#" * 254 + "x", " " * 254 + "x", "s" * 254 + "0", '""' * 127, "y" + "m" * 254]
)
def test_a_code_of_any_form_takes_no_time(code: str) -> None:
    began = time.process_time()
    read_format("164", code).shows(1)
    assert time.process_time() - began < 0.2
