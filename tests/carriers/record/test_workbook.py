"""The record as a workbook: all of it text, whatever it begins with."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from carriers.record.workbook import format_workbook
from signing.errors import Lang
from tests.carriers.record.records import big_opening, enterprise_code, tables_of


def sheets(data: bytes) -> list[Any]:
    return load_workbook(io.BytesIO(data)).worksheets


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_matrix_cells_and_certificates(lang: Lang) -> None:
    opening = big_opening(3, 2)
    matrix, cells, held = sheets(format_workbook(tables_of(opening, lang)))
    assert (matrix.max_row, cells.max_row, held.max_row) == (4, 7, 3)
    assert [cell.value for cell in matrix[1]][3:] == ["C1", "C2"]
    assert matrix.freeze_panes == "A2"
    assert held["C2"].value == enterprise_code(1)
    assert cells["J2"].value.replace("-", "").isascii()
    assert ("满足" in matrix["D2"].value) == (lang == "zh")


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
