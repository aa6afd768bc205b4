"""Bidder sheets and OCDS releases, good, wrong and hostile, for `test_lists`."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from tender.bidder_list.template import write_bidder_template
from tender.ocds.writing import write_release
from tests.carriers.spreadsheet.shown_numbers import SHOWN
from tests.carriers.spreadsheet.workbooks import MAIN, PIECES, altered
from tests.harness.checkout import ROOT
from tests.tender.releases import FOREIGN

EXAMPLE = ROOT / "examples" / "tender"
DATE = "2026-04-01T09:00:00+08:00"
SHEET = "xl/worksheets/sheet1.xml"
A, B, C = "91500100MA000AAAAP", "91500100MA002AAAA7", "91500100MA003AAAAY"
HEAD = ("序号", "投标人名称", "统一社会信用代码", "标段", "文件夹", "牵头人", "工作内容", "联合体协议")
TEMPLATE = write_bidder_template()


def cell(value: str | float, style: str = "") -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{value}</t></is></c>'
    return f"<c{style}><v>{value!r}</v></c>"


def xml(*rows: tuple[str | float, ...], head: tuple[str, ...] = HEAD, more: str = "") -> bytes:
    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in (head, *rows))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>{more}</worksheet>'.encode()


def sheet(*rows: tuple[str | float, ...], head: tuple[str, ...] = HEAD, more: str = "") -> bytes:
    return altered(TEMPLATE, {SHEET: xml(*rows, head=head, more=more)})


def shared(*texts: str) -> Mapping[str, bytes]:
    """Return parts with these shared strings, and a row of them below the header."""
    items = "".join(f"<si>{text}</si>" for text in texts)
    prefixed = items.replace("<", "<x:").replace("<x:/", "</x:")
    row = "".join(f'<c t="s"><v>{place}</v></c>' for place in range(len(texts)))
    body = xml().replace(b"</sheetData>", f"<row>{row}</row></sheetData>".encode())
    relation = (
        '<Relationship Id="rs" Type="x/sharedStrings" Target="/xl/./sharedStrings.xml"/></Relationships>'
    )
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as archive:
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    return {
        SHEET: body,
        "xl/sharedStrings.xml": f'\ufeff<x:sst xmlns:x="{MAIN}">{prefixed}</x:sst>'.encode(),
        "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", relation).encode(),
    }


def styled(number: str | float, code: str) -> bytes:
    """Return a sheet with the number or text in a bidder's cell of lots, in this format."""
    code = code.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    row = cell(1) + cell("甲") + cell(A) + cell(number, ' s="1"')
    body = xml().replace(b"</sheetData>", f"<row>{row}</row></sheetData>".encode())
    return altered(TEMPLATE, {SHEET: body, "xl/styles.xml": styles.encode()})


def delimited(*rows: tuple[str, ...], by: str = ",", end: str = "\r\n") -> str:
    return "".join(f"{by.join(row)}{end}" for row in (HEAD, *rows))


GOOD = ("1", "重庆示例甲有限公司", A, "L1", "bids/01")
PAIR = (
    ("2", "重庆示例乙有限公司", B, "L1", "bids\\02\\", "是", "W1", "协议.pdf"),
    ("2", "重庆示例丙有限公司", C, "", "", "否", "W1、W2"),
)
TEXT = delimited(GOOD, *PAIR)
MARKS = (
    'hidden="1"',
    'hidden="true" spans="1:8"',
    'hidden="0"',
    'ht="0" customHeight="1"',
    'ht="3.99"',
    'ht="4"',
    'ht="1e-3"',
    'ht="x"',
    'ht=""',
    'ht="1_0"',
    'outlineLevel="1"',
    'outlineLevel="1" collapsed="1"',
    'outlineLevel="9" collapsed="true"',
    'collapsed="1"',
)
"""Marks by which the row before every second one is in a group."""
BEFORE = (
    '<cols><col min="2" max="3" hidden="1"/></cols>',
    '<cols><col min="2" max="1e1" width="0"/><col min="1" max="99" width="9"/></cols>',
    '<cols><col min="x" max="9" hidden="1"/><col hidden="1"/></cols>',
    '<cols><col min="5" max="8" hidden="1"/></cols>',
    '<sheetFormatPr defaultColWidth="0.5" defaultRowHeight="15"/>',
    '<sheetFormatPr defaultRowHeight="0"/>',
    '<sheetPr><outlinePr summaryBelow="0"/></sheetPr>',
)


def marked(marks: str, before: str = "") -> bytes:
    """Return rows of which every second one has these marks; `before` stands in front of them."""
    text = xml(GOOD, *PAIR, ("3", "丁", A, "L1"), ("4", "戊", A, "L1"))
    rows = text.split(b"<row>")
    joined = rows[0] + b"".join(
        (f"<row {marks}>" if place % 2 else '<row outlineLevel="2">').encode() + row
        for place, row in enumerate(rows[1:])
    )
    return altered(TEMPLATE, {SHEET: joined.replace(b"<sheetData>", before.encode() + b"<sheetData>")})


def several(name: str, rows: str) -> bytes:
    """Return the sheet, and a sheet of this name with the rows behind it."""
    sheets = f'<sheet name="{name}" sheetId="9" r:id="rId9"/></sheets>'.encode()
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    relation = b'<Relationship Id="rId9" Type="x/worksheet" Target="worksheets/sheet9.xml"/></Relationships>'
    return altered(
        TEMPLATE,
        {
            SHEET: xml(GOOD),
            "xl/workbook.xml": lambda text: text.replace(b"</sheets>", sheets),
            "xl/_rels/workbook.xml.rels": lambda text: text.replace(b"</Relationships>", relation),
            "xl/worksheets/sheet9.xml": body.encode(),
        },
    )


DELIMITED: dict[str, bytes] = {
    "with a mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "GB18030": TEXT.encode("gb18030"),
    "four bytes of GB18030": delimited(("1", "㐀示例é", A, "L1")).encode("gb18030"),
    "a byte of no encoding": TEXT.encode("gb18030") + b"\x80,",
    "a euro of GB18030": delimited(("1", "示例€", A, "L1")).encode("gb18030"),
    "UTF-16 text": TEXT.encode("utf-16"),
    "cut within a character": TEXT.encode()[:-20] + b"\xe9\x87",
    "semicolons": delimited(GOOD, *PAIR, by=";", end="\n").encode(),
    "tabs and old ends": delimited(GOOD, by="\t", end="\r").encode(),
    "above and blank": ("2026,x\n\n \u3000\r\n" + delimited(GOOD, ("", "  ", "\x1c"), ("合计",))).encode(),
    "quoted": delimited(('"1"', '"重庆 ""示例""\r\n甲"', f'"{A}"', '"L1,L2"', 'a"b"')).encode(),
    "quotes left open": delimited(GOOD, ("2", '"乙', B)).encode(),
    "more behind quotes": delimited(GOOD, ("2", '"乙"丙', B)).encode(),
    "one end of a row": delimited(GOOD)[:-2].encode(),
    "an empty end": delimited((*GOOD, "", "", ""))[:-2].encode(),
    "a comma at the end": delimited(GOOD).rstrip().encode() + b",",
    "wide": delimited(("",) * 64 + ("x",)).encode(),
    "wide and empty": delimited((*GOOD, *("",) * 90)).encode(),
    "beside the heads": delimited((*GOOD, "", "", "", "x")).encode(),
    "a long text": delimited(("1", "名" * 32_768)).encode(),
    "a longer text": delimited(("1", "名" * 131_073)).encode(),
    "dense text": b"1\n" * 60_000,
    "a code as a number": delimited(
        ("1", "甲", "9.15001E+17", "L1"), ("=1", "+乙", A.lower(), "Ｌ１")
    ).encode(),
    "a web page": b"\xef\xbb\xbf\r\n <html>",
    "binary": b"1,2\0",
    "nothing at all": b"",
    "blanks": b" \n\t\r\n",
    "one quote": b'"',
}
"""Lists of bidders as text."""
SHEETS: dict[str, bytes] = {
    **DELIMITED,
    "the template": TEMPLATE,
    "bidders and a consortium": sheet(GOOD, *PAIR),
    "numbers": sheet((1, "甲", A, 1.5, 1e20), (12345678901234567.0, "乙", 123456789012345678.0, 0.00001)),
    "a total": sheet(GOOD, ("", "合 计："), (7, "小计", B, "L1")),
    "full width and breaks": sheet(("１", "重庆示例\n甲 Ltd\nCo", A.lower(), "Ｌ１、\nL2", "a\u3000b")),
    "wrong cells": sheet(
        ("一", "=甲", f"{A[:-1]}A", "L 1", "+x", "也许", "L1,,L2"),
        ("#N/A", "甲\u200b", "1.2E+17", "L1", "名" * 1001, "是", "W1", "x"),
        ("a" * 61, " 甲  乙 ", A, "", "\u00e9e\u0301", "\u2003", "\ue000"),
        ("9", "123", C, "L1"),
    ),
    "a consortium that differs": sheet(
        ("1", "甲", A, "L1", "a", "是"), ("1", "乙", B, "L2", "b", "是"), ("1", "乙", B, "L1、L1")
    ),
    "twice in a consortium": sheet(("1", "甲", A, "L1", "", "是"), ("1", "甲", A)),
    "folders that overlap": sheet(GOOD, ("2", "乙", B, "L1", "Bids/01/x")),
    "lots twice": sheet(("1", "甲", A, "L1、L1")),
    "many lots": sheet(("1", "甲", A, "、".join(f"L{n}" for n in range(201)))),
    "by title": sheet(("1", "甲", A, "第一标段", "", "是", "运行"), ("1", "乙", B, "L9", "", "", "W9")),
    "no lots": sheet(("1", "甲", A)),
    "heads in English and above": altered(
        TEMPLATE,
        {
            SHEET: xml(
                ("No.", "USCC", "Name", "*Lots", "备注"), ("1", A, "Ltd", "L1", "x"), head=("2026 名单",)
            )
        },
    ),
    "unknown heads": sheet(
        GOOD, head=("序号", "投标人名称", "代码", "税号\u202e", "投标人名称", "", "a", "b")
    ),
    "repeated heads": sheet(GOOD, head=("序号", "No.", "名称", "投标人", "USCC", "errors", "错误", "标段")),
    "missing heads": sheet(GOOD, head=("序号", "标段", "文件夹", "牵头人", "", "备注")),
    "a cell without a head": sheet((*GOOD, "", "", "", "x")),
    "no rows": sheet(),
    "beyond the columns": sheet(("x",) * 65),
    "a long cell": sheet(("1", "名" * 32_768)),
    "a formula in the header": altered(TEMPLATE, {SHEET: xml(GOOD).replace(b"<is>", b"<f>1+1</f><is>", 3)}),
    "formulas": altered(
        TEMPLATE, {SHEET: xml(GOOD, *PAIR).replace(b"<is>", b"<f>A1</f><is>").replace(b"<f>A1</f>", b"", 8)}
    ),
    "formulas that give numbers, sums and nothing": altered(
        TEMPLATE,
        {
            SHEET: xml(GOOD).replace(
                b"</sheetData>",
                b'<row><c><f>1</f><v>46152.5</v></c><c t="str"><f>A1</f><v>\xe5\x90\x88\xe8\xae\xa1</v></c>'
                b'<c><f>""</f></c><c t="str"><f>""</f><v></v></c></row></sheetData>',
            )
        },
    ),
    **{f"hidden rows: {marks}": marked(marks) for marks in MARKS},
    **{f"before the rows: {before}": marked("", before) for before in BEFORE},
    "further pages": several("去年", "<row><c><v>1</v></c></row>"),
    "further pages that nobody filled": several("Sheet2", "<row><c/></row>"),
    "a further page with a list to choose from": several(
        "说明", '<row/></sheetData><x14:f xmlns:x14="x">A1</x14:f><sheetData>'
    ),
    "a further page that is damaged": several("x", "<row>"),
    "merged": sheet(
        GOOD,
        ("", "乙", B, "", "b"),
        ("", "丙", C, "", "c"),
        more='<mergeCell ref="A2:A3"/><mergeCell ref="D2:D4"/>',
    ),
    "merged over columns": sheet(
        GOOD, *PAIR, more='<mergeCell ref="E2:E3"/><mergeCell ref="F3:H4"/><mergeCell ref="J1:ZZ9"/>'
    ),
    "merged over the header": sheet(GOOD, more='<mergeCell ref="A1:D1"/>'),
    "merged over all": sheet(GOOD, more='<mergeCell ref="A1:XFD9"/>'),
    "merged over many columns": sheet(GOOD, more='<mergeCell ref="A5:BL5"/>' * 700),
    "merged twice": sheet(GOOD, GOOD, more='<mergeCell ref="A2:A3"/><mergeCell ref="A3:A4"/>'),
    "merged wrongly": sheet(GOOD, more='<mergeCell ref="A3:A2"/>'),
    "shared strings": altered(
        TEMPLATE,
        shared(
            "<t>1</t>",
            "<r><t>重庆</t></r><r><t>示例_x0041_</t></r><rPh><t>x</t></rPh>",
            f"<t>{A}</t>",
            "<t>L1</t>",
        ),
    ),
    "a shared string that is none": altered(
        TEMPLATE, {SHEET: xml().replace(b"</sheetData>", b'<row><c t="s"><v>9</v></c></row></sheetData>')}
    ),
    "macros": altered(TEMPLATE, {"xl/vbaProject.bin": b"x"}),
    "another office": altered(TEMPLATE, {"mimetype": b"x"}),
    "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    "locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "a bomb": altered(TEMPLATE, {SHEET: xml(GOOD) + b" " * 3_000_000}),
    "dense": altered(
        TEMPLATE, {SHEET: xml(GOOD).replace(b"</sheetData>", b"<row><c/></row>" * 60_000 + b"</sheetData>")}
    ),
    "cut off": TEMPLATE[:-30],
    "behind it": TEMPLATE + b"x",
    "a type of document": altered(TEMPLATE, {SHEET: b"<!DOCTYPE worksheet>" + xml(GOOD)}),
    "UTF-16": altered(TEMPLATE, {SHEET: xml(GOOD).decode().encode("utf-16")}),
    "deep": altered(
        TEMPLATE,
        {SHEET: xml(GOOD).replace(b"</sheetData>", b"<a>" * 5_000 + b"</a>" * 5_000 + b"</sheetData>")},
    ),
    "no sheet": altered(TEMPLATE, {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'.encode()}),
    "a text in whose place another one is shown": styled("L1", ';;;"L2"'),
    "a text that nobody sees": styled("L1", ";;;"),
    "a head in whose place another one is shown": altered(
        styled("L1", ';;;"L2"'),
        {SHEET: xml(GOOD).replace(b'<c t="inlineStr">', b'<c t="inlineStr" s="1">', 1)},
    ),
    "days of 1904": altered(
        styled(44_681, "yyyy-mm-dd"),
        {"xl/workbook.xml": lambda text: text.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')},
    ),
    **{
        f"{number} as {code}": styled(number, code) for found in SHOWN.values() for number, code in found[::6]
    },
    **{
        f"{piece!r} at {at}": altered(
            TEMPLATE, {SHEET: xml(GOOD)[: 40 * at] + piece + xml(GOOD)[40 * at + at % 7 :]}
        )
        for at in (2, 9, 13, 20)
        for piece in PIECES
    },
}


def whole() -> dict[str, Any]:
    tender = json.loads((EXAMPLE / "tender.json").read_bytes())
    bidders = json.loads((EXAMPLE / "bidders.json").read_bytes())
    return write_release(tender, bidders, ocid="ocds-示例-1", date=DATE)


def changed(*places: tuple[tuple[str | int, ...], Any]) -> dict[str, Any]:
    """Return the whole release with other members."""
    release = whole()
    for (*path, last), value in places:
        held: Any = release
        for name in path:
            held = held[name]
        held[last] = value
    return release


OWN: list[dict[str, Any]] = [
    {"criteria": 1},
    {"lots": {}},
    {"version": "x"},
    {"home": []},
    {"no": 1},
    {
        "regime": "x",
        "consortium": {"allowed": 1, "maxMembers": 1},
        "freshness": {"warnAfterHours": 0},
        "workItems": [{"id": "W 1", "x": 2}],
    },
]
"""Values of our own member of the tender."""

RELEASES: list[Any] = [
    whole(),
    FOREIGN,
    {"releases": [FOREIGN]},
    {"records": [{"compiledRelease": FOREIGN}]},
    {"records": [5]},
    {"releases": [FOREIGN, FOREIGN]},
    {"records": [{"compiledRelease": 1}]},
    {"releases": {}},
    {"ocid": "x"},
    {"tender": None},
    {"tender": []},
    {"tender": {}},
    {"tender": {"id": True}},
    {"tender": {"criteria": [1]}},
    {"tender": {"lots": [{"id": "1", "title": {}}]}},
    {"tender": {}, "bids": {"details": [{"relatedLots": [[]]}]}},
    {"tender": {}, "bids": {"details": [{"tenderers": []}]}},
    {
        "tender": {},
        "parties": [
            {"roles": ["tenderer"]},
            {"id": 7, "roles": ["tenderer", "buyer"], "name": "x"},
            {"id": 7, "roles": ["tenderer"]},
        ],
    },
    *(changed((("tender", "huren"), own)) for own in OWN),
    changed(
        (
            ("bids", "details", 0, "huren"),
            {"members": 7, "marks": [{"file": "", "page": 0}], "looked": [{"page": 2, "lastPage": 1}]},
        )
    ),
    changed((("bids", "details", 1, "status"), "withdrawn"), (("bids", "details", 0, "relatedLots"), None)),
    changed((("bids", "details", 0, "relatedLots"), ["L9"])),
    changed((("bids", "huren"), {"version": 2})),
    changed((("tender", "contractPeriod", "endDate"), "2020-01-01")),
    changed((("tender", "contractPeriod"), {"startDate": "soon"})),
    changed((("tender", "lots"), [{"id": "一"}, {"id": "一", "title": "x"}, {}])),
    changed(
        (
            ("tender", "criteria", 0, "requirementGroups", 0, "requirements", 0, "huren", "categories"),
            {"anyOf": [], "allOf": []},
        )
    ),
    changed((("tender", "criteria", 0, "huren", "points"), [{"minGrade": "甲级", "points": "1.23456"}, {}])),
    changed((("tender", "criteria", 0, "id"), "C2"), (("tender", "awardPeriod"), {"endDate": "2001-01-01"})),
    changed(
        (("parties", 1, "address"), {"a": 1}),
        (("x",), 1),
        (("10",), 1),
        (("2",), 1),
        (("tender", "__proto__"), {"a": 1}),
    ),
]
HOSTILE = [
    b"[" * 100_000,
    b'{"tender":' * 5_000,
    b'"' + b'\\"' * 2_000_000,
    b"9" * 4_000_000,
    b'{"a":1.5e}',
    b"1.5",
    b"\xff{}",
    b"",
    b"-",
    b'{"tender":{"a":1.5,"b":-2e9,"c":[1E+2,0.10],"d":"1.5","e":"\\"1.5"}}',
    b'{"tender":{"a":1.}}',
    b'{"tender":{},"tender":{}}',
    b'{"tender":{"a":01.5}}',
    b'{"tender":{"id":9007199254740993}}',
    b"\xef\xbb\xbf{}",
    b"{" * 9_000_000,
    b"[]",
    b'"x"',
]
