"""A clerk's additions to a sheet (title, numbers, remarks, merged cells) are passed over and named."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from carriers.errors import CarrierError
from carriers.spreadsheet import COLUMN, check_rows, read_sheet, write_errors
from tests.carriers.spreadsheet.workbooks import (
    AGREEMENT,
    CQ,
    GOOD,
    altered,
    code_for,
    header_xml,
    saved,
    with_sheet,
)

NAMES = list(GOOD)
HEADER = [COLUMN[name].zh for name in NAMES]
SECOND = {**GOOD, "category": "气", "certificateNumber": "CQ-0002"}
FULL_WIDTH = {0x21 + i: 0xFF01 + i for i in range(94)}


def office_book(*rows: dict[str, Any], merged: tuple[str, ...] = ()) -> bytes:
    """Return a clerk's workbook: a title, a line on who fills it in, numbers in front, remarks behind."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["二〇二六年第一批评价结果（示例）"])
    page.append(["", "填报单位：示例协会"])
    page.append(["序号", *HEADER, "备注"])
    for place, row in enumerate(rows, start=1):
        page.append([place, *row.values(), "无"])
    page.merge_cells("A1:J1")
    for reference in merged:
        page.merge_cells(reference)
    return saved(book)


def said(data: bytes) -> dict[str, tuple[str, ...]]:
    return dict(read_sheet(data).adjusted)


def test_titles_row_numbers_and_remarks_are_skipped_and_reported() -> None:
    sheet = read_sheet(office_book(GOOD, SECOND))
    assert [row.cells for row in sheet.rows] == [GOOD, SECOND]
    assert [row.number for row in sheet.rows] == [4, 5]
    assert [adjusted.sentence("zh") for adjusted in sheet.adjusted] == [
        "表头以上各行未读取：1、2。",
        "未读取的列：序号、备注。",
    ]
    assert sheet.adjusted[0].sentence("en") == "Rows above the header, not read: 1, 2."


def test_merged_cells_have_one_value_for_every_row() -> None:
    sheet = read_sheet(office_book(GOOD, SECOND, merged=("B4:B5", "C4:C5")))
    assert [row.cells for row in sheet.rows] == [GOOD, SECOND]
    assert said(office_book(GOOD, SECOND, merged=("B4:B5", "C4:C5")))["merged"] == ("B4:B5", "C4:C5")


def test_codes_of_full_width_and_small_letters_are_read_and_shown() -> None:
    code = code_for(1)
    row = {
        **GOOD,
        "unifiedSocialCreditCode": code.lower().translate(FULL_WIDTH),
        "certificateNumber": "CQ－0001",
    }
    sheet = read_sheet(office_book(row))
    assert sheet.rows[0].cells == GOOD
    assert said(office_book(row))["width"] == (f"C4 {code}", "H4 CQ-0001")
    assert said(office_book(row))["capitals"] == (f"C4 {code}",)
    brackets = {**GOOD, "certificateNumber": "示（2026）1号"}
    assert read_sheet(office_book(brackets)).rows[0].cells == brackets


@pytest.mark.parametrize("written", ["20261120", 20261120, "２０２６年１１月２０日", "2026年11月20日"])
def test_dates_as_they_are_typed(written: str | int) -> None:
    sheet = read_sheet(office_book({**GOOD, "assessedOn": written}))
    (row,) = check_rows(sheet, AGREEMENT, CQ)
    assert row.draft is not None
    assert row.draft.assessed_on == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("column", "written", "read"),
    [
        ("legalName", "重庆示例环保\n有限公司", "重庆示例环保有限公司"),
        ("legalName", "Example Environment\r\nCo., Ltd.", "Example Environment Co., Ltd."),
        ("category", "水\n气", "水、气"),
        ("category", "水、\n气", "水、气"),
    ],
)
def test_line_breaks_in_a_cell(column: str, written: str, read: str) -> None:
    data = office_book({**GOOD, column: written})
    assert read_sheet(data).rows[0].cells[column] == read
    assert [place.partition(" ")[2] for place in said(data)["line-break"]] == [read]


def test_a_header_may_be_broken_into_lines() -> None:
    text = ",".join(HEADER).replace("统一社会信用代码", '"统一社会\n信用代码"')
    assert read_sheet(f"{text}\n{','.join(map(str, GOOD.values()))}".encode()).rows[0].cells == GOOD


def test_the_returned_workbook_keeps_title_and_numbers() -> None:
    data = office_book(GOOD, {**SECOND, "grade": "丁级"}, merged=("B4:B5",))
    sheet = read_sheet(data)
    back = write_errors(data, list(check_rows(sheet, AGREEMENT, CQ)), "zh")
    page = load_workbook(io.BytesIO(back)).active
    assert page is not None
    assert page["B1"].value == "二〇二六年第一批评价结果（示例）"
    assert page["A5"].value.startswith("等级: 不是该评价办法的等级")
    assert read_sheet(back).rows == sheet.rows


def test_many_places_are_counted() -> None:
    rows = [
        {**GOOD, "unifiedSocialCreditCode": code_for(n).lower(), "certificateNumber": f"N{n}"}
        for n in range(9)
    ]
    (capitals,) = (a for a in read_sheet(office_book(*rows)).adjusted if a.kind == "capitals")
    assert capitals.sentence("zh").endswith("等共 9 处。")
    assert capitals.sentence("en").endswith(" and 4 more.")


@pytest.mark.parametrize("reference", ["A2:A4", "A2:B2", "A2", "A4:A2", "A1:A9:A9", "ZZZ1:ZZZ9999999"])
def test_merged_cells_of_any_form_are_read_or_refused(reference: str) -> None:
    data = merged_xml(reference)
    if reference in ("A2:A4", "A2:B2", "ZZZ1:ZZZ9999999"):
        assert read_sheet(data).rows[0].cells == {"legalName": "a"}
    else:
        with pytest.raises(CarrierError, match="sheet-damaged"):
            read_sheet(data)


def test_overlapping_merged_cells_are_refused() -> None:
    with pytest.raises(CarrierError, match="sheet-damaged"):
        read_sheet(merged_xml("A2:A4", "A3:A5"))


@pytest.mark.night
def test_very_many_merged_cells_are_refused() -> None:
    with pytest.raises(CarrierError, match="sheet-dense"):
        read_sheet(merged_xml(*(f"A{2 * n}:A{2 * n + 1}" for n in range(1, 60_000))))


def merged_xml(*references: str) -> bytes:
    """A sheet of one row with these merged cells."""
    data = with_sheet(header_xml() + '<row><c t="inlineStr"><is><t>a</t></is></c></row>')
    ranges = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)

    def add(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>".encode())

    return altered(data, {"xl/worksheets/sheet1.xml": add})
