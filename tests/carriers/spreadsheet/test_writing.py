"""Sheets that we write: the template, and the workbook returned with errors."""

import io
import sys
from typing import Any

import pytest
from openpyxl import load_workbook

from carriers.errors import CarrierError
from carriers.spreadsheet import COLUMN, COLUMNS, check_rows, read_sheet, write_errors, write_template
from carriers.spreadsheet.columns import ASSESSMENTS
from carriers.spreadsheet.reading import find_header, read_grid, read_header
from signing.errors import Lang
from tests.carriers.spreadsheet.workbooks import AGREEMENT, CQ, GOOD, SC, saved, wall_clock, workbook


def pages(data: bytes) -> list[Any]:
    """The sheets as openpyxl reads them."""
    return load_workbook(io.BytesIO(data)).worksheets


def returned(rows: list[dict[str, Any]], lang: Lang = "zh") -> tuple[bytes, bytes]:
    """Return the workbook that comes back for a sheet of these rows."""
    data = workbook(rows)
    return data, write_errors(data, list(check_rows(read_sheet(data), AGREEMENT, CQ)), lang)


# --- the template ---


def test_the_template_is_an_empty_sheet_with_every_column() -> None:
    data = write_template(AGREEMENT, CQ)
    grid = read_grid(data)
    header = read_header(grid.rows[find_header(grid, ASSESSMENTS)], ASSESSMENTS)
    assert tuple(header.values()) == tuple(COLUMN)
    with pytest.raises(CarrierError, match="sheet-rowless"):
        read_sheet(data)


def test_the_example_row_passes_once_it_has_a_company_name() -> None:
    book = load_workbook(io.BytesIO(write_template(AGREEMENT, CQ)))
    book.worksheets[0]["A2"] = "重庆示例环保有限公司"
    (row,) = check_rows(read_sheet(saved(book)), AGREEMENT, CQ)
    assert row.errors == ()


def test_code_columns_are_text_and_the_header_is_bilingual() -> None:
    page = pages(write_template(AGREEMENT, CQ))[0]
    assert page.freeze_panes == "A2"
    for cell, column in zip(page[1], COLUMNS, strict=True):
        assert cell.value == f"{column.zh} / {column.en}"
        dimension = page.column_dimensions[cell.column_letter]
        assert dimension.width == column.width
        if column.form == "code":
            assert dimension.number_format == "@"


def test_the_lists_offer_what_is_granted() -> None:
    data, _, lists = pages(write_template(AGREEMENT, CQ))
    offered = {
        COLUMNS[next(iter(validation.sqref.ranges)).min_col - 1].name: validation.formula1
        for validation in data.data_validations.dataValidation
    }
    assert set(offered) == {"scheme", "grade", "region", "reason"}
    columns = [[cell.value for cell in column if cell.value is not None] for column in lists.iter_cols()]
    assert columns[0][1:] == ["污染治理服务能力", "企业信用评价"]
    assert columns[1][1:] == ["甲级", "乙级", "甲临", "AAA", "AA"]
    assert columns[2][1:] == ["重庆市", "贵州省"]
    assert offered["scheme"] == f"'{lists.title}'!$A$2:$A$3"
    for row in columns[0][1:]:
        assert read_sheet(workbook([{**GOOD, "scheme": row}])).rows


def test_a_scheme_whose_name_is_shared_is_listed_by_id() -> None:
    lists = pages(write_template(AGREEMENT, SC))[2]
    assert [lists["A2"].value, lists["A3"].value] == ["cq-control", "sc-control"]


def test_the_help_names_schemes_categories_grades_and_months() -> None:
    help_page = pages(write_template(AGREEMENT, CQ))[1]
    text = "\n".join(str(cell) for row in help_page.iter_rows(values_only=True) for cell in row if cell)
    for expected in (
        "cq-control",
        "Pollution control",
        "水、气、除尘、脱硫",
        "甲级、乙级、甲临",
        "36、甲临 12",
        "CN-GZ 贵州省",
    ):
        assert expected in text
    assert "四川企业信用评价" not in text


def test_the_template_is_the_same_bytes_each_time() -> None:
    assert write_template(AGREEMENT, CQ) == write_template(AGREEMENT, CQ)


def test_an_association_without_grants_has_no_template() -> None:
    with pytest.raises(CarrierError) as caught:
        write_template(AGREEMENT, "did:web:nobody.example")
    assert caught.value.code == "nothing-granted"


# --- the returned workbook ---


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_errors_stand_in_front_of_their_row(lang: Lang) -> None:
    _, back = returned([GOOD, {**GOOD, "grade": "丙级", "region": "四川", "certificateNumber": "CQ-2"}], lang)
    page = pages(back)[0]
    assert page["A1"].value == "错误 / Errors"
    assert page["A2"].value is None
    region, grade = page["A3"].value.split("\n")
    assert region.startswith("地区" if lang == "zh" else "Region")
    assert grade.startswith("等级" if lang == "zh" else "Grade")
    assert ("甲级、乙级、甲临" if lang == "zh" else "甲级, 乙级, 甲临") in grade


def test_the_returned_workbook_is_read_as_the_same_rows() -> None:
    rows = [
        {**GOOD, "grade": "丙级", "score": 92.5, "scoreMax": 100},
        {**GOOD, "legalName": "示例行"},
        {**GOOD, "unifiedSocialCreditCode": 9.15e17, "assessedOn": wall_clock("2026-05-01T09:30:00")},
        {**GOOD, "legalName": "a\tb", "assessedOn": wall_clock("2026-05-01T00:00:00")},
    ]
    data, back = returned(rows)
    before, after = read_sheet(data), read_sheet(back)
    assert before.columns == after.columns
    assert [row.number for row in after.rows] == [2, 4, 5]
    first, second = (list(check_rows(sheet, AGREEMENT, CQ)) for sheet in (before, after))
    assert [(row.number, [e.code for e in row.errors]) for row in first] == [
        (row.number, [e.code for e in row.errors]) for row in second
    ]
    assert [row.cells["legalName"] for row in after.rows] == [row.cells["legalName"] for row in before.rows]
    assert after.rows[0].cells["score"] == 92.5
    assert after.rows[2].cells["assessedOn"] == "2026-05-01"
    assert after.rows[1].cells["assessedOn"] == "2026-05-01 09:30:00"


def test_codes_of_a_returned_workbook_are_text_cells() -> None:
    codes = {"unifiedSocialCreditCode": "915101007094823451", "certificateNumber": "2026-05"}
    _, back = returned([{**GOOD, **codes, "grade": "丙级"}])
    page = pages(back)[0]
    cells = {cell.value: cell for cell in page[2]}
    for code in codes.values():
        assert (cells[code].data_type, cells[code].number_format) == ("s", "@")


def test_a_second_round_replaces_the_errors() -> None:
    _, back = returned([{**GOOD, "grade": "丙级"}])
    again = write_errors(back, list(check_rows(read_sheet(back), AGREEMENT, CQ)), "zh")
    assert again == back


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    header = ",".join(COLUMN[name].zh for name in GOOD)
    line = ",".join(f'"{text}"' for _ in GOOD)
    data = f"{header}\n{line}\n".encode()
    rows = list(check_rows(read_sheet(data), AGREEMENT, CQ))
    assert {error.code for error in rows[0].errors} <= {"cell-formula", "date-unreadable"}
    page = pages(write_errors(data, rows, "en"))[0]
    for cell in page[2][1:]:
        assert cell.data_type == "s"
        assert cell.quotePrefix
        assert cell.value == text
    assert "formula" in page["A2"].value


def test_characters_that_xml_forbids_survive_writing_and_reading() -> None:
    text = "重\x01庆\x0b\ufffe_x0041_&<>\"' \x7f"
    header = ",".join(COLUMN[name].zh for name in GOOD)
    data = (header + "\n" + '"' + text.replace('"', '""') + '"\n').encode()
    assert read_sheet(data).rows[0].cells["legalName"] == text
    back = write_errors(data, [], "zh")
    assert read_sheet(back).rows[0].cells["legalName"] == text


def test_row_numbers_stay_where_blank_rows_are() -> None:
    header = ",".join(COLUMN[name].zh for name in GOOD)
    line = ",".join(map(str, GOOD.values()))
    data = f"\n{header}\n\n\n{line}\n".encode()
    assert [row.number for row in read_sheet(write_errors(data, [], "zh")).rows] == [5]


def test_nothing_is_opened_and_no_clock_is_read() -> None:
    data = workbook([GOOD])
    rows = list(check_rows(read_sheet(data), AGREEMENT, CQ))
    seen: list[str] = []
    armed = True
    sys.addaudithook(lambda event, _: seen.append(event) if armed else None)
    write_template(AGREEMENT, CQ)
    write_errors(data, rows, "zh")
    armed = False
    assert [
        event for event in seen if event.split(".")[0] in ("open", "os", "tempfile", "socket", "time")
    ] == []
