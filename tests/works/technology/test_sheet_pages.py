"""Workbooks of technologies: other files, computed or reformatted cells, endless rows."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from carriers.errors import CarrierError
from credentials.documents.agreement import AgreementText
from credentials.documents.works.limits.spellings import find_unit
from credentials.documents.works.units import UNITS
from credentials.times import parse_time
from keys_example import CHONGQING
from keys_example.agreement import agreement_text
from keys_example.technologies import technology_text
from tests.harness.selection.by_day import by_day
from tests.works.technology.book import FILES, changed, technology_book
from works.technology.sheet.check import CheckedPages, check_pages, read_pages
from works.technology.sheet.columns import PAGES
from works.technology.sheet.rows import FoundEvidence, TakenCodes, _free_code
from works.technology.sheet.workbook import write_technology_template

TEXT = AgreementText.model_validate(
    technology_text(agreement_text(), parse_time("2026-05-01T00:00:00+08:00"))
)


T, N, C, E = range(4)
_NAMES = ("技术", "指标", "案例", "佐证")


def check(data: bytes) -> CheckedPages:
    files = {name: FoundEvidence(str(place) * 64, 1) for place, name in enumerate(FILES)}
    now = parse_time("2026-05-10T09:00:00+08:00")
    return check_pages(read_pages(data), TEXT, CHONGQING, files, created=now)


def told(data: bytes) -> list[tuple[str, int, str, str]]:
    return told_of(check(data))


def told_of(checked: CheckedPages) -> list[tuple[str, int, str, str]]:
    return [
        (page.page.partition(" ")[0], error.row, error.column, error.code)
        for page in PAGES
        for error in checked.errors[page]
    ]


def computed(data: bytes, cells: Iterable[tuple[int, str]]) -> bytes:
    """Return the workbook with formulas in the first rows of these columns."""
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


def formatted(page: int, row: int, value: Any, number_format: str, name: str) -> CheckedPages:
    """Return the good workbook with one cell of another value in a format."""
    return check(formatted_book(page, row, value, number_format, name))


def removal_of(checked: CheckedPages) -> Any:
    """Return the second of the indicators."""
    subject: Any = checked.good[0].draft.subject
    return subject["indicators"][1]


def formatted_book(page: int, row: int, value: Any, number_format: str, name: str) -> bytes:
    book = load_workbook(io.BytesIO(technology_book()))
    layout = PAGES[page]
    cell = book[layout.page].cell(row + 2, [*layout.by_name].index(name) + 1)
    cell.value, cell.number_format = value, number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_share_is_read_as_people_see_it() -> None:
    code = "0.00%"
    checked = formatted(N, 1, 0.9, code, "low")
    assert told_of(checked) == []
    assert removal_of(checked)["low"] == "90"
    pages = read_pages(formatted_book(N, 1, 0.9, code, "low"))
    assert [one.sentence("en") for _, one in pages.adjusted] == ["Numbers in per cent, read as shown: F3 90."]


HIDDEN = [
    (2, "capacity.low", datetime(2026, 5, 10), "yyyy-mm-dd"),  # noqa: DTZ001 - as Excel has it
    (2, "capacity.low", 5, "m/d/yy"),
    (2, "capacity.low", 20000, '[$-804]m"月"d"日"'),
    *((1, "low", 80, code) for code in ("0.0,,", ";;;", '0"‰"', '0"至95"', '0"1"', '0"mg/L"', '"%"0')),
    *((1, "low", value, code) for value, code in ((29.96, "0.0"), (30.5, "#,##0_);(#,##0)"), (0, "#"))),
    (1, "condition.influentLow", 20, '0"%"'),
    (1, "condition.temperatureLow", -5, "0.0;[Red]0.0"),
    (0, "version", 2, ";;;"),
    (0, "economics.basisYear", 2026, "0,"),
    (0, "validFrom", 46152, ";;;"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "name", "value", "code"), by_day(HIDDEN, HIDDEN[::5]))
def test_a_number_that_is_shown_differently_is_refused(page: int, name: str, value: Any, code: str) -> None:
    row, error = int(name == "low"), "number-date" if page == C else "number-hidden"
    assert told_of(formatted(page, row, value, code, name)) == [(_NAMES[page], row + 2, name, error)]


@pytest.mark.parametrize(
    ("row", "name", "value", "code"),
    [
        (1, "low", 80, "0.00;[Red]0.00"), (1, "low", 80, '0" %"'), (0, "high", 30, '0.0"毫克/升"'),
        (0, "condition.temperatureLow", -5, '0"℃"'), (0, "condition.influentLow", 200, 'General"mg/L"'),
    ],
)  # fmt: skip
def test_a_format_may_show_the_number_and_the_unit_of_its_row(
    row: int, name: str, value: int, code: str
) -> None:
    checked = formatted(N, row, value, code, name)
    assert told_of(checked) == []
    subject: Any = checked.good[0].draft.subject
    found = subject["indicators"][row]
    for step in name.split("."):
        found = found[step]
    assert found == str(value)


DAYS = [
    (datetime(2027, 5, 1), 'yyyy"年"m"月"d"日"', ""),  # noqa: DTZ001 - as Excel has it
    (datetime(2027, 5, 1, 13, 30), "yyyy-mm-dd", "date-hidden"),  # noqa: DTZ001
    (datetime(2027, 5, 1), 'yyyy"年"m"月"', "date-hidden"),  # noqa: DTZ001
    (46508, "General", "date-unreadable"),
    (46508, '0"日"', "number-hidden"),
    (20270501, "General", ""),
]


@pytest.mark.parametrize(("value", "code", "error"), by_day(DAYS, DAYS[:2]))
@pytest.mark.parametrize("name", ["verification.until", "validUntil"])
def test_a_day_is_signed_as_it_is_shown(name: str, value: Any, code: str, error: str) -> None:
    assert told_of(formatted(T, 0, value, code, name)) == ([("技术", 2, name, error)] if error else [])


def test_a_clerk_chooses_a_unit_by_its_sign() -> None:
    book = load_workbook(io.BytesIO(write_technology_template(TEXT, CHONGQING)))
    (column,) = (one for one in book["选项 Lists"].iter_cols(values_only=True) if "mg/L" in one)
    signs = [str(sign) for sign in column[1:] if sign is not None]
    assert [find_unit(sign) or sign for sign in signs] == [*UNITS]
    assert {"倍", "个/L", "万 m³/d", "万 t/a", "mg/m³"} <= {*signs}
