"""Sheets: headers, encodings, what the spreadsheet programs write, and what is refused as a whole."""

import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from carriers.errors import CarrierError
from carriers.spreadsheet import COLUMN, MAX_BYTES, SheetRow, read_sheet
from carriers.spreadsheet.formats import grid
from tests.carriers.spreadsheet.workbooks import (
    GOOD,
    MAIN,
    altered,
    header_xml,
    saved,
    wall_clock,
    with_sheet,
    workbook,
)

NAMES = list(GOOD)
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def csv(rows: int = 1, delimiter: str = ",") -> str:
    """The good row as delimited text under a Chinese header."""
    lines = [[COLUMN[name].zh for name in NAMES]] + [[str(GOOD[name]) for name in NAMES]] * rows
    return "\r\n".join(delimiter.join(line) for line in lines) + "\r\n"


def refused(data: bytes) -> CarrierError:
    """Return the error that `data` causes, whose sentences have all their facts."""
    with pytest.raises(CarrierError) as caught:
        read_sheet(data)
    for lang in ("zh", "en"):
        assert caught.value.sentence(lang)
        assert caught.value.mend(lang)
    return caught.value


# --- headers ---


@pytest.mark.parametrize("header", [None, "zh", "en"])
def test_a_header_may_be_in_either_language_or_both(header: str | None) -> None:
    sheet = read_sheet(workbook([GOOD], header=header))  # type: ignore[arg-type]
    assert sheet.columns == tuple(COLUMN)
    assert sheet.rows == (SheetRow(2, GOOD),)


def test_columns_may_be_in_any_order_and_optional_ones_absent() -> None:
    names = ["grade", "category", *(n for n in reversed(NAMES) if n not in ("grade", "category"))]
    sheet = read_sheet(workbook([GOOD], names))
    assert sheet.columns == tuple(names)
    assert sheet.rows == (SheetRow(2, GOOD),)


@pytest.mark.parametrize(
    "text", [" LEGAL  NAME ", "企业名称*", "企业名称／legal name", "legalName", "企业名称\n/ Legal name"]
)
def test_a_header_is_read_leniently(text: str) -> None:
    header = f'"{text}",' + ",".join(NAMES[1:])
    assert read_sheet(f"{header}\n{','.join(map(str, GOOD.values()))}".encode()).rows == (SheetRow(2, GOOD),)


def test_the_day_of_assessment_is_read_under_either_word() -> None:
    named = csv()
    assert "评价日期" in named
    assert read_sheet(named.replace("评价日期", "评定日期").encode()).rows == read_sheet(named.encode()).rows


def test_unknown_columns_are_all_named() -> None:
    error = refused(csv().replace("类别", "电话").replace("等级", "级别").encode())
    assert error.code == "header-unknown"
    assert "E1 电话、F1 级别" in error.sentence("zh")


def test_repeated_columns_are_named() -> None:
    error = refused(csv().replace("类别", "Grade").encode())
    assert error.code == "header-repeated"
    assert "等级 / Grade" in error.sentence("en")


def test_missing_columns_are_all_named() -> None:
    error = refused("企业名称,类别\n".encode())
    assert error.code == "header-missing"
    assert "统一社会信用代码" in error.sentence("zh")
    assert "Assessed on" in error.sentence("en")
    assert "类别" not in error.sentence("zh")


def test_a_column_without_a_header_is_named() -> None:
    error = refused((csv() + ",,,,,,,,remark\r\n").encode())
    assert (error.code, error.field) == ("header-blank", "I3")


def test_the_header_is_the_first_row_that_is_not_blank() -> None:
    sheet = read_sheet(("\r\n\r\n" + csv() + "\r\n" + csv().splitlines()[1]).encode())
    assert [row.number for row in sheet.rows] == [4, 6]


@pytest.mark.parametrize("name", ["示例行", "示例行（请删除）", "Example row", "Example row 2"])
def test_example_rows_are_skipped(name: str) -> None:
    assert read_sheet(workbook([{**GOOD, "legalName": name}, GOOD])).rows == (SheetRow(3, GOOD),)


# --- delimited text ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text_in_every_encoding(encoding: str, delimiter: str) -> None:
    sheet = read_sheet(csv(2, delimiter).encode(encoding))
    assert [row.cells for row in sheet.rows] == [GOOD, GOOD]


def test_quoted_cells_may_hold_delimiters_quotes_and_lines() -> None:
    text = csv().replace("水、气", '"水,""气""\n土"')
    assert read_sheet(text.encode()).rows[0].cells["category"] == '水,"气"、土'


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_in_every_way(newline: str) -> None:
    assert len(read_sheet(csv(3).replace("\r\n", newline).encode()).rows) == 3


def test_an_open_quote_names_its_row() -> None:
    error = refused((csv() + '"重庆,\r\n' + csv()).encode())
    assert (error.code, error.facts["row"]) == ("csv-quotes", 3)


@pytest.mark.parametrize(
    "data", ["\ufeff企业名称".encode("utf-16-le"), "\ufeff企业名称".encode("utf-16-be"), b"\xff,\xff\n"]
)
def test_other_encodings_are_refused(data: bytes) -> None:
    assert refused(data).code == "sheet-encoding"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n"])
def test_an_empty_file_is_an_error(data: bytes) -> None:
    assert refused(data).code == "sheet-empty"


# --- workbooks ---


def test_workbooks_of_openpyxl_are_read_like_openpyxl_does() -> None:
    row = {**GOOD, "assessedOn": wall_clock("2026-05-01T09:30:00"), "score": 92.5, "scoreMax": 100}
    data = workbook([row])
    (read,) = read_sheet(data).rows
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    expected = dict(zip(COLUMN, (cell.value for cell in page[2]), strict=True))
    assert read.cells == {name: value for name, value in expected.items() if value is not None}


def test_rich_text_is_read_as_its_letters() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(NAMES)
    page.append([*GOOD.values()])
    page["A2"] = CellRichText("重庆", TextBlock(InlineFont(b=True), "示例"), "公司")
    assert read_sheet(saved(book)).rows[0].cells["legalName"] == "重庆示例公司"


def shared(*items: str) -> dict[str, bytes]:
    """The parts that give a workbook these shared strings."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        '<Relationship Id="rId9" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    strings = "".join(f"<si>{item}</si>" for item in items)
    return {
        "xl/_rels/workbook.xml.rels": relations.encode(),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>'.encode(),
    }


def test_shared_strings_leave_phonetic_hints_out() -> None:
    item = "<r><t>重</t></r>\n<r><t>庆</t></r><rPh sb='0' eb='1'><t>chong</t></rPh><phoneticPr/>"
    data = altered(with_sheet(header_xml() + '<row><c t="s"><v>0</v></c></row>'), shared(item))
    assert read_sheet(data).rows[0].cells == {"legalName": "重庆"}


def test_a_shared_string_that_is_absent_is_damage() -> None:
    data = altered(with_sheet('<row><c t="s"><v>1</v></c></row>'), shared("<t>a</t>"))
    assert refused(data).code == "sheet-damaged"


def test_cells_without_references_and_with_prefixes_are_read() -> None:
    rows = header_xml() + '<row><c/><c t="b"><v>1</v></c></row>'
    prefixed = re.sub(r"<(/?)(\w)", r"<\1x:\2", rows)
    text = f'<x:worksheet xmlns:x="{STRICT}"><x:sheetData>{prefixed}</x:sheetData></x:worksheet>'
    sheet = read_sheet(altered(workbook([]), {"xl/worksheets/sheet1.xml": text.encode()}))
    assert sheet.rows == (SheetRow(2, {"unifiedSocialCreditCode": "TRUE"}),)


def test_escaped_characters_are_undone_as_excel_does() -> None:
    cell = '<row><c t="inlineStr"><is><t>a_x0041_b_x005F_x0041_c_x12_</t></is></c></row>'
    assert read_sheet(with_sheet(header_xml() + cell)).rows[0].cells["legalName"] == "aAb_x0041_c_x12_"


def test_dates_of_the_1904_system() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    page = book.active
    assert page is not None
    page.append(NAMES)
    page.append([*{**GOOD, "assessedOn": wall_clock("2026-05-01T00:00:00")}.values()])
    assert read_sheet(saved(book)).rows[0].cells["assessedOn"] == wall_clock("2026-05-01T00:00:00")


def test_the_first_visible_sheet_is_read() -> None:
    book = load_workbook(io.BytesIO(workbook([GOOD])))
    book.create_sheet("hidden", 0).sheet_state = "hidden"
    assert read_sheet(saved(book)).rows == (SheetRow(2, GOOD),)


def test_drop_down_lists_are_no_formulas() -> None:
    extension = '<extLst><ext><x14:f xmlns:x14="x">Lists!A1</x14:f></ext></extLst></worksheet>'
    data = altered(
        workbook([GOOD]),
        {"xl/worksheets/sheet1.xml": lambda x: x.replace(b"</worksheet>", extension.encode())},
    )
    assert read_sheet(data).rows == (SheetRow(2, GOOD),)


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.xml"]
)
def test_macros_are_refused(part: str) -> None:
    assert refused(altered(workbook([GOOD]), {part: b"x"})).code == "sheet-macros"


def test_a_workbook_that_may_hold_macros_is_refused() -> None:
    data = altered(
        workbook([GOOD]),
        {"[Content_Types].xml": lambda x: x.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")},
    )
    assert refused(data).code == "sheet-macros"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE + b"Workbook", "sheet-old-xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "sheet-encrypted"),
        (b"\x89PNG\r\n\0\0", "sheet-kind"),
        (b"%PDF-1.7\n\0", "sheet-kind"),
        (b"\n<html><table>", "sheet-kind"),
        (b"\n" * 1_048_577, "sheet-rows"),
        (b"PK\x05\x06" + bytes(18), "sheet-kind"),
        (b"PK\x03\x04", "sheet-damaged"),
        (b" " * (MAX_BYTES + 1), "sheet-too-large"),
    ],
)
def test_other_files_have_their_own_answer(data: bytes, code: str) -> None:
    assert refused(data).code == code


@pytest.mark.parametrize("part", ["xl/workbook.bin", "mimetype"])
def test_other_workbooks_are_refused(part: str) -> None:
    assert refused(altered(workbook([GOOD]), {part: b"x"})).code == "sheet-kind"


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(workbook([GOOD]))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)).code == "sheet-encrypted"


# --- hostile archives and sheets ---


def test_a_bomb_is_not_unpacked() -> None:
    assert refused(altered(workbook([]), {"xl/media/a.bin": bytes(101 * 1024 * 1024)})).code == "sheet-bomb"
    assert refused(with_sheet(" " * 2_000_000)).code == "sheet-bomb"


def test_an_entry_that_lies_about_its_size_is_cut_off() -> None:
    data = with_sheet(" " * 900_000)
    name = data.rindex(b"xl/worksheets/sheet1.xml")
    size = name - 46 + 24  # of the entry in the directory, the unpacked size
    assert data[name - 46 : name - 42] == b"PK\x01\x02"
    assert refused(data[:size] + (1000).to_bytes(4, "little") + data[size + 4 :]).code == "sheet-damaged"


def test_a_document_type_is_refused() -> None:
    text = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
    assert refused(altered(workbook([]), {"xl/worksheets/sheet1.xml": text.encode()})).code == "sheet-damaged"


def test_many_entries_are_refused_before_they_are_read() -> None:
    assert refused(altered(workbook([]), {f"x/{i}": b"" for i in range(600)})).code == "sheet-bomb"


def test_the_dimension_is_not_believed() -> None:
    data = altered(
        workbook([GOOD]),
        {"xl/worksheets/sheet1.xml": lambda x: x.replace(b'ref="A1:O2"', b'ref="A1:XFD1048576"')},
    )
    assert read_sheet(data).rows == (SheetRow(2, GOOD),)


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ('<row><c r="BM1" t="str"><v>a</v></c></row>', "sheet-columns", "BM1"),
        ('<row><c r="XFD1" t="str"><v>a</v></c></row>', "sheet-columns", "BM1"),
        (f'<row><c t="str"><v>{"a" * 32_768}</v></c></row>', "sheet-cell-too-long", "A1"),
        ('<row r="1048577"/>', "sheet-damaged", ""),
        ('<row r="2"/><row r="2"/>', "sheet-damaged", ""),
        ('<row r="-1"/>', "sheet-damaged", ""),
        ('<row><c r="B1"/><c r="A1"/></row>', "sheet-damaged", ""),
        ("<row><c><v>nan</v></c></row>", "sheet-damaged", ""),
        ("<row><c><v>one</v></c></row>", "sheet-damaged", ""),
        ('<row><c t="s"><v>-1</v></c></row>', "sheet-damaged", ""),
        ("<row>", "sheet-damaged", ""),
        ("&undefined;", "sheet-damaged", ""),
        ("<row><c/></row>" * 20_000, "sheet-dense", ""),
        ("", "sheet-empty", ""),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_malformed_sheet_is_refused(cells: str, code: str, field: str) -> None:
    error = refused(with_sheet(cells))
    assert (error.code, error.field) == (code, field)


def test_blank_cells_far_to_the_right_are_harmless() -> None:
    sheet = with_sheet(
        header_xml() + '<row r="1048576"><c r="A1048576" t="str"><v>a</v></c><c r="XFD1048576" s="1"/></row>'
    )
    assert read_sheet(sheet).rows == (SheetRow(1_048_576, {"legalName": "a"}),)


def test_more_rows_than_the_cap_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert grid.MAX_ROWS == 50_000
    monkeypatch.setattr(grid, "MAX_ROWS", 500)
    line = csv().splitlines()[1] + "\n"
    header = csv().splitlines()[0] + "\n"
    assert len(read_sheet((header + line * 500).encode()).rows) == 500
    assert refused((header + line * 501).encode()).code == "sheet-rows"


def test_more_rows_than_a_small_file_can_hold_are_refused() -> None:
    assert refused((csv() + "a\n" * 20_000).encode()).code == "sheet-dense"
