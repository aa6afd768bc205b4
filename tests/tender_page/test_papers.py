"""The page reads papers by the rules of carriers/papers: kinds, archives, names, boxes (group `node`)."""

import base64
import io
import struct
import unicodedata
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from carriers.errors import CarrierError
from carriers.image import FILE_MAX_BYTES, LocatedCode
from carriers.papers.archive import PaperArchive
from carriers.papers.folder import FoundPaper, part_papers, safe_name
from carriers.papers.kinds import tell_paper
from carriers.papers.limits import ARCHIVE_MAX_TOTAL, PDF_MAX_BYTES
from carriers.papers.page.boxes import place_codes
from carriers.spreadsheet.formats.xlsx import read_xlsx
from credentials.kinds import max_judged_bytes
from tender.record.workbook import format_workbook
from tests.harness.node import ask_node

pytestmark = pytest.mark.javascript

PNG, JPEG, PDF, ZIP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"%PDF-1.7", b"PK\x03\x04"
KINDS: list[tuple[str, bytes, int]] = [
    ("a.pdf", PDF, 9), ("a.PDF", b"junk " + PDF, 20), ("a.pdf", b"nothing", 7), ("a.pdf", b"", 0),
    ("a.png", PNG, 9), ("a.png", JPEG, 9), ("a.jpg", b"x", 1), ("a.jpeg", b"", 0), ("photo", JPEG, 9),
    ("a.zip", ZIP, 9), ("a.zip", b"PK\x05\x06", 22), ("a.zip", b"Rar!", 4), ("a.docx", ZIP, 9), ("a", ZIP, 9),
    ("a.rar", b"Rar!", 9), ("a.7z", b"7z\xbc\xaf", 9), ("a.tgz", b"\x1f\x8b", 9), ("a", b"BZh9", 9),
    ("a.docx", b"", 0), ("a.XLSX", ZIP, 9), ("a.wps", b"\xd0", 1), ("a.docx", PDF, 9), ("a.heic", b"x", 1),
    ("a.tif", b"II*\0", 9), ("scan", b"MM\0*", 9), ("a.TIFF", b"x", 1), ("a.tif", b"", 0),
    ("a.tif", b"II*\0", PDF_MAX_BYTES + 1), ("a.ofd", b"II*\0", 9),
    ("a.webp", b"RIFF", 4), ("a.bmp", PNG, 9), ("bid.NTF", PDF, 9), ("bid.ofd", ZIP, 9), ("bid.ceb", b"x", 1),
    ("a.json", b'{"a":1}', 7), ("a.json", b"\xef\xbb\xbf \r\n{", 8), ("a.json", b"[1]", 3),
    ("a.json", b"", 0),
    ("a.txt", b"H1.12", 5), ("a.txt", b"a\0b", 3), ("a.url", b"x", 1), ("a.doc", b"x", 1), ("a", b"", 0),
    ("a", b"x", 1),
    ("a.pdf", PDF, PDF_MAX_BYTES + 1), ("a.png", PNG, FILE_MAX_BYTES + 1),
    ("a.zip", ZIP, ARCHIVE_MAX_TOTAL + 1),
    ("a.json", b'{"agreements":[[', 9**9), ("packet.json", b'{\n "type": "TenderPacket/1",', 9),
    ("cover.html", b"<!doctype html>\n<!-- TenderPacket/1 -->\n", 9), ("a.html", b"<!doctype html>\n<!--", 9),
    ("a.pdfx", b"<!doctype html>\n<!-- TenderPacket/1 -->\n", 9),
    ("a.txt", b'{"agreements":[[', 9), ("a.json", b'{"b":1,"agreements":[[', max_judged_bytes() + 1),
    ("a.json", b"{", max_judged_bytes() + 1), ("a.txt", b"H", max_judged_bytes()),
]  # fmt: skip
BOXES = [
    [(0.1, 0.2, 0.3, 0.4)],
    [(0.0, 0.0, 1.0, 1.0)],
    [(-0.03, 0.1, 0.2, 0.3)],
    [(0.5, 0.5, 0.6, 0.6), (0.1, 0.1, 0.2, 0.2)],
    [(0.12345, 0.34567, 0.45678, 0.56789)],
    [(0.9, 0.9, 1.01, 1.01)],
]
OF_SYSTEMS = [
    "a.pdf", "Thumbs.db", "b/THUMBS.DB", ".DS_Store", "c/Desktop.ini", "__MACOSX/b/._a.pdf", "Thumbs.db/a.pdf"
]  # fmt: skip
NAMES = ["资格.pdf", "e\u0301.pdf", "a\u202eb.pdf", "x\ny", "\ufeffz"]
NAMED = [{"id": "B1", "folder": "bids/01"}, {"id": "B2", "folder": "bids/02"}, {"id": "B3"}]
WITHIN = [{"id": "B1", "folder": "甲"}, {"id": "B2", "folder": "甲/01"}]
FOLDERS: list[dict[str, Any]] = [
    {"dropped": ["r/bids/01/a", "r/bids/02/x/b", "r/late/01/c", "r/tender", "d"], "bidders": NAMED},
    {"dropped": ["01/a", "02/b"], "bidders": NAMED},
    {"dropped": ["甲/a", "甲/01/a"], "bidders": WITHIN},
]
SHARED = [
    {"shares": {"B1": ["a"], "B2": ["x/b"], "B3": []}, "left": ["r/late/01/c", "r/tender", "d"]},
    {"shares": {"B1": ["a"], "B2": ["b"], "B3": []}, "left": []},
    {"shares": {"B1": ["a"], "B2": ["a"]}, "left": []},
]
TWINS = [
    ["b.pdf", "a.pdf"],
    ["A.pdf", "a.pdf", "c.pdf"],
    ["x/e\u0301", "x/\u00e9"],
    ["/".join("abcdefghijklmnopqr")],
]
TABLES: list[Any] = [
    {"title": "核验矩阵", "head": ["甲", "B"], "wide": [1], "rows": [["=1+1", '<&">'], ["+CQ", "\x00x"]]},
    {"title": "b", "head": ["h"], "wide": [], "rows": []},
    {"title": "宽", "head": ["甲 乙"] * 40, "wide": [3], "rows": [["示例企业，长文字" * 4] * 40]},
]


def archive(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in entries:
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def renamed(data: bytes, before: bytes, after: bytes) -> bytes:
    assert len(before) == len(after)
    return data.replace(before, after)


def archives() -> list[bytes]:
    plain = archive(("b/乙.pdf", b"x" * 5000), ("a.txt", b"y"), ("c/", b""))
    stored = archive(("a.pdf", PDF), method=zipfile.ZIP_STORED)
    in_gb18030 = renamed(archive(("XXXX.pdf", b"x")), b"XXXX", "资格".encode("gb18030"))
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as made:
        entry = zipfile.ZipInfo("link")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        made.writestr(entry, b"/etc/passwd")
    return [
        plain, stored, in_gb18030, link.getvalue(),
        archive(("../a", b"x"), ("a//b", b"x"), ("C:a", b"x"), ("/a", b"x"), ("a\\b.txt", b"x")),
        archive(("in.zip", stored), ("bomb", b"\0" * 3_000_000), ("A.txt", b"1"), ("a.TXT", b"2")),
        archive(*((f"{i}", b"") for i in range(2001))),
        archive(("a", b"x"), method=zipfile.ZIP_BZIP2),
        renamed(archive(("a", b"hello world"), method=zipfile.ZIP_STORED), b"hello", b"jello"),
        plain[:-30], b"PK\x05\x06", b"x" * 100, b"junk" + stored,
        stored[:-22] + struct.pack("<4s4H2LH", b"PK\x05\x06", 1, 0, 1, 1, 51, 44, 0),
    ]  # fmt: skip


def pictures() -> list[tuple[bytes, tuple[int, int] | None]]:
    found: list[tuple[bytes, tuple[int, int] | None]] = [(PNG, None), (JPEG, None), (b"", None)]
    for kind in ("PNG", "JPEG"):
        out = io.BytesIO()
        Image.new("L", (321, 123)).save(out, kind)
        found.append((out.getvalue(), (321, 123)))
    return found


def told(data: bytes) -> list[list[str | None]] | str:
    """Return Python's reading of an archive."""
    try:
        opened = PaperArchive(io.BytesIO(data), "a.zip")
    except CarrierError as error:
        return error.code
    found: list[list[str | None]] = []
    for paper in opened.papers:
        out, reason = io.BytesIO(), paper.reason
        if reason is None:
            try:
                opened.unpack(paper.place, out)
            except CarrierError as error:
                reason = error.code
        found.append([paper.path, reason, coded(out.getvalue()) if reason is None else None])
    return found


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    cases = {
        "kinds": [[name, coded(head), size] for name, head, size in KINDS],
        "archives": [*map(coded, archives())],
        "boxes": BOXES,
        "names": NAMES,
        "folders": FOLDERS,
        "twins": TWINS,
        "ofSystems": OF_SYSTEMS,
        "pictures": [coded(data) for data, _ in pictures()],
        "tables": TABLES,
    }
    folder = tmp_path_factory.mktemp("papers")
    found: dict[str, Any] = ask_node("tests/tender_page/papers.mjs", folder, cases)
    return found


def test_kinds_and_why_a_file_is_not_read(answers: dict[str, Any]) -> None:
    assert answers["kinds"] == [[*tell_paper(*case)] for case in KINDS]


def test_files_of_operating_systems_are_counted_and_are_no_papers(answers: dict[str, Any]) -> None:
    safe = [FoundPaper(name, "") for name in OF_SYSTEMS]
    papers, passed_over = part_papers(safe)
    assert [paper.path for paper in papers] == ["Thumbs.db/a.pdf", "a.pdf"]
    assert answers["passedOver"] == [[paper.path for paper in papers], passed_over]
    assert answers["left"] == ["a.pdf"]


def test_archives_are_listed_refused_and_unpacked_alike(answers: dict[str, Any]) -> None:
    for data, found in zip(archives(), answers["archives"], strict=True):
        assert found == told(data), data[:40]


def test_boxes_are_the_same(answers: dict[str, Any]) -> None:
    expected = [
        [[*(code.box or ())] for code in place_codes(1, [LocatedCode("x", box) for box in case])]
        for case in BOXES
    ]
    assert answers["boxes"] == expected


def test_names_are_safe_and_twins_refused(answers: dict[str, Any]) -> None:
    assert answers["names"] == [safe_name(name) for name in NAMES]
    for names, found in zip(TWINS[:-1], answers["twins"], strict=False):
        safe = [FoundPaper(unicodedata.normalize("NFC", name), "") for name in names]
        assert found == [[paper.path, paper.reason] for paper in part_papers(safe).papers]
    assert answers["twins"][-1] is None, "folders within folders"


def test_files_go_to_the_bidder_whose_folder_they_are_in(answers: dict[str, Any]) -> None:
    assert answers["folders"] == SHARED


def test_the_size_of_a_picture_is_known_before_it_is_unpacked(answers: dict[str, Any]) -> None:
    expected = [{"width": size[0], "height": size[1]} if size else None for _, size in pictures()]
    assert answers["pictures"] == expected


def test_the_workbook_is_read_as_text(answers: dict[str, Any]) -> None:
    sheet = read_xlsx(base64.b64decode(answers["workbook"]))
    assert [[*cells.values()] for _, cells in sheet.rows] == [
        ["甲", "B"],
        ["=1+1", '<&">'],
        ["+CQ", "\ufffdx"],
    ]


def test_a_sheet_is_printed_as_that_of_the_terminal(answers: dict[str, Any]) -> None:
    both = (base64.b64decode(answers["workbook"]), format_workbook(TABLES))
    here, there = (list[Any](load_workbook(io.BytesIO(data)).worksheets) for data in both)
    for sheet, expected in zip(here, there, strict=True):
        for found in (sheet, expected):
            assert found.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$C")
        assert dict(sheet.page_setup) == dict(expected.page_setup)
        assert dict(sheet.page_margins) == dict(expected.page_margins)
        widths = [
            {name: column.width for name, column in one.column_dimensions.items()}
            for one in (sheet, expected)
        ]
        assert widths[0] == widths[1]
        assert sheet["A1"].alignment.wrap_text
