"""Signing a record or an extract, and the files that signing may replace."""

from pathlib import Path

import pytest

from keys_example import example_pem
from tender.record.pack import read_pack, write_pack
from tests.harness.checkout import ROOT
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.tender.packs import lay_down
from tests.verifier.tender.record.drawn import OFFICER
from verifier.tender.record import parse_receipt
from verifier.tender.record.document import TenderReceipt

pytestmark = pytest.mark.openings


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_down(tmp_path_factory.mktemp("room"))


def read(path: Path) -> TenderReceipt:
    return parse_receipt(read_pack(path.read_bytes())["receipt.json"]).body


def sign(huren: Huren, record: Path, key: Path, out: Path, *words: str, code: int = 0) -> str:
    told = huren("tender", "sign", record, "--key", key, "-o", out, "--yes", *words, code=code)
    return " ".join((told.out + told.err).split())


def test_a_record_by_a_browser_is_rechecked_shown_and_signed(
    huren: Huren, room: Path, tmp_path: Path
) -> None:
    told = sign(huren, room / "pack.zip", room / "me.pem", tmp_path / "o")
    assert "L1" in told
    assert OFFICER.multikey in told
    before, after = read(room / "pack.zip"), read(tmp_path / "o/pack.zip")
    assert {*read_pack((tmp_path / "o/pack.zip").read_bytes())} >= {"record.pdf", "matrix.xlsx"}
    assert after.header.officer == f"did:key:{OFFICER.multikey}"
    unsigned = {"officer": None, "proof": None}
    assert after.header.model_copy(update=unsigned) == before.header.model_copy(update=unsigned)
    again = huren("tender", "recheck", tmp_path / "o/pack.zip", "--officer", after.header.officer).out
    assert "Same bytes" in again
    assert "Drawn up in a browser" in again


def test_a_record_is_signed_once(huren: Huren, room: Path, tmp_path: Path) -> None:
    assert "signed already" in sign(huren, room / "signed.zip", room / "me.pem", tmp_path / "o", code=1)


def test_a_receipt_without_its_pack_is_not_signed(huren: Huren, room: Path, tmp_path: Path) -> None:
    assert "pack.zip" in sign(huren, room / "pack.json", room / "me.pem", tmp_path / "o", code=2)


def test_a_record_that_rechecks_differently_is_not_signed(huren: Huren, room: Path, tmp_path: Path) -> None:
    files = read_pack((room / "pack.zip").read_bytes())
    files["tender.json"] = files["tender.json"].replace("示例".encode(), "改动".encode(), 1)
    (tmp_path / "pack.zip").write_bytes(write_pack(files))
    told = sign(huren, tmp_path / "pack.zip", room / "me.pem", tmp_path / "o", code=1)
    assert "Not the same bytes" in told
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(("use", "word"), [("assessment", "assessment key"), ("root", "root key")])
def test_an_association_s_key_is_refused_by_name(
    use: str, word: str, huren: Huren, room: Path, tmp_path: Path
) -> None:
    save_key(tmp_path / "key.pem", example_pem(f"cq-{use}"))
    told = sign(huren, room / "pack.zip", tmp_path / "key.pem", tmp_path / "o", code=1)
    assert word in told
    assert "--use officer" in told


def test_an_association_s_key_is_refused_before_a_page_is_read(huren: Huren, tmp_path: Path) -> None:
    save_key(tmp_path / "key.pem", example_pem("cq-publication"))
    example = ROOT / "examples/tender"
    files = example / "tender.json", example / "bidders.json"
    trust = "--bundle", example / "bundle.json", "--pin", example / "pin.txt", "--now", "2026-05-20T16:00"
    signed = "-o", tmp_path / "o", "--key", tmp_path / "key.pem", "--cache", tmp_path / "cache"
    told = huren("tender", "check", *files, *trust, *signed, "--yes", code=1)
    assert "publication key" in told.err
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


def test_nobody_vouches_for_an_unsigned_extract(huren: Huren, room: Path) -> None:
    """An invented extract can be just as consistent."""
    told = huren("tender", "recheck", room / "pack-extract.json", code=3).out
    assert told.splitlines()[1].startswith("Nobody vouches for this extract")
    assert "belong to the record" not in told
    assert (
        "此摘录未经签署，无人负责"
        in huren("tender", "recheck", room / "pack-extract.json", "--lang", "zh", code=3).out
    )
    signed = " ".join(huren("tender", "recheck", room / "signed-extract.json").out.split())
    assert f"signed by the key did:key:{OFFICER.multikey}: compare it" in signed
    assert "nobody vouches" in " ".join(
        huren("tender", "extract", room / "pack.zip", "--bidder", "B1", "-o", "-").err.split()
    )


def test_an_extract_is_written_over_nothing_unless_that_is_said(
    huren: Huren, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "extract.json").write_text("mine")
    words = "tender", "extract", room / "signed.zip", "--bidder", "B1"
    assert "extract.json exists already" in huren(*words, code=2).err
    assert (tmp_path / "extract.json").read_text() == "mine"
    huren(*words, "--force")
    assert (tmp_path / "extract.json").read_text() != "mine"
    assert "TenderExtract/1" in huren(*words, "-o", "-").out


def test_the_words_leave_out_remarks_on_bids_as_a_whole_and_say_so(huren: Huren, room: Path) -> None:
    assert {flag.code for flag in read(room / "pack.zip").flags} == {"double-participation"}
    told = " ".join(huren("tender", "recheck", room / "pack.zip").out.split())
    assert "leave out the remarks on bids as a whole (1)" in told
