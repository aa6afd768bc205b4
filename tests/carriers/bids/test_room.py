"""Bounds on the memory of reading: large pages are read alone, and a folder's result is bounded."""

import io
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from carriers.papers import limits, pages, reading
from carriers.papers.limits import PaperLimits
from carriers.papers.reading_process import PageQuestion, ReadingProcess
from carriers.qr import format_qr_png
from tests.carriers.bids.folders import Bid, codes_page
from tests.carriers.bids.hostile import nested, picture_in_pdf, scan_in_pdf
from tests.world.papers import scan_of

pytestmark = pytest.mark.openings

TEXT, OTHER = "https://licence.example/?id=1", "https://licence.example/?id=2"
SCAN = scan_of(codes_page(TEXT), codes_page())
PAGE_600_DPI = 4960, 7016
PATIENT = PaperLimits(cpu_seconds=20, wall_seconds=60)


@pytest.fixture
def bid(tmp_path: Path) -> Bid:
    return Bid(tmp_path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, bool]]:
    """Record which page of which file was read, and whether alone."""
    heard: list[tuple[str, int, bool]] = []
    ask = ReadingProcess.ask

    def listen(self: ReadingProcess, question: PageQuestion) -> None:
        heard.append((Path(question.place).name, question.page, self.alone))
        ask(self, question)

    monkeypatch.setattr(ReadingProcess, "ask", listen)
    return heard


@pytest.mark.night
def test_nested_forms_fail_their_page_for_lack_of_memory(bid: Bid) -> None:
    bid.put("a.pdf", nested(2, 1))
    bid.put("b.pdf", SCAN)
    found = bid.read(PATIENT)
    assert [(page.page, page.reason) for page in found["a.pdf"].pages_unread] == [(1, "page-memory")]
    assert found["a.pdf"].pages_without_code == (2,)
    assert len(found["b.pdf"].codes) == 1


@pytest.mark.night
def test_a_picture_that_does_not_fit_into_memory_is_no_page_without_a_code(bid: Bid) -> None:
    """PDFium drops such a picture silently, and the page would look like one without a code."""
    bid.put("a.pdf", picture_in_pdf(15_000))
    bid.put("b.pdf", SCAN)
    found = bid.read(PATIENT)
    assert [(page.page, page.reason) for page in found["a.pdf"].pages_unread] == [(1, "page-memory")]
    assert found["a.pdf"].pages_without_code == ()
    assert len(found["b.pdf"].codes) == 1


@pytest.mark.night
def test_a_page_at_600_dpi_in_colour_is_read_alone(bid: Bid, asked: list[tuple[str, int, bool]]) -> None:
    page = codes_page(TEXT, OTHER, size=PAGE_600_DPI, scale=12, step=1200).convert("RGB")
    bid.put("a.pdf", scan_in_pdf(page))
    bid.put("b.pdf", SCAN)
    found = bid.read(PATIENT)
    assert [code.text for code in found["a.pdf"].codes] == [TEXT, OTHER]
    assert len(found["b.pdf"].codes) == 1
    assert ("a.pdf", 1, True) in asked
    assert not any(alone for name, _, alone in asked if name == "b.pdf")


@pytest.mark.night
def test_a_picture_shown_many_times_counts_once(bid: Bid, asked: list[tuple[str, int, bool]]) -> None:
    page = codes_page(TEXT, size=(2480, 3508), scale=6).convert("RGB")
    bid.put("a.pdf", scan_in_pdf(*[page] * 6))
    assert [code.text for code in bid.read(PATIENT)["a.pdf"].codes] == [TEXT]
    assert not any(alone for _, _, alone in asked)


@pytest.mark.night
def test_a_large_picture_without_colour_is_read_beside_others(bid: Bid) -> None:
    out = io.BytesIO()
    codes_page(TEXT, size=(6000, 8000), scale=12).save(out, "PNG")
    bid.put("a.png", out.getvalue())
    assert [code.text for code in bid.read(PATIENT)["a.png"].codes] == [TEXT]


def test_a_picture_larger_than_memory_is_reported(bid: Bid) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (6900, 7200)).save(out, "PNG", compress_level=1)
    bid.put("a.png", out.getvalue())
    small = PATIENT._replace(memory_bytes=160 * 1024**2, alone_bytes=200 * 1024**2)
    assert [page.reason for page in bid.read(small)["a.png"].pages_unread] == ["page-memory"]


@pytest.mark.night
def test_a_document_is_opened_anew_before_it_has_become_large(
    bid: Bid, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDFium keeps what it has read: without reopening, a volume of a gigabyte stays in memory whole."""
    path = bid.put("a.pdf", scan_of(*(codes_page(f"{TEXT}{number}") for number in range(4))))
    opened: list[object] = []
    document = pypdfium2.PdfDocument
    monkeypatch.setattr(pages, "_KEPT_BYTES", 1)
    monkeypatch.setattr(pypdfium2, "PdfDocument", lambda file: opened.append(file) or document(file))
    with path.open("rb", buffering=0) as file:
        read = pages._PdfPages(file)
        assert [code.text for number in range(1, 5) for code in read.page(number).codes] == [
            f"{TEXT}{number}" for number in range(4)
        ]
        read.close()
    assert len(opened) == 4


def test_a_folder_with_too_many_codes_names_the_file_left_out(
    bid: Bid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FOLDER_MAX_CODES", 3)
    one = scan_of(codes_page(TEXT))
    bid.put("a.pdf", scan_of(codes_page(TEXT, OTHER), codes_page(TEXT, OTHER)))
    bid.put("b.pdf", one)
    bid.put("c.pdf", one)
    found = bid.read(PATIENT._replace(processes=1))
    assert {name: (paper.unread, len(paper.codes)) for name, paper in found.items()} == {
        "a.pdf": ("paper-beyond-folder", 0),
        "b.pdf": (None, 1),
        "c.pdf": (None, 1),
    }
    again = bid.read(PATIENT._replace(processes=1))
    assert again == found, "what is known from before is counted as well"


@pytest.mark.night
def test_each_copy_of_a_file_counts_towards_the_limit(bid: Bid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FOLDER_MAX_PAGES", 2)
    data = scan_of(codes_page(TEXT))
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        bid.put(name, data)
    found = bid.read(PATIENT)
    assert [paper.unread for paper in found.values()] == [None, None, "paper-beyond-folder"]


@pytest.mark.night
def test_archives_hold_no_more_files_than_a_folder_may(bid: Bid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILES", 5)
    for name in ("a.zip", "b.zip"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number in range(3):
                archive.writestr(f"{number}.png", format_qr_png(f"{TEXT}{name}{number}"))
        bid.put(name, out.getvalue())
    found = bid.read(PATIENT)
    assert {name: paper.unread for name, paper in found.items() if paper.kind == "zip"} == {
        "a.zip": None,
        "b.zip": "paper-beyond-folder",
    }
    assert len(found) == 5
