"""ZIP archives among a bidder's papers: one level, each entry by itself, capped before it is unpacked."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from carriers.errors import CarrierError
from carriers.papers import archive, kinds
from carriers.qr import format_qr_png
from tests.carriers.bids.folders import Bid, read_once

pytestmark = pytest.mark.openings

PNG = format_qr_png("https://licence.example/?id=1")


@pytest.fixture
def bid(tmp_path: Path) -> Bid:
    return Bid(tmp_path)


def entry(name: str, mode: int = 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr, made.compress_type = mode << 16, zipfile.ZIP_DEFLATED
    return made


def packed(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for info, data in entries:
            made.writestr(info, data)
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_bad_entry_fails_alone(bid: Bid) -> None:
    chinese = packed((entry("XXXX/b.png"), PNG)).replace(b"XXXX", "证书".encode("gbk"))
    bid.put("gbk.zip", chinese)
    locked = bytearray(packed((entry("a.png"), PNG)))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    bid.put("locked.zip", bytes(locked))
    bid.put(
        "a.zip",
        packed(
            (entry("good.png"), PNG),
            (entry("windows\\path.png"), PNG + b" "),
            (entry("../up.png"), PNG),
            (entry("/etc/absolute.png"), PNG),
            (entry("C:/drive.png"), PNG),
            (entry("x/./y.png"), PNG),
            (entry("link", stat.S_IFLNK | 0o777), b"/etc/passwd"),
            (entry("inner.zip"), b"PK"),
            (entry("twice.png"), PNG),
            (entry("twice.png"), PNG),
            (entry("zeros.pdf"), bytes(50_000_000)),
            (entry("control\x1b.png"), PNG + b"  "),
        ),
    )
    papers = read_once(bid.folder, bid.kept)
    assert [(paper.path, paper.unread) for paper in papers if paper.path.startswith("a.zip")] == [
        ("a.zip", None),
        ("a.zip/../up.png", "archive-path"),
        ("a.zip//etc/absolute.png", "archive-path"),
        ("a.zip/C:/drive.png", "archive-path"),
        ("a.zip/control\\u001b.png", None),
        ("a.zip/good.png", None),
        ("a.zip/inner.zip", "archive-nested"),
        ("a.zip/link", "archive-link"),
        ("a.zip/twice.png", "paper-name-twice"),
        ("a.zip/twice.png", "paper-name-twice"),
        ("a.zip/windows/path.png", None),
        ("a.zip/x/./y.png", "archive-path"),
        ("a.zip/zeros.pdf", "archive-bomb"),
    ]
    rest = {paper.path: paper.unread for paper in papers if not paper.path.startswith("a.zip")}
    assert rest == {
        "gbk.zip": None,
        "gbk.zip/证书/b.png": None,
        "locked.zip": None,
        "locked.zip/a.png": "paper-locked",
    }
    assert not list(bid.folder.parent.rglob("up.png"))


def test_archives_are_capped_before_they_are_unpacked(bid: Bid, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = packed((entry("a.png"), PNG), (entry("b.png"), PNG))
    bid.put("a.zip", whole)
    bid.put("split.zip", whole[:-18] + b"\1" + whole[-17:])
    bid.put("short.zip", whole[: len(whole) // 2])
    with monkeypatch.context() as patch:
        patch.setattr(archive, "ARCHIVE_MAX_ENTRIES", 1)
        assert {n: p.unread for n, p in bid.read().items()} == {
            "a.zip": "archive-too-many",
            "split.zip": "archive-form",
            "short.zip": "paper-damaged",
        }
    with monkeypatch.context() as patch:
        patch.setattr(archive, "ARCHIVE_MAX_TOTAL", len(PNG))
        assert bid.read()["a.zip"].unread == "archive-too-large"
    monkeypatch.setattr(kinds, "ARCHIVE_MAX_TOTAL", 10)
    assert bid.read()["a.zip"].unread == "archive-too-large"


def test_an_entry_unpacks_to_no_more_than_its_stated_size(tmp_path: Path) -> None:
    data = bytearray(packed((entry("a.bin"), bytes(1000))))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(mark) + at, 10)
    path, out = tmp_path / "a.zip", io.BytesIO()
    path.write_bytes(data)
    with open(path, "rb") as file:
        opened = archive.PaperArchive(file, "a.zip")
        with pytest.raises(CarrierError):
            opened.unpack(opened.papers[0].place, out)  # the checksum covers more bytes than the stated size
    assert len(out.getvalue()) <= 10


@pytest.mark.night
def test_files_of_operating_systems_are_counted_and_skipped(bid: Bid) -> None:
    bid.put("a.png", PNG)
    for name in ("Thumbs.db", "b/.DS_Store", "b/desktop.ini", "__MACOSX/b/._a.png", "thumbs.db.png"):
        bid.put(name, PNG)
    bid.put(
        "c.zip",
        packed((entry("d.png"), PNG), (entry("__MACOSX/._d.png"), b"x"), (entry("e/Thumbs.db"), b"x")),
    )
    found = bid.read()
    assert list(found) == ["a.png", "c.zip", "c.zip/d.png", "thumbs.db.png"]
    assert bid.heard[-1].passed_over == 6
    assert bid.heard[-1].files == bid.heard[-1].of_files == 4
