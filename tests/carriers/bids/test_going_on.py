"""Resuming a reading that stopped or died: pages that were read are kept, and spoilt lines read again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from carriers.papers.cache import READER, PaperCache
from carriers.papers.reading import PaperReader
from tests.carriers.bids.folders import QUICK, Bid, codes_page
from tests.harness.checkout import ROOT
from tests.world.papers import scan_of

pytestmark = pytest.mark.openings

PAGES = 6
TEXTS = [f"https://licence.example/?id={number}" for number in range(PAGES)]
SMALL = [codes_page(text, size=(500, 500)) for text in TEXTS]


@pytest.fixture
def bid(tmp_path: Path) -> Bid:
    made = Bid(tmp_path)
    made.put("a.pdf", scan_of(*SMALL))
    made.put("b.pdf", scan_of(*SMALL[:2], Image.new("L", (500, 500), 255)))
    return made


def texts(bid: Bid) -> dict[str, list[str | None]]:
    return {path: [code.text for code in paper.codes] for path, paper in bid.read().items()}


WHOLE = {"a.pdf": TEXTS, "b.pdf": TEXTS[:2]}

KILLED = """
import os, signal, sys
from pathlib import Path
from carriers.papers.cache import PaperCache
from carriers.papers.reading import PaperReader
def tell(progress):
    if progress.pages_read == 4:
        os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    with PaperReader() as reader:
        reader.read(sys.argv[1], PaperCache(Path(sys.argv[2])), tell=tell)
"""


def test_a_run_after_a_kill_reads_only_unread_pages(bid: Bid) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(bid.folder), str(bid.kept)], cwd=ROOT, check=False, timeout=300
    )
    assert done.returncode == -signal.SIGKILL
    assert texts(bid) == WHOLE
    assert (bid.heard[-1].pages_known, bid.heard[-1].pages_read) == (4, PAGES + 3 - 4)
    assert texts(bid) == WHOLE
    assert (bid.heard[-1].pages_known, bid.heard[-1].pages_read) == (PAGES + 3, 0)


@pytest.mark.night
def test_a_run_stopped_between_pages_lists_every_file(bid: Bid) -> None:
    found = bid.read(stopped=lambda: bool(bid.heard) and bid.heard[-1].pages_read >= 2)
    assert {path: paper.unread for path, paper in found.items()} == {
        "a.pdf": "paper-stopped",
        "b.pdf": "paper-stopped",
    }
    read = bid.heard[-1].pages_read
    assert 2 <= read <= 3
    assert texts(bid) == WHOLE
    assert bid.heard[-1].pages_known == read


def test_a_run_stopped_at_once_lists_every_file(bid: Bid) -> None:
    (bid.folder / "link").symlink_to("a.pdf")
    found = bid.read(stopped=lambda: True)
    assert {path: paper.unread for path, paper in found.items()} == {
        "a.pdf": "paper-stopped",
        "b.pdf": "paper-stopped",
        "link": "paper-link",
    }


@pytest.mark.night
def test_progress_never_decreases(bid: Bid) -> None:
    bid.read()
    assert bid.heard == sorted(bid.heard)
    assert bid.heard[-1] == (2, 2, PAGES + 3, 0, 0)


@pytest.mark.night
def test_a_page_with_a_damaged_cache_line_is_read_again(bid: Bid) -> None:
    assert texts(bid) == WHOLE
    kept = bid.folder.parent / "kept" / READER
    largest = max(kept.iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[data.index(b"id=3") + 3] ^= 1
    largest.write_bytes(data[:-20])
    assert texts(bid) == WHOLE
    assert bid.heard[-1].pages_read == 2
    assert texts(bid) == WHOLE
    assert bid.heard[-1].pages_read == 0
    largest.write_bytes(os.urandom(1000))
    assert texts(bid) == WHOLE
    assert bid.heard[-1].pages_read == PAGES


@pytest.mark.night
def test_another_reader_version_ignores_the_cache(bid: Bid, monkeypatch: pytest.MonkeyPatch) -> None:
    bid.read()
    monkeypatch.setattr("carriers.papers.cache.READER", "another")
    bid.read()
    assert bid.heard[-1].pages_known == 0


@pytest.mark.night
def test_an_unwritable_cache_changes_nothing(bid: Bid) -> None:
    bid.kept.write_bytes(b"a file where the folder would be")
    assert texts(bid) == WHOLE


def test_the_cache_keeps_to_its_size(tmp_path: Path) -> None:
    cache = PaperCache(tmp_path)
    for number in range(4):
        cache.keep(f"{number:064}", b"x" * 1000)
        os.utime(tmp_path / READER / f"{number:064}", (number, number))
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "0").write_bytes(bytes(3000))
    os.utime(tmp_path / "older" / "0", (0, 0))
    PaperCache(tmp_path, 2500)
    assert [path.name[-1] for path in sorted(tmp_path.glob("*/*"))] == ["2", "3"]


@pytest.mark.night
def test_one_reader_goes_from_folder_to_folder_and_on_after_a_stop(bid: Bid) -> None:
    def fail(progress: object) -> None:
        raise KeyboardInterrupt

    with PaperReader(QUICK) as reader:
        with pytest.raises(KeyboardInterrupt):
            reader.read(bid.folder, PaperCache(bid.kept), tell=fail)
        stop = [False, False, True]
        reader.read(bid.folder, PaperCache(bid.kept), stopped=lambda: stop.pop(0))
        papers = reader.read(bid.folder, PaperCache(bid.kept))
    assert {paper.path: [code.text for code in paper.codes] for paper in papers} == WHOLE
