"""Workbooks of technologies: what is no such workbook, what was computed in one, and rows without end."""

import io
from collections.abc import Iterable

import pytest
from openpyxl import load_workbook

from carriers.errors import CarrierError
from carriers.spreadsheet.technologies.check import check_pages, read_pages
from carriers.spreadsheet.technologies.columns import PAGES
from carriers.spreadsheet.technologies.rows import FoundEvidence, TakenCodes, _free_code
from credentials.documents.agreement import AgreementText
from credentials.times import parse_time
from keys_example import CHONGQING, agreement_text, technology_text
from tests.carriers.spreadsheet.technology_book import FILES, changed, technology_book

TEXT = AgreementText.model_validate(
    technology_text(agreement_text(), parse_time("2026-05-01T00:00:00+08:00"))
)


def told(data: bytes) -> list[tuple[str, int, str, str]]:
    files = {name: FoundEvidence(str(place) * 64, 1) for place, name in enumerate(FILES)}
    now = parse_time("2026-05-10T09:00:00+08:00")
    checked = check_pages(read_pages(data), TEXT, CHONGQING, files, created=now)
    return [
        (page.page.partition(" ")[0], error.row, error.column, error.code)
        for page in PAGES
        for error in checked.errors[page]
    ]


def computed(data: bytes, cells: Iterable[tuple[int, str]]) -> bytes:
    """With formulas in the first rows of these columns of pages."""
    book = load_workbook(io.BytesIO(data))
    for page, name in cells:
        book[PAGES[page].page].cell(2, [*PAGES[page].by_name].index(name) + 1).value = "=1+1"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_formulas_are_told_by_page_and_column_with_the_other_errors() -> None:
    cells = (
        (0, "version"), (0, "validUntil"), (0, "economics.basisYear"), (1, "high"), (2, "since"),
        (2, "name.zh"), (3, "file"),
    )  # fmt: skip
    found = told(computed(technology_book(changed(1, 2, unit="ppm")), cells))
    names = [page.page.partition(" ")[0] for page in PAGES]
    assert {one for one in found if one[3] == "cell-computed"} == {
        (names[page], 2, name, "cell-computed") for page, name in cells
    }
    assert ("指标", 4, "unit", "unit-basis") in found


def test_codes_of_many_indicators_are_found_in_as_many_steps() -> None:
    class Counted(TakenCodes):
        steps = 0

        def __contains__(self, code: object) -> bool:
            self.steps += 1
            return super().__contains__(code)

    taken = Counted()
    codes = [_free_code("other", "1", taken) for _ in range(500)]
    assert codes[:2] == ["other", "other-2"]
    assert len({*codes, _free_code("other-2", "1", taken)}) == 501
    assert taken.steps < 1010


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", technology_book()[:-40]])
def test_what_is_no_workbook_of_four_pages_is_refused(data: bytes) -> None:
    with pytest.raises(CarrierError):
        read_pages(data)


def test_a_page_that_is_missing_is_named() -> None:
    book = load_workbook(io.BytesIO(technology_book()))
    del book["案例 Cases"]
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(CarrierError) as caught:
        read_pages(out.getvalue())
    assert caught.value.code == "sheet-page-missing"
    assert "案例" in caught.value.sentence("zh")
