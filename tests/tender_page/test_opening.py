"""A whole bid opening in the page, from the papers alone, in Chromium (group `browser`)."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from credentials.record import JsonObject
from signing.signer import Ed25519Signer
from tender.record.pack import read_pack, write_pack
from tests.harness.browser import find_violations
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.tender_page.hostile.hostile_papers import MARKUP, read_inert
from tests.tender_page.opening_visit import (
    COUNTED,
    NOW,
    Officer,
    expected_outcomes,
    look,
    officer,
    outcomes,
    print_alone,
    print_now,
    read_sheets,
    save,
    write_page,
)
from verifier.tender.record import TenderOpening, parse_receipt, recheck
from verifier.tender.record.inputs import list_inputs
from verifier.tender.record.printed_papers import parse_papers

pytestmark = pytest.mark.browser

NEAR = 4
"""Permitted difference of two renderings of a page, in permille."""


@dataclass
class Seen:
    """Results of one visit."""

    outcomes: dict[str, str]
    words: str
    pack: dict[str, bytes]
    kept: Path
    signed: dict[str, Any]
    officer: str
    print_file: list[str]
    tables: list[str]
    workbook: bytes
    printed: dict[str, str]
    sheets: list[str]
    announced: tuple[str, str]
    opened: str
    drawn: int
    small: list[str]
    marked: dict[str, Any]
    unsigned: tuple[str, str]
    codeless: tuple[str, str]
    short: list[str]
    refused: tuple[str, str | None]
    violations: list[str]
    overflow: list[str]
    stopped: "Stopped"
    again: tuple[int, dict[str, str]]


@dataclass
class Stopped:
    """State of the page when reading was stopped."""

    waiting: int
    records: int
    read: list[str]
    said: list[str]
    flags: list[str]
    printed: str
    announced: str


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_page(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def seen(
    browser: Any, address: str, room: Path, bidders: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> Seen:
    """The officer's path: documents, folders, a cell, a mark, the record unsigned and signed, paper.

    Papers are read once, with a stop on the way; a later visit remembers them.
    """
    folder = tmp_path_factory.mktemp("seen")
    with officer(browser, address) as person:
        person.context.add_init_script(COUNTED)
        page = person.open()
        printed = {"nothing": print_now(page)}
        person.give_documents(page, room)
        stopped = stop_and_go_on(person, page, room)
        printed["stopped"] = stopped.printed
        person.wait_read(page, len(bidders))
        announced = stopped.announced, page.locator("#announced").inner_text()
        printed["unsigned"] = print_now(page)
        page.locator("#filter-problem").click()
        page.locator("#language").click()
        printed["filtered"] = print_now(page)
        page.locator("#language").click()
        page.locator("#filter-all").click()
        short = page.locator("[id^='cell-']").all_inner_texts()
        codeless = [page.locator(of).inner_text() for of in (".tally > :last-child", "#codeless summary")]
        found, words = outcomes(page), page.locator("#common-words").inner_text().split()
        violations, overflow = look(page)
        page.locator("#cell-L1-B2-C1").click()
        page.locator(".opened canvas[data-drawn]").first.wait_for()
        opened, drawn = page.locator(".opened").inner_text(), page.locator(".opened canvas").count()
        violations += [f"open: {one}" for one in find_violations(page)]
        page.wait_for_function(
            "() => (dispatchEvent(new Event('beforeprint')), document.querySelector('.contact img'))"
        )
        small = page.locator("#printed figure:has(img)").evaluate_all(
            "(all) => all.map((e) => e.textContent)"
        )
        pack = read_pack(save(page, "#take-pack", folder / "unsigned.zip"))
        unsigned = [page.locator("#record-told").inner_text()]
        page.locator("#language").click()
        unsigned.append(page.locator("#record-told").inner_text())
        page.locator("#language").click()
        workbook = save(page, "#take-workbook", folder / "matrix.xlsx")
        page.evaluate("void (window.print = () => document.body.classList.add('printing'))")
        page.locator("#print-record").click()
        page.locator("body.printing").wait_for()
        printed["record"] = print_now(page)
        sheets = read_sheets(page.pdf(prefer_css_page_size=True))
        key = Ed25519Signer.from_seed(bytes(range(32)), "x#y")
        save_key(folder / "officer.pem", key.to_pem(None))
        page.locator("#signing summary").click()
        refused = refuse_key(page, folder)
        page.locator("#key-file").set_input_files(folder / "officer.pem")
        page.locator("#sign").click()
        page.locator("#record-told", has_text=key.multikey).wait_for()
        save(page, "#take-pack", folder / "pack.zip")
        signed = json.loads(save(page, "#take-receipt", folder / "receipt.json"))
        print_file, tables = print_alone(person, pack["record.html"], folder / "record.html")
        page.locator("[id='look-B5-证书.pdf-1']").click()
        page.locator("#mark-number").fill("CQ-FO-2026-0001")
        page.locator(".mark-page button").click()
        page.locator("[data-note=page-marked]", has_text="CQ-FO-2026-0001").wait_for()
        printed["marked"] = print_now(page)
        page.locator("#inputs > summary").click()
        marked = json.loads(save(page, ".document button.due", folder / "bidders.json"))
        page.close(run_before_unload=False)
        page = person.open()
        person.give_documents(page, room)
        person.give_folders(page, room / "bids")
        person.wait_read(page, len(bidders))
        again = page.evaluate("globalThis.pagesAsked"), outcomes(page)
    return Seen(
        found, " ".join(words), pack, folder, signed, key.multikey, print_file, tables, workbook, printed,
        sheets, announced, opened, drawn, small, marked, (unsigned[0], unsigned[1]),
        (codeless[0], codeless[1]), short, refused, violations, overflow, stopped, again,
    )  # fmt: skip


def stop_and_go_on(person: Officer, page: Any, room: Path) -> Stopped:
    """Choose folders, stop the reading after some, and resume it."""
    page.evaluate("globalThis.stopAfter = 6")
    person.give_folders(page, room / "bids")
    page.locator("#go-on").wait_for()
    page.locator(".cell").first.wait_for()
    stopped = Stopped(
        waiting=page.locator("li[data-state=stopped]").count(),
        records=page.locator("#take-pack:enabled").count(),
        read=page.locator("li[data-state=read]").evaluate_all("(all) => all.map((e) => e.dataset.bidder)"),
        said=page.locator("#paper-notes [data-note] b").all_inner_texts(),
        flags=page.locator("#results .note.warn b").all_inner_texts(),
        printed=print_now(page),
        announced=page.locator("#announced").inner_text(),
    )
    page.evaluate("globalThis.stopAfter = Infinity")
    page.locator("#go-on").click()
    return stopped


def refuse_key(page: Any, folder: Path) -> tuple[str, str | None]:
    """Choose a file without a key.

    Return the rest of its passphrase, and the signer of the record taken then.
    """
    (folder / "wrong.pem").write_text("示例")
    page.locator("#key-file").set_input_files(folder / "wrong.pem")
    page.locator("#key-passphrase").fill("x")
    page.locator("#sign").click()
    page.locator("#record-told", has_text="密钥已移除").wait_for()
    left = page.locator("#key-passphrase").input_value()
    header = json.loads(save(page, "#take-receipt", folder / "unsigned.json"))["header"]
    return left, header["officer"]


def test_every_outcome_is_the_one_worked_out_by_hand(seen: Seen, bidders: tuple[str, ...]) -> None:
    assert seen.outcomes == expected_outcomes(bidders)


def test_the_matrix_is_that_of_the_terminal(seen: Seen, opening: TenderOpening) -> None:
    receipt = json.loads(seen.pack["receipt.json"])
    matrix = opening.check(now=NOW).to_json()
    for part in ("cells", "criteria", "flags", "papers"):
        assert receipt[part] == matrix[part], part
    held: Any = matrix["credentials"]
    assert [one["digest"] for one in receipt["credentials"]] == [one["digest"] for one in held]


def test_every_paper_is_read_as_at_the_terminal(seen: Seen, opening: TenderOpening) -> None:
    """Files, pages, codes, pages without one, and reasons are the same; boxes differ by the rendering."""
    found = json.loads(seen.pack["receipt.json"])["inputs"]
    expected: list[JsonObject] = list_inputs(opening.inputs)
    boxes = [[code.pop("box") for code in one["codes"]] for one in found]
    for one, there in zip(expected, boxes, strict=True):
        codes: Any = one["codes"]
        for code, box in zip(codes, there, strict=True):
            here = code.pop("box")
            assert (here is None) == (box is None)
            assert all(abs(a - b) <= NEAR for a, b in zip(here or (), box or (), strict=True)), (here, box)
    assert found == expected


def test_the_terminal_checks_the_pack_again_to_the_same_bytes(seen: Seen) -> None:
    receipt = parse_receipt(seen.pack["receipt.json"])
    assert recheck(seen.pack, code=receipt.body.header.software).is_same


def test_the_terminal_compares_what_the_page_printed_and_names_what_was_altered(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, pack = Huren(capsys), seen.kept / "pack.zip"
    whole = " ".join(huren("tender", "recheck", pack).out.split())
    assert "Same bytes" in whole
    for name in ("record.html", "matrix.xlsx"):
        assert f"{name}: the file that the officer vouched for. Not set anew" in whole
    unsigned = "".join(huren("tender", "recheck", seen.kept / "unsigned.zip", "--lang", "zh").out.split())
    assert "record.html：与出具记录时一致；记录未经签署。未重新排版" in unsigned
    files = read_pack(pack.read_bytes())
    altered = files["record.html"].replace("不满足".encode(), "满足".encode(), 1)
    (seen.kept / "altered.zip").write_bytes(write_pack({**files, "record.html": altered}))
    told = json.loads(huren("tender", "recheck", seen.kept / "altered.zip", "--json", code=1).out)
    assert told["same"], "the record is what it was"
    assert {one["name"]: one["state"] for one in told["printed"]} == {
        "record.html": "changed",
        "matrix.xlsx": "same",
    }


def test_what_the_page_hands_out_says_what_each_file_is(seen: Seen) -> None:
    files = read_pack((seen.kept / "pack.zip").read_bytes())
    papers = parse_papers(files["papers.json"]).body
    assert papers.officer == f"did:key:{seen.officer}"
    assert {paper.name: paper.languages for paper in papers.files} == {
        "record.html": ("zh", "en"),
        "matrix.xlsx": ("zh",),
    }
    assert {paper.software.version.split()[-1] for paper in papers.files} == {"web"}
    assert files["matrix.xlsx"] == seen.workbook, "the one that is taken alone"
    assert "不签署" in seen.unsigned[0]
    assert "unsigned" in seen.unsigned[1], "in the language that is spoken now"


def test_pages_to_look_at_are_counted_as_they_are_listed_and_leave_absence_open(seen: Seen) -> None:
    tally, listed = (re.findall(r"\d+", said)[0] for said in seen.codeless)
    assert tally == listed
    assert any("页面待查看" in said for said in seen.short)
    assert not any("无证书" in said for said in seen.short)


def test_the_print_file_is_the_printed_record_in_both_languages_and_asks_for_nothing(seen: Seen) -> None:
    """The same words as the screen; number, receipt and page on every sheet, the words on the first."""
    text = seen.pack["record.html"].decode()
    assert MARKUP in read_inert(seen.pack["record.html"])
    assert re.findall(r'\bsrc="(?!data:image/jpeg;base64,)', text) == []
    assert "default-src 'none'" in text
    digest, words = parse_receipt(seen.pack["receipt.json"]).digest, seen.words.replace(" ", "")
    for place, sheet in enumerate(seen.print_file):
        assert digest in sheet
        assert f"{place + 1}/{len(seen.print_file)}" in sheet
        assert (words in sheet) == (place == 0)
    chinese, english = seen.tables
    assert chinese == seen.printed["record"]
    assert "不同意见及理由" in chinese
    assert "Annextothepapers" in english


def test_an_officer_signs_with_a_key_file(seen: Seen) -> None:
    header = seen.signed["header"]
    assert header["officer"] == f"did:key:{seen.officer}"
    assert header["proof"]["verificationMethod"].startswith(header["officer"])
    assert json.loads(seen.pack["receipt.json"])["header"]["officer"] is None, "unsigned without one"


def test_after_a_wrong_key_file_the_record_can_be_taken_unsigned(seen: Seen) -> None:
    assert seen.refused == ("", None)


def test_an_open_cell_says_what_was_asked_what_counts_and_where_it_stands(seen: Seen) -> None:
    for words in (
        "招标文件第 12 页",
        "须具有生活污水处理二级及以上运行服务能力",
        "第四条第一款（示例）",
        "资格文件.pdf 第",
    ):
        assert words in seen.opened, words
    assert seen.drawn >= 1, "the picture of the page"


def test_a_mark_is_a_new_version_that_names_the_one_before(seen: Seen, opening: TenderOpening) -> None:
    assert seen.marked["version"] == 2
    assert seen.marked["previous"] == opening.bidders.digest
    (marks,) = (one["marks"] for one in seen.marked["bidders"] if one["id"] == "B5")
    assert marks == [{"file": "证书.pdf", "page": 1, "claims": "CQ-FO-2026-0001"}]


def test_no_cell_of_the_workbook_is_a_formula(seen: Seen) -> None:
    with zipfile.ZipFile(io.BytesIO(seen.workbook)) as opened:
        sheets = [opened.read(name).decode() for name in opened.namelist() if "worksheets" in name]
    assert len(sheets) == 3
    for sheet in sheets:
        assert "<f" not in sheet
        assert {*re.findall(r'<c t="(\w+)"', sheet)} == {"inlineStr"}


def test_every_printed_page_bears_number_receipt_and_its_own_number_and_the_first_the_words(
    seen: Seen, opening: TenderOpening
) -> None:
    digest = parse_receipt(seen.pack["receipt.json"]).digest
    words = seen.words.replace(" ", "")
    for place, sheet in enumerate(seen.sheets):
        assert f"证书核验记录·{opening.tender.body.number}·核验回执摘要{digest}" in sheet
        assert f"{place + 1}/{len(seen.sheets)}" in sheet
        assert (words in sheet) == (place == 0)
    assert len(seen.sheets) > 1
    assert "不同意见及理由" in "".join(seen.sheets)


def test_what_the_browser_prints_is_what_is_on_the_screen(seen: Seen) -> None:
    """An empty page, a part, everything without a receipt, the other language, a filter, a mark."""
    words = seen.words.replace(" ", "")
    assert "请先在页面上备齐招标要求、投标人名单和投标文件夹" in seen.printed["nothing"]
    assert "本页不是记录" in seen.printed["stopped"]
    assert f"文件夹已读{len(seen.stopped.read)}/" in seen.printed["stopped"]
    assert words not in seen.printed["stopped"]
    assert "尚未读完" in seen.printed["stopped"]
    assert words in seen.printed["unsigned"]
    assert "·未出具回执" in seen.printed["unsigned"]
    assert "不同意见及理由" not in seen.printed["unsigned"], "nothing to sign without a receipt"
    assert "Bythefilter“Aqualificationnotmetoropen”" in seen.printed["filtered"]
    assert "CQ-FO-2026-0001" in seen.printed["marked"]
    assert "·未出具回执" in seen.printed["marked"], "the receipt was of the check before"


def test_the_contact_sheet_is_printed_with_the_pictures_of_its_pages(seen: Seen) -> None:
    assert any("证书.pdf 第 1 页" in caption for caption in seen.small)


def test_the_page_says_when_the_matrix_is_finished(seen: Seen) -> None:
    before, after = seen.announced
    assert before == ""
    assert re.fullmatch(r"核验完毕：满足 \d+、不满足 \d+、无法确定 \d+。", after)


def test_axe_and_a_ruler_find_nothing(seen: Seen) -> None:
    assert seen.violations == []
    assert seen.overflow == []


def test_a_stopped_run_has_no_record_and_speaks_of_what_was_read(seen: Seen) -> None:
    """It goes on to the outcomes above."""
    stopped = seen.stopped
    assert stopped.waiting > 0
    assert stopped.records == 0, "no record of a part"
    assert [one for one in stopped.said if one.split()[0] not in stopped.read] == [], (
        "of folders not read yet"
    )
    flags = [one for one in stopped.flags if one.split()[-3:] == ["L1", "·", "B5"]]
    assert "B5" in stopped.read or flags == []


def test_a_later_visit_reads_nothing_twice(seen: Seen, bidders: tuple[str, ...]) -> None:
    """But for the page that could not be read, a damaged picture."""
    assert seen.again == (1, expected_outcomes(bidders))
