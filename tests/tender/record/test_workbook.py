"""The record as a workbook: all of it text, whatever it begins with."""

import io
import re
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook

from signing.errors import Lang
from tender.record.workbook import format_workbook
from tests.tender.record.records import big_opening, drawn, enterprise_code, names, tables_of


def sheets(data: bytes) -> list[Any]:
    return load_workbook(io.BytesIO(data)).worksheets


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_matrix_cells_and_certificates(lang: Lang) -> None:
    opening = big_opening(3, 2)
    matrix, cells, held = sheets(format_workbook(tables_of(opening, lang)))
    assert (matrix.max_row, cells.max_row, held.max_row) == (4, 7, 3)
    assert [cell.value[:2] for cell in matrix[1]][3:] == ["C1", "C2"]
    assert matrix.freeze_panes == "A2"
    assert [cell.value for cell in held[2]][:2] == ["1", "B1"]
    assert held["D2"].value == enterprise_code(1)
    codes = cells[1][-1].column
    assert all(row[codes - 1].value.replace("-", "").replace(" ", "").isascii() for row in cells["A2:Z9"][:6])
    assert ("满足" in matrix["D2"].value) == (lang == "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_is_printed_on_pages_that_can_be_read(lang: Lang) -> None:
    """A4 landscape, one page wide; the head on every page, and the bidder beside every column."""
    for sheet in sheets(format_workbook(tables_of(big_opening(3, 2), lang))):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        setup = sheet.page_setup
        assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$C")
        assert sheet["A2"].alignment.wrap_text
    wide = sheets(format_workbook(tables_of(big_opening(1, 40), lang)))[0]
    assert wide.page_setup.fitToWidth == 3


def test_a_credit_code_stands_in_one_line() -> None:
    """A narrow column would wrap the last of its 18 characters."""
    rows: Any = [["1", "91500100MA000AAAAP", *["一" * 40] * 12]]
    head = ["No.", "code", *["x"] * 12]
    data = format_workbook([{"title": "t", "head": [*head], "wide": [], "rows": [*rows]}])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', sheet)]
    assert widths[1] >= 20


def test_a_cell_says_by_which_certificate_it_is_met() -> None:
    opening = big_opening(2, 1)
    _, cells, _ = sheets(format_workbook(tables_of(opening, "zh")))
    said = {head.value: cell.value for head, cell in zip(cells[1], cells[2], strict=True)}
    number = drawn(opening).body.credentials[0].number
    assert said["核验结果"] == "满足"
    assert (said["所依证书"], said["计入等级"], said["所在文件"]) == (number, "乙级", "0.json 第 1 页")
    assert said["发证方"] == names(opening, "zh").party(drawn(opening).body.credentials[0].issuer)


def test_nothing_is_a_formula_or_a_number() -> None:
    opening = big_opening(2, 1, name="=HYPERLINK(1) ")
    data = format_workbook(tables_of(opening))
    assert data == format_workbook(tables_of(opening))
    for sheet in sheets(data):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr")
                assert cell.value is None or isinstance(cell.value, str)
    matrix = sheets(data)[0]
    assert matrix["C2"].value == "=HYPERLINK(1) 1"
    assert matrix["C2"].quotePrefix
