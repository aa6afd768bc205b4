"""Hidden parts of a sheet are listed and refused, or read if the caller asks for it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from carriers.errors import CarrierError
from carriers.spreadsheet import COLUMN, check_rows, read_sheet, write_errors, write_template
from tests.carriers.spreadsheet.workbooks import AGREEMENT, CQ, GOOD, altered, code_for, saved, workbook

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [
    {**GOOD, "certificateNumber": f"CQ-{place}", "unifiedSocialCreditCode": code_for(place)}
    for place in range(2, 10)
]
"""Eight rows, numbered as a spreadsheet program shows them."""


def edited(change: Callable[[Worksheet], None], rows: list[dict[str, Any]] = ROWS) -> bytes:
    """Return the workbook of the rows after `change`, saved by openpyxl."""
    book = load_workbook(io.BytesIO(workbook(rows)))
    page = book.active
    assert isinstance(page, Worksheet)
    change(page)
    return saved(book)


def marked(rows: dict[int, str], before: str = "") -> bytes:
    """The workbook with attributes of rows, and elements before them, as another program writes them."""

    def change(text: bytes) -> bytes:
        for number, marks in rows.items():
            text = text.replace(f'<row r="{number}"'.encode(), f'<row r="{number}" {marks}'.encode())
        return text.replace(b"<sheetData>", before.encode() + b"<sheetData>")

    return altered(workbook(ROWS), {SHEET: change})


def hide_rows(page: Worksheet) -> None:
    for number in (3, 4, 5, 8):
        page.row_dimensions[number].hidden = True


def filter_rows(page: Worksheet) -> None:
    page.auto_filter.ref = "A1:O9"
    page.auto_filter.add_filter_column(6, ["甲级"])
    hide_rows(page)


def fold_rows(page: Worksheet) -> None:
    page.row_dimensions.group(3, 5, hidden=True)
    page.row_dimensions.group(8, 8, hidden=True)


BY_HAND = {
    "Excel": dict.fromkeys((3, 4, 5, 8), 'spans="1:15" hidden="1" x14ac:dyDescent="0.25"'),
    "Excel, folded": {
        **dict.fromkeys((3, 4, 5, 8), 'outlineLevel="1" hidden="1"'),
        6: 'collapsed="1"',
        9: 'collapsed="1"',
    },
    "WPS": dict.fromkeys((3, 4, 5, 8), 'ht="14.25" hidden="1" customHeight="1"'),
    "of no height": dict.fromkeys((3, 4, 5, 8), 'ht="0" customHeight="1"'),
    "of a height that shows nothing": dict.fromkeys((3, 4, 5, 8), 'customHeight="1" ht="0.75"'),
    "the marks of groups alone": {
        **dict.fromkeys((3, 4), 'outlineLevel="2"'),
        5: 'outlineLevel="1"',
        6: 'collapsed="1"',
        7: 'outlineLevel="1"',
        8: 'outlineLevel="2"',
        9: 'outlineLevel="1" collapsed="1"',
    },
}


@pytest.mark.parametrize("change", [hide_rows, filter_rows, fold_rows])
def test_hidden_rows_are_listed_and_refused(change: Callable[[Worksheet], None]) -> None:
    refuses_rows(edited(change))


@pytest.mark.parametrize("rows", BY_HAND.values(), ids=BY_HAND)
def test_rows_are_hidden_as_each_program_marks_them(rows: dict[int, str]) -> None:
    ignored = 'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    data = marked(rows)
    refuses_rows(altered(data, {SHEET: lambda x: x.replace(b"<worksheet", f"<worksheet {ignored}".encode())}))


def refuses_rows(data: bytes) -> None:
    with pytest.raises(CarrierError) as caught:
        read_sheet(data)
    assert (caught.value.code, caught.value.facts["places"]) == ("rows-hidden", ["3–5", "8"])
    assert "第 3–5、8 行" in caught.value.sentence("zh")
    assert "“Sheet”" in caught.value.sentence("en")
    sheet = read_sheet(data, include_hidden=True)
    assert [row.number for row in sheet.rows] == [*range(2, 10)]
    assert ("rows-hidden", ("3–5", "8")) in sheet.adjusted


def test_a_folded_group_with_its_sum_below_is_hidden() -> None:
    below = '<sheetPr><outlinePr summaryBelow="0"/></sheetPr>'
    rows = {2: 'collapsed="1"', 3: 'outlineLevel="1"', 4: 'outlineLevel="2"', 6: 'outlineLevel="1"'}
    with pytest.raises(CarrierError) as caught:
        read_sheet(marked(rows, below))
    assert caught.value.facts["places"] == ["3–4"]


@pytest.mark.parametrize(
    "rows",
    [
        {3: 'hidden="0" ht="15"', 4: 'outlineLevel="1"', 6: 'collapsed="1"'},
        dict.fromkeys(range(2, 10), 'outlineLevel="1"'),
        {10: 'hidden="1"'},
    ],
)
def test_rows_in_view_are_read(rows: dict[int, str]) -> None:
    assert read_sheet(marked(rows)).adjusted == ()


def test_rows_that_would_be_low_by_default_are_hidden() -> None:
    low = '<sheetFormatPr defaultRowHeight="0" customHeight="1"/>'
    with pytest.raises(CarrierError) as caught:
        read_sheet(marked(dict.fromkeys((1, 2, 3), 'ht="15"'), low))
    assert caught.value.facts["places"] == ["4–9"]


def test_unread_parts_may_be_hidden() -> None:
    """An example, a title above the header, and columns that nobody filled or that are the clerk's own."""

    def change(page: Worksheet) -> None:
        page.insert_rows(1)
        page["A1"] = "2026 年第一批"
        page["P2"], page["P3"] = "备注", "x"
        page["A3"] = "示例行"
        for number in (1, 3):
            page.row_dimensions[number].hidden = True
        for column in ("L", "M", "P"):
            page.column_dimensions[column].hidden = True

    sheet = read_sheet(edited(change))
    assert [row.number for row in sheet.rows] == [*range(4, 11)]


def test_a_hidden_header_is_refused() -> None:
    with pytest.raises(CarrierError) as caught:
        read_sheet(marked({1: 'hidden="1"'}))
    assert (caught.value.code, caught.value.facts["places"]) == ("rows-hidden", ["1"])


@pytest.mark.parametrize(
    "columns",
    [
        '<cols><col min="3" max="4" width="0" hidden="1" customWidth="1"/></cols>',
        '<cols><col min="1" max="2" width="9"/><col min="3" max="4" width="0.5"/></cols>',
        '<sheetFormatPr defaultColWidth="0"/><cols><col min="1" max="2" width="9"/>'
        '<col min="5" max="15" width="9"/></cols>',
    ],
)
def test_hidden_columns_that_would_be_read_are_refused(columns: str) -> None:
    data = marked({}, columns)
    with pytest.raises(CarrierError) as caught:
        read_sheet(data)
    places = [f"C {COLUMN['unifiedSocialCreditCode'].header}", f"D {COLUMN['region'].header}"]
    assert (caught.value.code, caught.value.facts["places"]) == ("columns-hidden", places)
    assert ("columns-hidden", tuple(places)) in read_sheet(data, include_hidden=True).adjusted


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
@pytest.mark.parametrize("place", [0, 1])
def test_further_pages_with_cells_are_refused(state: str, place: int) -> None:
    book = load_workbook(io.BytesIO(workbook([GOOD])))
    if place == 0 and state == "visible":
        place = 1
    more = book.create_sheet("去年", place)
    more["C3"] = "=1+1"
    more.sheet_state = state
    book.create_sheet("Sheet3")
    data = saved(book)
    with pytest.raises(CarrierError) as caught:
        read_sheet(data)
    assert (caught.value.code, caught.value.facts["places"]) == ("sheet-further", ["去年"])
    sheet = read_sheet(data, include_hidden=True)
    assert [row.number for row in sheet.rows] == [2]
    assert sheet.adjusted == (("sheet-further", ("去年",)),)


def test_the_pages_of_a_template_are_known() -> None:
    book = load_workbook(io.BytesIO(write_template(AGREEMENT, CQ)))
    assert len(book.sheetnames) == 3
    page = book.worksheets[0]
    for place, name in enumerate(COLUMN, start=1):
        page.cell(3, place, GOOD.get(name))
    assert len(read_sheet(saved(book)).rows) == 1


def test_what_merged_cells_cover_is_not_read() -> None:
    """Excel shows the first cell alone, and keeps the others when only the format is pasted over them."""
    merged = (
        b'</sheetData><mergeCells count="2"><mergeCell ref="A2:B2"/><mergeCell ref="I3:I4"/></mergeCells>'
    )
    rows = [{**GOOD, "legalNameEn": "Covered", "validFrom": None}, *[{**GOOD, "validFrom": "2026-05-01"}] * 2]
    data = altered(workbook(rows), {SHEET: lambda x: x.replace(b"</sheetData>", merged)})
    first, *others = read_sheet(data).rows
    assert first.cells == GOOD
    assert [row.cells["assessedOn"] for row in others] == [GOOD["assessedOn"]] * 2


def test_many_places_are_cut() -> None:
    rows = [GOOD] * 40

    def change(page: Worksheet) -> None:
        for number in range(3, 40, 2):
            page.row_dimensions[number].hidden = True

    with pytest.raises(CarrierError) as caught:
        read_sheet(edited(change, rows))
    assert caught.value.facts["places"] == [*map(str, range(3, 23, 2)), "…"]


# --- texts in whose place the format of the cell shows another, or nothing ---


@pytest.mark.parametrize("code", [';;;"乙级"', ";;;"])
def test_a_text_that_its_format_does_not_show_is_refused_at_its_cell(code: str) -> None:
    book = load_workbook(io.BytesIO(workbook([GOOD, GOOD])))
    page = book.worksheets[0]
    names = [cell.value for cell in page[1]]
    for place in range(1, len(names) + 1):
        page.cell(3, place).number_format = code
    good, bad = check_rows(read_sheet(saved(book)), AGREEMENT, CQ)
    assert {error.code for error in good.errors} <= {"row-repeated"}
    hidden = {error.column for error in bad.errors if error.code == "text-hidden"}
    assert hidden >= {"legalName", "unifiedSocialCreditCode", "scheme", "category", "grade", "assessedOn"}
    assert bad.draft is None
    page.cell(1, 1).number_format = code
    with pytest.raises(CarrierError) as caught:
        read_sheet(saved(book))
    assert (caught.value.code, caught.value.field) == ("header-hidden", "A1")


# --- formulas ---


def test_formulas_in_columns_that_are_not_read_are_ignored() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["序号", *GOOD, "备注"])
    page.append(["=ROW()-1", *GOOD.values(), '=IF(A2>0,"","x")'])
    (row,) = check_rows(read_sheet(saved(book)), AGREEMENT, CQ)
    assert row.errors == ()


def test_each_formula_that_is_read_is_named_in_the_workbook_that_goes_back() -> None:
    rows = [{**GOOD, "legalName": "=A9"}, {**GOOD, "grade": "=G2", "assessedOn": '="2026-05-01"'}]
    data = workbook(rows)
    checked = [*check_rows(read_sheet(data), AGREEMENT, CQ)]
    assert {(e.row, e.column) for row in checked for e in row.errors if e.code == "cell-computed"} == {
        (2, "legalName"),
        (3, "grade"),
        (3, "assessedOn"),
    }
    page = load_workbook(io.BytesIO(write_errors(data, checked, "zh"))).worksheets[0]
    assert "企业名称: 由公式算出" in str(page["A2"].value)
    assert "等级: 由公式算出" in str(page["A3"].value)


def test_a_computed_header_is_refused() -> None:
    data = altered(
        workbook([GOOD]), {SHEET: lambda x: x.replace(b't="inlineStr">', b't="inlineStr"><f>A1</f>', 1)}
    )
    with pytest.raises(CarrierError) as caught:
        read_sheet(data)
    assert (caught.value.code, caught.value.field) == ("header-formula", "A1")
