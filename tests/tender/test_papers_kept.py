"""A pack with the bidders' papers: all of them, as checked, through recheck and sign."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tender.command import check as room_of_check
from tender.command.handed_in import read_folders
from tender.record.pack import read_pack, write_pack
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Huren
from verifier.tender.record.document import parse_receipt

pytestmark = pytest.mark.openings

EXAMPLE = ROOT / "examples" / "tender"


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Two bidders of the example: one hands in a ZIP, one an unreadable file."""
    shutil.copytree(EXAMPLE, tmp_path / "tender", ignore=shutil.ignore_patterns("late"))
    path = tmp_path / "tender" / "bidders.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    listed["bidders"] = [one for one in listed["bidders"] if one["id"] in ("B4", "B11")]
    path.write_text(json.dumps(listed), encoding="utf-8")
    return tmp_path / "tender"


def check(huren: Huren, room: Path, *words: object, code: int = 0) -> Any:
    trust = "--bundle", room / "bundle.json", "--pin", room / "pin.txt", "--now", "2026-05-20T16:00"
    files = room / "tender.json", room / "bidders.json"
    return huren("tender", "check", *files, *trust, "--cache", "none", "--with-inputs", *words, code=code)


def test_every_file_is_kept_by_its_digest_and_compared(huren: Huren, room: Path) -> None:
    check(huren, room, "-o", room / "o")
    pack = room / "o/pack.zip"
    files = read_pack(pack.read_bytes())
    kept = {name: data for name, data in files.items() if name.startswith("inputs/")}
    folders = [path for path in sorted((room / "bids").iterdir()) if path.name in ("04", "11")]
    on_disk = [path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert {hashlib.sha256(data).hexdigest() for data in kept.values()} == {
        hashlib.sha256(data).hexdigest() for data in on_disk if data
    }
    told = huren("tender", "recheck", pack).out
    assert f"holds {len(kept)} papers" in told
    assert json.loads(huren("tender", "recheck", pack, "--json").out)["papers"] == len(kept)
    huren("key", "new", room / "me.pem", "--use", "officer", "--no-passphrase")
    huren("tender", "sign", pack, "--key", room / "me.pem", "-o", room / "signed", "--yes")
    signed = read_pack((room / "signed/pack.zip").read_bytes())
    assert kept.items() <= signed.items()
    assert parse_receipt(signed["receipt.json"]).body.header.officer
    name = min(kept)
    (room / "spoilt.zip").write_bytes(write_pack({**files, name: b"other"}))
    assert name in huren("tender", "recheck", room / "spoilt.zip", code=1).err
    (room / "strange.zip").write_bytes(write_pack({**files, "inputs/x.pdf": b"other"}))
    assert "inputs/x.pdf" in huren("tender", "recheck", room / "strange.zip", code=1).err


def test_a_paper_that_changes_meanwhile_is_named_and_nothing_written(
    huren: Huren, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_change(*given: Any, **how: Any) -> Any:
        found = read_folders(*given, **how)
        path = next(path for path in sorted((room / "bids/04").rglob("*")) if path.is_file())
        path.write_bytes(b"other")
        return found

    monkeypatch.setattr(room_of_check, "read_folders", read_and_change)
    assert "was changed" in check(huren, room, "-o", room / "o", code=2).err
    assert not (room / "o").exists()


def test_more_than_a_pack_holds_is_refused_before_a_page_is_read(
    huren: Huren, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tender.command.handed_in.MAX_PACK_BYTES", 10)
    monkeypatch.setattr(room_of_check, "read_folders", lambda *_, **__: pytest.fail("read"))
    assert "10 bytes" in check(huren, room, "-o", room / "o", code=1).err


def test_papers_are_kept_in_a_record_only(huren: Huren, room: Path) -> None:
    assert "-o is needed" in check(huren, room, code=2).err
