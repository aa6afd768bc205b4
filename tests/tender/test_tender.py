"""`huren tender`: forms for a clerk, output at the terminal, stopping and resuming a run."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from carriers.papers.cache import PaperCache
from carriers.papers.paper_file import PaperCode, PaperFile, UnreadPage
from carriers.papers.reading import PaperReader
from carriers.papers.reasons import explain
from credentials.words.pin_words import format_pin_words
from tender.command.documents import load_bidders, load_tender
from tender.command.handed_in import make_input, read_folders
from terminal.reports.layout import columns
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Done, Huren
from tests.harness.selection.by_day import by_day
from tests.world import World

pytestmark = pytest.mark.openings

EXAMPLE = ROOT / "examples" / "tender"
TRUST = ("--bundle", EXAMPLE / "bundle.json", "--pin", EXAMPLE / "pin.txt", "--now", "2026-05-20T16:00")
CQ = "did:web:cq.huren.example"


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


@pytest.fixture
def room(tmp_path: Path, paper_cache: Path) -> Path:
    """The example with the folders of the first two bidders only."""
    for name in ("tender.json", "bundle.json", "pin.txt"):
        shutil.copy(EXAMPLE / name, tmp_path)
    value = json.loads((EXAMPLE / "bidders.json").read_text(encoding="utf-8"))
    value["bidders"] = value["bidders"][:2]
    (tmp_path / "bidders.json").write_text(json.dumps(value), encoding="utf-8")
    for folder in ("01", "02"):
        shutil.copytree(EXAMPLE / "bids" / folder, tmp_path / "bids" / folder)
    (tmp_path / "cache").symlink_to(paper_cache)
    return tmp_path


def check(huren: Huren, room: Path, *words: object, code: int = 0) -> Done:
    files = room / "tender.json", room / "bidders.json"
    return huren("tender", "check", *files, *TRUST, "--cache", room / "cache", *words, code=code)


@pytest.fixture
def unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HUREN_BUNDLE", "HUREN_PIN"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("lang", by_day(("zh", "en"), {"zh"}))
@pytest.mark.usefixtures("unnamed")
def test_trust_data_beside_the_tender_is_used_and_said(huren: Huren, room: Path, lang: str) -> None:
    """The command that the example prints needs no option for trust data beside the tender."""
    shutil.copy(EXAMPLE / "bundle.huren-register", room)
    words = "tender", "check", room / "tender.json", room / "bidders.json", "--now", "2026-05-20T16:00"
    told = huren(*words, "--cache", room / "cache", "--lang", lang)
    said = told.err.replace("\n", " ")
    pin = format_pin_words((EXAMPLE / "pin.txt").read_text().strip(), "zh" if lang == "zh" else "en")
    assert "bundle.huren-register" in said
    assert pin in said
    assert ("贵协会" if lang == "zh" else "your association printed") in said
    named = huren(*words, "--cache", room / "cache", "--lang", lang, "--bundle", room / "bundle.json", code=2)
    assert "HUREN_PIN" in named.err


@pytest.mark.usefixtures("unnamed")
def test_several_files_of_trust_data_beside_the_tender_are_refused_by_name(huren: Huren, room: Path) -> None:
    shutil.copy(EXAMPLE / "bundle.huren-register", room)
    shutil.copy(EXAMPLE / "bundle-older.json", room / "bundle.json")
    words = "tender", "check", room / "tender.json", room / "bidders.json", "--now", "2026-05-20T16:00"
    told = huren(*words, "--cache", room / "cache", code=2).err
    assert "bundle.huren-register" in told
    assert "bundle.json" in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_tender_reads_as_it_stands(huren: Huren, tmp_path: Path, lang: str) -> None:
    huren("tender", "new", tmp_path / "t", *TRUST, "--home", CQ, "--lang", lang)
    tender = load_tender(tmp_path / "t" / "tender.toml").body
    assert tender.home == CQ
    load_bidders(tmp_path / "t" / "bidders.toml")
    told = huren("tender", "lint", tmp_path / "t" / "tender.toml", *TRUST, "--lang", lang)
    assert ("没有可提示之处" if lang == "zh" else "nothing to remark") in told.out
    text = (tmp_path / "t" / "tender.toml").read_text(encoding="utf-8")
    for scheme in ("cq-facility-operation", "cq-pollution-control", "cq-credit"):
        assert f"# {scheme}" in text
    assert "一级 > 二级 > 三级" in text
    assert "sc-" not in text


def test_nothing_is_written_over_and_a_home_is_asked_for(huren: Huren, tmp_path: Path) -> None:
    (tmp_path / "bidders.toml").write_text("mine")
    assert "bidders.toml" in huren("tender", "new", tmp_path, *TRUST, "--home", CQ, code=2).err
    assert not (tmp_path / "tender.toml").exists()
    assert CQ in huren("tender", "new", tmp_path / "t", *TRUST, code=2).err


def test_a_refusal_names_the_file_and_the_member(huren: Huren, room: Path) -> None:
    value = json.loads((room / "bidders.json").read_text())
    del value["bidders"][1]["uscc"]
    (room / "bidders.json").write_text(json.dumps(value))
    told = check(huren, room, "--json", code=1)
    refused = json.loads(told.out)["error"]
    assert refused["code"] == "member-missing"
    assert refused["field"] == "bidders.json: bidders[1].uscc"
    (room / "bidders.toml").write_text("type = \n")
    files = room / "tender.json", room / "bidders.toml"
    assert "line 1" in huren("tender", "check", *files, *TRUST, code=2).err


def test_toml_is_the_same_document_as_json(room: Path) -> None:
    lines = ['type = "Bidders/1"', "version = 1", "[[bidders]]", 'id = "B1"', 'name = "示例"',
             'uscc = "91500100MA000AAAAP"', 'lots = ["L1"]']  # fmt: skip
    (room / "one.toml").write_text("\n".join(lines), encoding="utf-8")
    bidder = {"id": "B1", "name": "示例", "uscc": "91500100MA000AAAAP", "lots": ["L1"]}
    (room / "one.json").write_text(json.dumps({"type": "Bidders/1", "version": 1, "bidders": [bidder]}))
    assert load_bidders(room / "one.toml").digest == load_bidders(room / "one.json").digest


@pytest.mark.parametrize("lang", by_day(("zh", "en"), {"zh"}))
def test_the_matrix_fits_a_terminal(huren: Huren, room: Path, lang: str) -> None:
    told = check(huren, room, "--lang", lang)
    assert [line for line in told.out.splitlines() if columns(line) > 80] == []
    rows = [line.split()[2:] for line in told.out.splitlines() if line.startswith("  B2 ")]
    marks = [[mark for mark in row if not mark.isdigit()] for row in rows]  # points are printed beside a mark
    decided = [row for row in marks if len(row) == 3 and {*row} <= {"✓", "✗", "?"}]
    assert decided == [["✓", "✗", "✓"], ["✓", "✓", "✗"]]
    lint = "供编写招标文件者参考" if lang == "zh" else "For whoever writes the tender"
    matrix, _, advice = told.out.partition(lint)
    assert ("贰级" in advice, "贰级" in matrix) == (True, False)
    assert "did:" not in told.out
    assert ("8 小时" if lang == "zh" else "8 hours old") in told.out


def test_a_folder_that_leads_elsewhere_is_refused(huren: Huren, room: Path) -> None:
    for folder in ("../bids", "/bids", "bids\\01", "C:bids"):
        value = json.loads((EXAMPLE / "bidders.json").read_text(encoding="utf-8"))
        value["bidders"] = [{**value["bidders"][0], "folder": folder}]
        (room / "bidders.json").write_text(json.dumps(value))
        assert "B1" in check(huren, room, code=2).err


def test_refusals_come_before_a_page_is_read(
    huren: Huren, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PaperReader, "read", None)
    value = json.loads((room / "bidders.json").read_text())
    value["bidders"][1]["lots"] = ["L9"]
    (room / "other.json").write_text(json.dumps(value))
    told = huren("tender", "check", room / "tender.json", room / "other.json", *TRUST, "--json", code=1)
    assert json.loads(told.out)["error"]["field"] == "other.json: bidders[1].lots"
    assert "tender.json" in check(huren, room, "--first", EXAMPLE / "tender.json", code=2).err
    shutil.rmtree(room / "bids/02")
    assert "bids/02" in check(huren, room, code=1).err


def test_a_bidder_without_files_is_named(huren: Huren, room: Path) -> None:
    shutil.rmtree(room / "bids/02")
    (room / "bids/02").mkdir()
    assert "B2" in check(huren, room).err


def test_a_run_that_was_stopped_goes_on(huren: Huren, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the second folder: files of the first are not read again."""
    (room / "cache").unlink()
    real: Callable[..., Any] = PaperReader.read

    def stop(self: PaperReader, folder: Path, *rest: Any, **more: Any) -> Any:
        if folder.name == "02":
            raise KeyboardInterrupt
        return real(self, folder, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(PaperReader, "read", stop)
        told = check(huren, room, code=130)
    assert "5 pages" in told.err
    seen = []
    bidders = load_bidders(room / "bidders.json").body

    def watch(self: PaperReader, folder: Path, *rest: Any, tell: Any, **more: Any) -> Any:
        def hear(reached: Any) -> None:
            seen.append((folder.name, reached.pages_read, reached.pages_known))
            tell(reached)

        return real(self, folder, *rest, tell=hear, **more)

    monkeypatch.setattr(PaperReader, "read", watch)
    read_folders(bidders, room, cache=PaperCache(room / "cache"), jobs=2)
    assert [one for one in seen if one[0] == "01"][-1] == ("01", 0, 5)
    assert [one for one in seen if one[0] == "02"][-1] == ("02", 4, 0)


def test_files_of_operating_systems_are_passed_over_and_counted(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bidders = load_bidders(room / "bidders.json").body
    before = read_folders(bidders, room, cache=PaperCache(room / "cache"), jobs=2)
    assert "Thumbs.db" not in capsys.readouterr().err
    for folder in ("01", "02"):
        [place] = room.glob(f"**/{folder}")
        (place / "Thumbs.db").write_bytes(b"x")
    assert read_folders(bidders, room, cache=PaperCache(room / "cache"), jobs=2) == before
    assert "(Thumbs.db, desktop.ini, .DS_Store, __MACOSX): 2" in capsys.readouterr().err


def test_a_page_that_could_not_be_read_leaves_the_file_unread() -> None:
    file = PaperFile("a.pdf", 9, "0" * 64, "pdf", 2, pages_unread=(UnreadPage(2, "page-too-slow"),))
    assert make_input(file).paper.unread == "page-too-slow"
    text = PaperFile("a.txt", 9, "0" * 64, "text", unread="paper-no-code")
    assert make_input(text).paper.unread is None


def test_an_unread_page_has_its_reason_on_the_terminal_and_on_paper(
    huren: Huren, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = UnreadPage(2, "page-damaged"), UnreadPage(3, "page-crashed")
    files = (
        PaperFile("a.pdf", 9, "0" * 64, "pdf", 3, pages_unread=pages),
        PaperFile("b.pdf", 9, "1" * 64, "pdf", unread="paper-locked"),
    )
    monkeypatch.setattr(PaperReader, "read", lambda *_, **__: files)
    told = check(huren, room, "-o", room / "out", "--lang", "zh")
    with pypdfium2.PdfDocument((room / "out/record.pdf").read_bytes()) as document:
        printed = "".join(page.get_textpage().get_text_range() for page in document)
    for text in (told.out, printed):
        bare = re.sub(r"[\s\u200b]", "", text)
        for page in pages:
            assert f"第{page.page}页" in bare
            assert re.sub(r"\s", "", explain(page.reason, page.page).sentence("zh")) in bare
        assert re.sub(r"\s", "", explain("paper-locked").sentence("zh")) in bare
        assert "第–页" not in bare


def test_an_attached_and_printed_credential_counts_once() -> None:
    world = World()
    data, other = world.issue(), world.issue()
    printed, attached = PaperCode(1, (1, 2, 3, 4), data=data), PaperCode(None, None, data=data)
    file = PaperFile("a.pdf", 9, "0" * 64, "pdf", 1, (attached, PaperCode(None, None, data=other), printed))
    assert [(code.data, code.page) for code in make_input(file).paper.codes] == [(other, None), (data, 1)]


def test_an_officers_key_is_named_by_itself(huren: Huren, tmp_path: Path) -> None:
    told = huren("key", "new", tmp_path / "me.pem", "--use", "officer", "--no-passphrase")
    assert told.out.strip() == f"did:key:{(tmp_path / 'me.pub').read_text().strip()}"
    assert "key list" not in told.err
    made = huren("key", "new", tmp_path / "m2.pem", "--use", "officer", "--no-passphrase", "--json")
    assert json.loads(made.out)["did"].startswith("did:key:z6Mk")
    assert "did" not in huren("key", "new", tmp_path / "m3.pem", "--no-passphrase").out
    assert "officer" in huren("key", "new", tmp_path / "m4.pem", "--use", "chair", code=2).err


def test_a_file_that_is_no_json_is_named_and_toml_under_its_name_is_told(
    huren: Huren, tmp_path: Path
) -> None:
    broken, other = tmp_path / "broken.json", tmp_path / "other.json"
    broken.write_text('{"type": "Tender/1",}', encoding="utf-8")
    other.write_text('type = "Tender/1"\n', encoding="utf-8")
    assert (
        "broken.json: this is not JSON (line 1, column 21)"
        in huren("tender", "lint", broken, *TRUST, code=1).err
    )
    told = huren("tender", "lint", other, *TRUST, "--lang", "zh", code=2).err
    assert "other.json 的内容是 TOML" in told
    assert "other.toml" in told


def test_the_sample_opening_is_written_and_checked_as_printed(huren: Huren, tmp_path: Path) -> None:
    folder = tmp_path / "room"
    told = huren("tender", "example", folder).err
    words = told[told.index("huren tender check") :].split()[1:]
    assert "示例" in (folder / "bidders.json").read_text(encoding="utf-8")
    assert words[:4] == ["tender", "check", str(folder / "tender.json"), str(folder / "bidders.json")]
    assert "room" in huren("tender", "example", folder, code=2).err, "it writes over nothing"
