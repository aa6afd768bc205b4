"""Broken, locked, endless or mislabelled papers: each is listed as unread with a reason."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from carriers.errors import CarrierError
from carriers.errors.papers import PAPER_MESSAGES
from carriers.papers import folder, pages, reading
from carriers.papers.answers import AnswerError, parse_answer
from carriers.papers.limits import MAX_FAILED_PAGES, MAX_PAGES, PaperLimits
from carriers.papers.reading_process import PageQuestion, ReadingProcess
from carriers.qr import format_qr_png
from tests.carriers.bids.folders import Bid, codes_page, may_read_all, read_once
from tests.carriers.bids.hostile import endless
from tests.carriers.pictures import bare_png
from tests.world.papers import scan_of

pytestmark = pytest.mark.openings

TEXT = "https://licence.example/?id=1"
PNG = format_qr_png(TEXT)
SCAN = scan_of(codes_page(TEXT), codes_page())


@pytest.fixture
def bid(tmp_path: Path) -> Bid:
    return Bid(tmp_path)


def pdf(count: int = 1, *contents: bytes, encryption: pikepdf.Encryption | None = None) -> bytes:
    with pikepdf.new() as made:
        for number in range(count):
            page = made.add_blank_page()
            if number < len(contents):
                page.Contents = made.make_stream(contents[number])
        out = io.BytesIO()
        made.save(out, encryption=encryption)
        return out.getvalue()


def many_pages(count: int) -> bytes:
    """One page, named `count` times."""
    kids = b"3 0 R " * count
    return (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n" % (count, kids)
    )


LOCKED = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
NOT_READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "locked.pdf": ("paper-locked", lambda: LOCKED),
    "pages.pdf": ("paper-too-many-pages", lambda: many_pages(100_000)),
    "truncated.pdf": ("paper-damaged", lambda: SCAN[:300]),
    "noise.pdf": ("paper-damaged", lambda: b"%PDF-1.7 and nothing"),
    "text.pdf": ("paper-damaged", lambda: b"a text"),
    "empty.pdf": ("paper-empty", lambda: b""),
    "empty": ("paper-empty", lambda: b""),
    "bomb.png": ("paper-too-many-pixels", lambda: bare_png(20_000, 10_000)),
    "truncated.png": ("paper-damaged", lambda: PNG[: len(PNG) // 2]),
    "long.png": ("paper-too-large", lambda: PNG + bytes(20 * 1024 * 1024)),
    "long.json": ("paper-too-large", lambda: b"{" + b" " * 600_000 + b"}"),
    "note.txt": ("paper-no-code", lambda: b"a certificate, number 7"),
    "broken.txt": ("paper-no-code", lambda: b"https://cq.example/v#H2.123"),
    "sheet.xlsx": ("paper-office", lambda: b"PK\x03\x04"),
    "letter.doc": ("paper-office", lambda: b"\xd0\xcf\x11\xe0\0"),
    "drawing.dwg": ("paper-other-kind", lambda: b"AC1032\0"),
    "old.rar": ("paper-other-archive", lambda: b"Rar!\x1a\x07\0"),
    "no.zip": ("paper-damaged", lambda: b"PK\x03\x04 and nothing"),
    "none.zip": ("paper-damaged", lambda: b"nothing"),
    **{
        f"letter{suffix}": ("paper-other-document", lambda: b"PK\x03\x04")
        for suffix in (".ofd", ".CEB", ".cebx")
    },
    **{f"bid{suffix}": ("paper-package", lambda: b"PK\x03\x04") for suffix in (".NTF", ".GEF")},
}


def test_an_unread_file_has_its_reason_and_the_others_are_read(bid: Bid) -> None:
    for name, (_, made) in NOT_READ.items():
        bid.put(name, made())
    bid.put("good.pdf", SCAN)
    found = bid.read()
    assert {name: paper.unread for name, paper in found.items()} == {
        **{name: reason for name, (reason, _) in NOT_READ.items()},
        "good.pdf": None,
    }
    assert [code.text for code in found["good.pdf"].codes] == [TEXT]


@pytest.mark.night
def test_an_endless_page_fails_alone(bid: Bid) -> None:
    bid.put("a.pdf", endless(2, 1))
    bid.put("b.pdf", SCAN)
    found = bid.read(PaperLimits(cpu_seconds=1, wall_seconds=60))
    assert found["a.pdf"].unread is None
    assert [(page.page, page.reason) for page in found["a.pdf"].pages_unread] == [(1, "page-too-slow")]
    assert found["a.pdf"].pages_without_code == (2,)
    assert len(found["b.pdf"].codes) == 1


@pytest.mark.night
def test_a_page_has_a_time_limit_by_the_clock(bid: Bid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carriers.papers.reading_process._STARTING", 20.0)
    bid.put("a.pdf", endless(1, 1))
    found = bid.read(PaperLimits(cpu_seconds=3600, wall_seconds=2))
    assert [page.reason for page in found["a.pdf"].pages_unread] == ["page-too-slow"]


@pytest.mark.night
def test_a_file_with_many_bad_pages_is_given_up(bid: Bid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FAILED_PAGES", 1)
    bid.put("a.pdf", endless(4, 4))
    paper = bid.read(PaperLimits(cpu_seconds=1, wall_seconds=60))["a.pdf"]
    assert paper.unread == "paper-keeps-failing"
    assert 2 <= len(paper.pages_unread) <= 3
    assert MAX_FAILED_PAGES > 1


@pytest.mark.parametrize(
    ("times", "unread"), [pytest.param(1, [], marks=pytest.mark.night), (2, [(1, "page-crashed")])]
)
def test_a_page_whose_process_dies_is_read_again_alone(
    bid: Bid, monkeypatch: pytest.MonkeyPatch, times: int, unread: list[tuple[int, str]]
) -> None:
    bid.put("a.pdf", SCAN)
    asked = ReadingProcess.ask
    left = [times]

    def ask(self: ReadingProcess, question: PageQuestion) -> None:
        if question.page == 1 and left[0]:
            left[0] -= 1
            self._process.kill()
            self._process.join()
        asked(self, question)

    monkeypatch.setattr(ReadingProcess, "ask", ask)
    paper = bid.read()["a.pdf"]
    assert [(page.page, page.reason) for page in paper.pages_unread] == unread
    assert paper.pages_without_code == (2,)


# --- links, permissions, files that come and go ---


def test_links_are_not_followed(bid: Bid, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.png").write_bytes(PNG)
    (bid.folder / "folder").symlink_to(elsewhere)
    (bid.folder / "file.png").symlink_to(elsewhere / "secret.png")
    (bid.folder / "lost").symlink_to(elsewhere / "nothing")
    os.mkfifo(bid.folder / "pipe.pdf")
    assert {name: paper.unread for name, paper in bid.read().items()} == {
        "folder": "paper-link",
        "file.png": "paper-link",
        "lost": "paper-link",
        "pipe.pdf": "paper-no-file",
    }
    (tmp_path / "other").symlink_to(bid.folder)
    for path in (tmp_path / "other", f"{tmp_path}/other/"):
        with pytest.raises(CarrierError) as caught:
            read_once(path, bid.kept)
        assert caught.value.code == "papers-folder-link"


def test_a_file_that_becomes_a_link_is_not_followed(bid: Bid, tmp_path: Path) -> None:
    path = bid.put("a.png", PNG)
    secret = tmp_path / "secret.png"
    secret.write_bytes(PNG)
    [listed] = folder.list_papers(str(bid.folder)).papers
    path.unlink()
    path.symlink_to(secret)
    with pytest.raises(CarrierError):
        folder.read_facts(listed.place)


@pytest.mark.skipif(may_read_all(), reason="this account may read everything")
def test_a_file_without_permission_is_listed_as_unread(bid: Bid) -> None:
    bid.put("a.png", PNG).chmod(0)
    assert bid.read()["a.png"].unread == "paper-no-permission"


@pytest.mark.parametrize(
    ("error", "reason"),
    [(PermissionError(13, "x"), "paper-no-permission"), (FileNotFoundError(2, "x"), "paper-gone"),
     (OSError(5, "x"), "paper-disk")],
)  # fmt: skip
def test_an_error_of_the_system_is_the_reason(
    bid: Bid, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    bid.put("a.png", PNG)

    def refuse(place: str) -> None:
        raise error

    monkeypatch.setattr(folder, "open_regular", refuse)
    assert bid.read()["a.png"].unread == reason


@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_file_changed_or_removed_during_reading_is_unread(
    bid: Bid, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    path = bid.put("a.pdf", SCAN)
    facts = folder.read_facts

    def and_then(place: str) -> folder.FileFacts:
        read = facts(place)
        path.unlink()
        if how == "changed":
            path.write_bytes(SCAN + b" ")
        return read

    monkeypatch.setattr(reading, "read_facts", and_then)
    assert bid.read()["a.pdf"].unread == f"paper-{how}"


def test_a_file_changed_between_two_pages_is_unread(bid: Bid) -> None:
    path = bid.put("a.pdf", SCAN)
    opened = pages.OpenPaper(str(path), "pdf", folder.read_facts(str(path)).state)
    assert opened.read(1).codes
    with open(path, "ab") as file:
        file.write(b" ")
    with pytest.raises(CarrierError) as caught:
        opened.read(2)
    assert caught.value.code == "paper-changed"
    opened.close()


def test_too_many_files_or_too_deep_folders_are_refused(bid: Bid, monkeypatch: pytest.MonkeyPatch) -> None:
    bid.put("/".join("a" * 20) + "/x.png", PNG)
    with pytest.raises(CarrierError) as caught:
        folder.list_papers(str(bid.folder))
    assert caught.value.code == "papers-too-many-files"
    monkeypatch.setattr(folder, "MAX_DEPTH", 99)
    monkeypatch.setattr(folder, "MAX_FILES", 1)
    assert len(folder.list_papers(str(bid.folder)).papers) == 1
    bid.put("b.png", PNG)
    with pytest.raises(CarrierError):
        folder.list_papers(str(bid.folder))


# --- the process that reads is not believed ---


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"page":0}', b'{"attached":[],"codes":[],"page":-1,"pages":0}',
     b'{"attached":[],"codes":[],"page":true,"pages":0}', b'{"attached":7,"codes":[],"page":1,"pages":0}',
     b'{"attached":[],"codes":[{"box":[1,2,3],"text":""}],"page":1,"pages":0}',
     b'{"attached":[],"codes":[{"box":[1,2,3,1001],"text":""}],"page":1,"pages":0}',
     b'{"attached":[],"codes":[{"box":[],"text":7}],"page":1,"pages":0}',
     b'{"attached":[],"codes":[],"page":1,"pages":%d}' % (MAX_PAGES + 1)],
)  # fmt: skip
def test_a_malformed_answer_of_the_process_is_refused(data: bytes) -> None:
    with pytest.raises(AnswerError):
        parse_answer(data)


def test_a_picture_with_a_spoilt_code_is_a_page_without_one(bid: Bid) -> None:
    page = codes_page(TEXT)
    page.paste(Image.new("L", (60, 60), 128), (260, 210))
    bid.put("a.pdf", scan_of(page))
    assert bid.read()["a.pdf"].pages_without_code == (1,)


def test_every_reason_is_in_the_table() -> None:
    assert {code.split("-")[0] for code in PAPER_MESSAGES} == {"paper", "papers", "page", "archive"}
