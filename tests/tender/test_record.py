"""The record of the example: written once, reproducible anywhere, compared, shown in part."""

import hashlib
import io
import json
import shutil
import socket
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

import terminal.clock
from credentials.times import CHINA
from tender.command.record_files import load_officer
from tender.record.pack import read_pack, write_pack
from terminal.reports.layout import columns
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Huren
from tests.harness.processes.namespaces import in_namespace
from verifier.numbers.register import join_register
from verifier.tender.record.document import InstalledCode, parse_receipt
from verifier.tender.record.printed_papers import parse_papers, vouch

pytestmark = pytest.mark.openings

EXAMPLE = ROOT / "examples" / "tender"
OPENING, AWARD = "2026-05-20T16:00", "2026-06-05T17:00"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, paper_cache: Path) -> Path:
    folder = tmp_path_factory.mktemp("room") / "tender"
    shutil.copytree(EXAMPLE, folder)
    (folder / "cache").symlink_to(paper_cache)
    return folder


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Huren:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    return Huren(capsys)


def check(huren: Huren, room: Path, bundle: str, now: str, out: Path, *words: object, code: int = 0) -> Any:
    files = room / "tender.json", room / "bidders.json"
    trust = "--bundle", room / bundle, "--pin", room / "pin.txt"
    kept = "--cache", room / "cache", "-o", out
    return huren("tender", "check", *files, *trust, "--now", now, *kept, *words, code=code)


@pytest.fixture
def opening(huren: Huren, room: Path) -> Path:
    """The signed pack of the opening, made once."""
    if not (room / "opening").exists():
        huren("key", "new", room / "me.pem", "--use", "officer", "--no-passphrase")
        check(huren, room, "bundle.json", OPENING, room / "opening", "--key", room / "me.pem", "--yes")
    return room / "opening/pack.zip"


def officer(room: Path) -> str:
    return f"did:key:{(room / 'me.pub').read_text().strip()}"


def test_the_record_is_five_files_and_the_pack_holds_what_it_rests_on(room: Path, opening: Path) -> None:
    written = {path.name for path in opening.parent.iterdir()}
    assert written == {"receipt.json", "papers.json", "record.pdf", "matrix.xlsx", "pack.zip"}
    files = read_pack(opening.read_bytes())
    kept = {"receipt.json", "record.pdf", "matrix.xlsx", "tender.json", "bidders.json", "bundle.json"}
    assert kept < {*files}
    assert sum(name.startswith("credentials/") for name in files) == 26
    receipt = parse_receipt(files["receipt.json"]).body
    assert receipt.header.officer == officer(room)
    assert receipt.header.counts.files == 21


def test_the_record_is_reproduced_elsewhere_in_another_language_five_years_later(
    huren: Huren, room: Path, opening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = huren("tender", "recheck", opening, "--json").out
    later = datetime.now(CHINA) + timedelta(days=5 * 365)  # noqa: TID251 - the clock itself is moved
    monkeypatch.setattr(terminal.clock, "read_clock", lambda: later)
    shutil.copy(opening, tmp_path / "pack.zip")
    monkeypatch.chdir(tmp_path)
    again = huren("tender", "recheck", "pack.zip", "--officer", officer(room), "--json", "--lang", "zh").out
    one, two = json.loads(here), json.loads(again)
    assert one.pop("words") != two.pop("words"), "the words are in the language spoken"
    assert one == two
    assert one["same"] is one["sameCode"] is True
    told = huren("tender", "recheck", "pack.zip", "--lang", "zh").out
    assert "字节相同" in told
    assert [line for line in told.splitlines() if columns(line) > 80] == []


def test_a_register_file_serves_as_the_bundle_that_is_in_it(
    huren: Huren, room: Path, opening: Path, tmp_path: Path
) -> None:
    register = join_register((room / "bundle.json").read_bytes(), [])
    (room / "bundle.huren-register").write_bytes(register)
    check(huren, room, "bundle.huren-register", OPENING, tmp_path / "o")
    kept, before = (read_pack(path.read_bytes()) for path in (tmp_path / "o/pack.zip", opening))
    assert kept["bundle.json"] == before["bundle.json"]


@pytest.mark.parametrize("lang", ["C.UTF-8", pytest.param("en_US.UTF-8", marks=pytest.mark.night)])
def test_a_record_is_in_both_languages_where_nobody_names_one(
    huren: Huren, room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """A committee that reads Chinese must not get English alone."""
    for name in ("HUREN_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    check(huren, room, "bundle.json", OPENING, tmp_path / "o")
    with pypdfium2.PdfDocument(tmp_path / "o/record.pdf") as file:
        pages = [page.get_textpage().get_text_bounded() for page in file]
    chinese = [number for number, page in enumerate(pages) if "评标资料附件" in page]
    english = [number for number, page in enumerate(pages) if "Annex to the papers" in page]
    assert (len(chinese), len(english)) == (int(lang == "C.UTF-8"), 1)
    assert [*chinese, *english][0] == 0


def test_a_record_is_never_written_over(huren: Huren, room: Path, opening: Path) -> None:
    before = opening.read_bytes()
    told = check(huren, room, "bundle.json", OPENING, opening.parent, code=2)
    assert "receipt.json" in told.err
    assert opening.read_bytes() == before


def test_papers_missing_from_a_pack_are_named(
    huren: Huren, room: Path, opening: Path, tmp_path: Path
) -> None:
    """A pack with papers or credentials removed must not pass as the same bytes."""
    check(huren, room, "bundle.json", OPENING, tmp_path / "o", "--with-inputs")
    files = read_pack((tmp_path / "o/pack.zip").read_bytes())
    whole = " ".join(huren("tender", "recheck", tmp_path / "o/pack.zip").out.split())
    assert "21 files were recorded" in whole
    assert "record.pdf: as it was written with the record, which nobody signed. Set anew" in whole
    assert "missing" not in whole
    gone = next(name for name in files if name.startswith("inputs/"))
    left = {name: data for name, data in files.items() if name != gone}
    (tmp_path / "less.zip").write_bytes(write_pack({**left, "extra.txt": b""}))
    told = "".join(huren("tender", "recheck", tmp_path / "less.zip", code=1).out.split())
    assert f"Papersmissingfromthepack:{gone}." in told
    assert "extra.txt" in told


def test_a_page_that_was_edited_is_not_what_the_officer_vouched_for(
    huren: Huren, opening: Path, tmp_path: Path
) -> None:
    """People sign the pages: a change of them in the pack must not pass as the same record."""
    whole = "".join(huren("tender", "recheck", opening, "--lang", "zh").out.split())
    assert "record.pdf：与核验人确认的文件一致。重新排版，字节相同。" in whole
    files = read_pack(opening.read_bytes())
    pack = tmp_path / "other.zip"
    pack.write_bytes(write_pack({**files, "record.pdf": files["record.pdf"].replace(b"%%EOF", b"%%eof")}))
    told = json.loads(huren("tender", "recheck", pack, "--json", code=1).out)
    assert told["same"] is True
    assert {one["name"]: one["state"] for one in told["printed"]} == {
        "record.pdf": "changed",
        "matrix.xlsx": "same",
        "thumbnails.json": "same",
    }
    pack.write_bytes(write_pack({**files, "record.pdf": files["record.pdf"] + b"a seal"}))
    assert "may show other pages" in " ".join(huren("tender", "recheck", pack).out.split())


@pytest.mark.night
def test_files_that_nobody_vouches_for_are_set_anew_or_told_to_be_compared_with_nothing(
    huren: Huren, opening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a statement both files could be swapped, and must not pass as the same record."""
    files = read_pack(opening.read_bytes())
    files.pop("papers.json")
    pack = tmp_path / "other.zip"
    pack.write_bytes(write_pack({**files, "record.pdf": files["record.pdf"] + b"a seal"}))
    told = " ".join(huren("tender", "recheck", pack).out.split())
    assert (
        told.count("nobody vouches for it; the receipt says what was recorded. Set anew: the same bytes.")
        == 2
    )
    other = {"record.pdf": b"%PDF other", "matrix.xlsx": files["matrix.xlsx"][:-1] + b"?"}
    pack.write_bytes(write_pack({**files, **other}))
    told = json.loads(huren("tender", "recheck", pack, "--json", code=1).out)
    again = {one["name"]: (one["state"], one["again"]) for one in told["printed"]}
    assert again == {
        "record.pdf": ("unvouched", False),
        "matrix.xlsx": ("unvouched", False),
        "thumbnails.json": ("unvouched", None),
    }
    newer = InstalledCode(version="9.9.9", digest="0" * 64)
    monkeypatch.setattr("tender.command.compare.installed_code", lambda: newer)
    told = " ".join(huren("tender", "recheck", pack).out.split())
    assert told.count("It was not compared with anything") == 2


def test_a_damaged_pack_is_not_compared(huren: Huren, opening: Path, tmp_path: Path) -> None:
    files = read_pack(opening.read_bytes())
    other = files["tender.json"].replace(b'"version":1', b'"version":2', 1)
    assert other != files["tender.json"]
    for name, data in (("tender.json", other), ("bidders.json", b"{"), ("bundle.json", b"{}")):
        (tmp_path / "other.zip").write_bytes(write_pack({**files, name: data}))
        told = huren("tender", "diff", opening, tmp_path / "other.zip", code=1)
        assert "damaged" in told.err
        assert name in told.err


@pytest.mark.night
def test_pages_are_set_anew_with_the_pictures_that_were_vouched_for_or_not_at_all(
    huren: Huren, opening: Path, tmp_path: Path
) -> None:
    files = read_pack(opening.read_bytes())
    assert b"TenderThumbnails/1" in files["thumbnails.json"]
    pack = tmp_path / "other.zip"
    left = {name: data for name, data in files.items() if name != "thumbnails.json"}
    other = files["thumbnails.json"].replace(b'"page":', b'"page": ')
    for changed, state in ((left, "missing"), ({**left, "thumbnails.json": other}, "changed")):
        pack.write_bytes(write_pack(changed))
        told = json.loads(huren("tender", "recheck", pack, "--json", code=1).out)
        assert told["same"] is True
        again = {one["name"]: (one["state"], one["again"]) for one in told["printed"]}
        assert again == {
            "record.pdf": ("same", None),
            "matrix.xlsx": ("same", True),
            "thumbnails.json": (state, None),
        }
    assert "缩略图" in "".join(huren("tender", "recheck", pack, "--lang", "zh", code=1).out.split())


def test_an_officer_does_not_vouch_for_pages_that_the_record_does_not_make(
    huren: Huren, room: Path, opening: Path, tmp_path: Path
) -> None:
    files = read_pack(opening.read_bytes())
    other = files["record.pdf"] + b"% another sentence"
    receipt = parse_receipt(files["receipt.json"])
    papers = parse_papers(files["papers.json"]).body.files
    digest = hashlib.sha256(other).hexdigest()
    mended = [p.model_copy(update={"sha256": digest, "size": len(other)}) if p.typst else p for p in papers]
    statement = vouch(receipt, mended, load_officer(room / "me.pem"))
    pack = tmp_path / "other.zip"
    pack.write_bytes(write_pack({**files, "record.pdf": other, "papers.json": statement.data}))
    told = "".join(huren("tender", "recheck", pack, "--lang", "zh", code=1).out.split())
    assert "此文件所载与记录不一致" in told


@pytest.mark.night
def test_a_file_by_other_software_is_not_set_anew_and_spares_no_other(
    huren: Huren, room: Path, opening: Path, tmp_path: Path
) -> None:
    """Otherwise the key's holder could declare one file a browser's, and no page would be compared."""
    files = read_pack(opening.read_bytes())
    papers = parse_papers(files["papers.json"]).body.files
    assert {paper.languages for paper in papers if paper.name == "matrix.xlsx"} == {("zh",)}
    web = InstalledCode(version="0.1.0 web", digest="5a" * 32)
    mended = [p if p.typst else p.model_copy(update={"software": web}) for p in papers]
    statement = vouch(parse_receipt(files["receipt.json"]), mended, load_officer(room / "me.pem"))
    pack = tmp_path / "other.zip"
    pack.write_bytes(write_pack({**files, "papers.json": statement.data}))
    told = json.loads(huren("tender", "recheck", pack, "--json").out)
    again = {one["name"]: one["again"] for one in told["printed"]}
    assert (again["record.pdf"], again["matrix.xlsx"]) == (True, None)


@pytest.mark.night
def test_no_name_of_a_file_keeps_a_record_from_being_made(
    huren: Huren, tmp_path: Path, paper_cache: Path
) -> None:
    other = tmp_path / "tender"
    shutil.copytree(EXAMPLE, other)
    (other / "cache").symlink_to(paper_cache)
    (other / "bids/02/废气.json").rename(other / "bids/02/📄=1+1.json")
    (other / "bids/06/信用.txt").rename(other / "bids/06/a\tb\x1b[31m.txt")
    told = check(huren, other, "bundle.json", OPENING, tmp_path / "o")
    assert "record.pdf" in told.err
    assert "\x1b[31m" not in told.out + told.err
    receipt = parse_receipt((tmp_path / "o/receipt.json").read_bytes()).body
    assert {"📄=1+1.json", "a\\u0009b\\u001b[31m.txt"} < {entry.path for entry in receipt.inputs}
    assert json.loads(huren("tender", "recheck", tmp_path / "o/pack.zip", "--json").out)["same"] is True


@pytest.mark.night
def test_a_record_is_made_without_a_network(room: Path, opening: Path, tmp_path: Path) -> None:
    """In a network namespace without even a loopback interface."""
    files = room / "tender.json", room / "bidders.json"
    trust = "--bundle", room / "bundle.json", "--pin", room / "pin.txt", "--now", OPENING
    words = "tender", "check", *files, *trust, "--cache", tmp_path / "cache", "-o", tmp_path / "o"
    told = in_namespace('exec unshare --net "$@"', sys.executable, "-m", "cli.main", *words)
    assert "Record" in told
    assert (tmp_path / "o/pack.zip").exists()


def test_a_key_without_a_place_for_the_record_is_asked_about(huren: Huren, room: Path, opening: Path) -> None:
    files = room / "tender.json", room / "bidders.json"
    assert "-o" in huren("tender", "check", *files, "--key", room / "me.pem", code=2).err


def test_the_signer_is_asked_before_signing(
    huren: Huren, room: Path, opening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    told = check(huren, room, "bundle.json", OPENING, tmp_path / "o", "--key", room / "me.pem", code=2)
    assert "L1" in told.out
    assert "nothing was signed" in told.err
    assert not (tmp_path / "o").exists()
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    told = check(huren, room, "bundle.json", OPENING, tmp_path / "o", "--key", room / "me.pem")
    assert officer(room) in told.out


def test_another_officer_or_a_changed_file_is_told(
    huren: Huren, room: Path, opening: Path, tmp_path: Path
) -> None:
    stranger = "did:key:z6MkjjxDHpoBoRAtq51XKQ2mQibBnXvnxCRjTC8Kk8PqHErK"
    assert "another key" in huren("tender", "recheck", opening, "--officer", stranger, code=1).err
    told = huren(
        "tender", "recheck", opening, "--officer", officer(room).removeprefix("did:key:"), code=2
    ).err
    assert "another key" not in told
    assert "did:key:z6Mk…" in told
    files = read_pack(opening.read_bytes())
    tender = json.loads(files["tender.json"])
    tender["title"] = "示例：改动"
    files["tender.json"] = json.dumps(tender, ensure_ascii=False).encode()
    (tmp_path / "changed.zip").write_bytes(write_pack(files))
    changed = huren("tender", "recheck", tmp_path / "changed.zip", code=1).out
    assert "Not the same bytes" in changed
    assert "text of the tender differs under the same version" in " ".join(changed.split())


def words_of(huren: Huren, pack: Path) -> str:
    return str(json.loads(huren("tender", "recheck", pack, "--json").out)["words"])


@pytest.mark.night
def test_two_rooms_read_the_same_words_only_by_the_same_trust_data(
    huren: Huren, room: Path, opening: Path, tmp_path: Path
) -> None:
    check(huren, room, "bundle.json", "2026-05-20T17:30", tmp_path / "same")
    aged = check(huren, room, "bundle-older.json", OPENING, tmp_path / "older").out
    assert "(older than 24 hours)" in " ".join(aged.split()), "in words, not by colour alone"
    here = words_of(huren, opening)
    assert words_of(huren, tmp_path / "same/pack.zip") == here
    assert words_of(huren, tmp_path / "older/pack.zip") != here
    told = huren("tender", "diff", opening, tmp_path / "older/pack.zip").out
    assert "Other trust data." in told
    assert "0 cells changed" in told


def test_opening_and_award_differ_by_the_suspension_and_not_by_what_came_late(
    huren: Huren, opening: Path, tmp_path: Path, paper_cache: Path
) -> None:
    room = tmp_path / "tender"
    shutil.copytree(EXAMPLE, room)
    (room / "cache").symlink_to(paper_cache)
    shutil.copytree(room / "late", room / "bids", dirs_exist_ok=True)
    award = "--award-at", "2026-06-05T15:00"
    told = check(huren, room, "bundle-award.json", AWARD, tmp_path / "blind", *award, "--lang", "zh")
    assert "均视为按时提交" in told.err
    more = *award, "--first", opening
    told = check(huren, room, "bundle-award.json", AWARD, tmp_path / "award", *more, "--lang", "zh")
    assert "补交.pdf：事后提交" in told.out
    assert "按时提交" not in told.err
    after = tmp_path / "award/pack.zip"
    receipts = [parse_receipt(read_pack(path.read_bytes())["receipt.json"]) for path in (opening, after)]
    assert receipts[1].body.header.first == receipts[0].digest
    value = json.loads(huren("tender", "diff", opening, after, "--json").out)
    turned = [(cell["bidder"], cell["requirement"], cell["causes"][0]["code"]) for cell in value["cells"]]
    assert turned == [("B5", "R1", "status-event"), ("B6", "R1", "status-event")]
    assert "开标后 8 天" in huren("tender", "diff", opening, after, "--lang", "zh").out
    assert json.loads(huren("tender", "recheck", after, "--json").out)["same"] is True


def test_an_extract_tells_of_one_bidder_and_is_checked_alone(
    huren: Huren, room: Path, opening: Path, tmp_path: Path
) -> None:
    huren("tender", "extract", opening, "--bidder", "B12", "--lot", "L2", "-o", tmp_path / "x.json")
    told = huren("tender", "recheck", tmp_path / "x.json", "--officer", officer(room)).out
    assert "3 rows" in told
    text = (tmp_path / "x.json").read_text(encoding="utf-8")
    named = json.loads((EXAMPLE / "bidders.json").read_text(encoding="utf-8"))["bidders"]
    assert [one["id"] for one in named if one.get("uscc") and one["uscc"] in text] == ["B12"]
    value = json.loads(text)
    value["rows"][0]["row"]["state"] = "met"
    (tmp_path / "forged.json").write_text(json.dumps(value))
    assert "row 1" in huren("tender", "recheck", tmp_path / "forged.json", code=1).err
    assert "no such row" in huren("tender", "extract", opening, "--bidder", "B99", code=1).err


def test_a_file_that_is_not_a_record_is_refused(huren: Huren, opening: Path, tmp_path: Path) -> None:
    assert "pack.zip" in huren("tender", "recheck", opening.parent / "receipt.json", code=2).err
    (tmp_path / "cut.zip").write_bytes(opening.read_bytes()[:-9])
    huren("tender", "recheck", tmp_path / "cut.zip", code=1)
    huren("tender", "recheck", EXAMPLE / "tender.json", code=2)
    huren("tender", "diff", opening, tmp_path / "none.zip", code=2)
