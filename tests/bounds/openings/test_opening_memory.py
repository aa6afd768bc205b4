"""No bidder's papers and no large opening take more than 500 MB, all reading processes included."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from carriers.papers.limits import PaperLimits
from tests.bounds.openings import peak_memory
from tests.carriers.bids.hostile import nested, picture_in_pdf
from tests.harness.checkout import ROOT

pytestmark = pytest.mark.bounds

MOST = 500_000_000
EXAMPLE = ROOT / "examples" / "tender"
TRUST = ("--bundle", EXAMPLE / "bundle.json", "--pin", EXAMPLE / "pin.txt", "--now", "2026-05-20T16:00")


def measure(*words: object) -> dict[str, int]:
    """Run `tests.bounds.openings.peak_memory` and return the figures that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", peak_memory.__name__, *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """The example with the first bidder alone."""
    shutil.copy(EXAMPLE / "tender.json", tmp_path)
    value = json.loads((EXAMPLE / "bidders.json").read_text(encoding="utf-8"))
    value["bidders"] = value["bidders"][:1]
    (tmp_path / "bidders.json").write_text(json.dumps(value), encoding="utf-8")
    shutil.copytree(EXAMPLE / "bids" / "01", tmp_path / "bids" / "01")
    return tmp_path


def check(room: Path) -> tuple[dict[str, int], Any]:
    """Return the memory that the check took, and its receipt."""
    files = room / "tender.json", room / "bidders.json"
    told = measure(
        "huren", "tender", "check", *files, *TRUST, "--cache", "none", "-o", room / "out", "--lang", "en"
    )
    return told, json.loads((room / "out" / "receipt.json").read_bytes())


def test_hostile_pages_end_with_their_reason_in_the_record(room: Path) -> None:
    (room / "bids" / "01" / "forms.pdf").write_bytes(nested(2, 1))
    (room / "bids" / "01" / "picture.pdf").write_bytes(picture_in_pdf(15_000))
    told, receipt = check(room)
    assert told["child"] <= PaperLimits().alone_bytes
    assert told["family"] <= MOST
    unread = {one["path"]: one["unreadPages"] for one in receipt["inputs"]}
    assert unread["forms.pdf"] == unread["picture.pdf"] == [{"page": 1, "reason": "page-memory"}]
    assert [one["path"] for one in receipt["inputs"] if one["codes"]] == ["资格文件.pdf"]


@pytest.mark.night
def test_eight_thousand_entries_that_cannot_be_read_make_no_large_record(room: Path) -> None:
    for name in range(4):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number in range(2000):
                archive.writestr(f"a long name of a file that holds nothing {number}.pdf", f"{name} {number}")
        (room / "bids" / "01" / f"{name}.zip").write_bytes(out.getvalue())
    told, receipt = check(room)
    assert told["family"] <= MOST
    assert len(receipt["inputs"]) == 8005
    assert sum(note["code"] == "file-unread" for note in receipt["papers"]) == 8000
    assert (room / "out" / "record.pdf").stat().st_size < 4_000_000


@pytest.mark.night
@pytest.mark.parametrize(("files", "criteria"), [(10, 12), (50, 12), (50, 40)])
def test_a_hundred_bidders_with_fifty_files_each_fit(tmp_path: Path, files: int, criteria: int) -> None:
    told = measure("opening", tmp_path, files, criteria)
    assert told["family"] <= MOST
    assert told["own"] <= MOST


def test_two_reading_processes_and_their_parent_stay_below_500_mb() -> None:
    asking = 90_000_000
    assert asking + 2 * PaperLimits().memory_bytes <= MOST
    assert asking + PaperLimits().alone_bytes <= MOST
