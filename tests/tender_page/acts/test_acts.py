"""An officer's acts on kept records, in the page as at the terminal (group `browser`)."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.agreement_names import AgreementNames
from tender.command.compare import compare_kept
from tender.command.record_files import KeptRecord, load_record
from tender.record.pack import read_pack, write_pack
from tests.harness.browser import DESKTOP, PHONE, find_overflow, find_violations
from tests.tender_page.opening_visit import BUNDLE, EXAMPLE, NOW, PIN, officer, write_documents, write_page
from tests.verifier.tender.opening import OPENING, A, Room, requirement, single, tender
from tests.verifier.tender.record.drawn import CODE, OFFICER, SEED, draw, opening_of
from verifier.reliance.snapshot import take_snapshot
from verifier.tender import Unsigned, parse_bidders, parse_tender
from verifier.tender.record import (
    TenderOpening,
    TenderReceipt,
    check_objection,
    list_pack,
    make_extract,
    parse_objection,
    parse_receipt,
    recheck,
)
from verifier.tender.record.paper.telling import say_cause
from verifier.tender.record.printed_papers import VouchedFile, vouch

pytestmark = [pytest.mark.browser, pytest.mark.night]

AWARDED = "2026-05-20T15:30:00+08:00"


@dataclass
class Seen:
    """Results of one visit."""

    alone: str
    extract: bytes
    shown: list[str]
    altered: list[str]
    changed: str
    at_award: str
    in_view: Path
    award: dict[str, bytes]
    objections: list[Any]
    english: str
    violations: list[str]
    overflow: list[str]


@dataclass
class Records:
    """The records of a small opening and its award, and an earlier record of the example."""

    before: Unsigned[TenderReceipt]
    after: Unsigned[TenderReceipt]
    earlier: Unsigned[TenderReceipt]


def lay_down(folder: Path) -> Records:
    """Write packs `opening.zip` and `award.zip`, their extracts, and `earlier.json` of another tender."""
    room, asked = Room(), tender(requirement(validAt="all"))
    room.hand_in(A)
    room.world.publish()
    listed = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    award = OPENING + timedelta(days=10)

    def pack(name: str, now: Any, award_at: Any = None) -> Unsigned[TenderReceipt]:
        opening = opening_of(room.world, asked, listed, {"B1": room.papers})
        receipt = draw(opening, now, award_at)
        (folder / f"{name}.zip").write_bytes(write_pack(list_pack(receipt, opening)))
        return receipt

    before = pack("opening", OPENING)
    since = OPENING + timedelta(days=8)
    room.world.suspend(room.papers[0].codes[0].data, effective_from=since, created=since, reason="complaint")  # type: ignore[arg-type]
    room.world.now = award + timedelta(hours=1)
    room.world.publish()
    after = pack("award", room.world.now, award)
    lay_down_altered(folder, after)
    extract = make_extract(before, "B1")
    (folder / "extract.json").write_bytes(extract.data)
    (folder / "changed.json").write_bytes(extract.data.replace(b'"state":"met"', b'"state":"not-met"', 1))
    write_documents(folder)
    opening = TenderOpening(
        parse_tender((folder / "tender.json").read_bytes()),
        parse_bidders((folder / "bidders.json").read_bytes()),
        {},
        BUNDLE,
        PIN,
    )
    earlier = draw(opening, NOW - timedelta(hours=1), seed=SEED, code=CODE, signer=OFFICER)
    (folder / "earlier.json").write_bytes(earlier.data)
    return Records(before, after, earlier)


def lay_down_altered(folder: Path, receipt: Unsigned[TenderReceipt]) -> None:
    """Write packs `altered.zip`, with altered pages, and `other.zip`, of another tender."""
    files, page = read_pack((folder / "award.zip").read_bytes()), b"%PDF page"
    digest = hashlib.sha256(page).hexdigest()
    named = VouchedFile(name="record.pdf", size=len(page), sha256=digest, languages=("zh",), software=CODE)
    files |= {"record.pdf": b"%PDF pagf", "papers.json": vouch(receipt, [named], OFFICER).data}
    (folder / "altered.zip").write_bytes(write_pack(files))
    other = files["tender.json"].replace(b'"version":1', b'"version":2')
    assert other != files["tender.json"]
    (folder / "other.zip").write_bytes(write_pack({**files, "tender.json": other}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("acts")


@pytest.fixture(scope="module")
def laid(folder: Path) -> Records:
    return lay_down(folder)


@pytest.fixture(scope="module")
def seen(browser: Any, folder: Path, laid: Records) -> Seen:
    with officer(browser, write_page(folder)) as person:
        page = person.open()
        page.locator("#file").set_input_files([folder / "award.zip", folder / "opening.zip"])
        page.locator("#difference li").first.wait_for()
        alone = page.locator("#difference").inner_text()
        page.locator("#extract-heading ~ .fields select").first.select_option(laid.before.digest)
        extract = save(page, "#save-extract", folder / "saved.json")
        page.locator("#kept-file").set_input_files([folder / "extract.json"])
        page.locator(".extract").wait_for()
        page.locator("#kept-file").set_input_files([folder / "changed.json"])
        page.locator("#acts-view .note.bad").wait_for()
        shown = [page.locator(".extract").inner_text(), page.locator("#acts-view .note.bad").inner_text()]
        objections = object_to(page, folder, laid)
        violations = find_violations(page)
        page.set_viewport_size({"width": PHONE, "height": 800})
        violations += find_violations(page)
        overflow = find_overflow(page)
        page.set_viewport_size({"width": DESKTOP, "height": 800})
        page.locator("#language").click()
        english = page.locator("#acts-view").inner_text()
        page.locator("#language").click()
        page.locator("#kept-file").set_input_files([folder / "altered.zip", folder / "other.zip"])
        page.locator("#kept-records [data-paper]").wait_for()
        altered = [*page.locator("#kept-records [data-paper]").all_inner_texts()]
        altered.append(page.locator("#acts-view .note.bad").inner_text())
        for _ in range(3):
            page.locator("#acts-view button.plain").first.click()
        page.locator("#file").set_input_files([folder / "tender.json", folder / "bidders.json"])
        page.locator("#edit-bidders").wait_for()
        page.locator("#folder").set_input_files(str(EXAMPLE / "bids" / "01"))
        page.locator("#common-words").wait_for()
        page.locator("#file").set_input_files([folder / "earlier.json"])
        page.locator("#difference li").first.wait_for()
        changed = page.locator("#difference").inner_text()
        save(page, "#take-pack", folder / "in-view.zip")
        page.locator("#award-heading ~ .fields select").select_option(laid.earlier.digest)
        page.locator("#award-heading ~ .fields input").fill(AWARDED[:16])
        page.locator("#check-award").click()
        page.locator("#award-told", has_text="已按定标时间核验").wait_for()
        page.locator("#difference li").first.wait_for()
        at_award = page.locator("#difference").inner_text()
        award = read_pack(save(page, "#take-pack", folder / "award-in-view.zip"))
        violations += find_violations(page)
    in_view = folder / "in-view.zip"
    return Seen(
        alone, extract, shown, altered, changed, at_award, in_view, award, objections, english, violations,
        overflow,
    )  # fmt: skip


def object_to(page: Any, folder: Path, laid: Records) -> list[Any]:
    """What is said of one that is dated before the record, one that is right, and the same answered."""
    field = "#objection [data-path='{}']"
    page.locator("#objection summary").click()
    page.locator(field.format("receipt")).select_option(laid.before.digest)
    page.locator(field.format("raisedBy.name")).fill("示例甲")
    page.locator(field.format("raisedAt")).fill("2026-05-19T10:00")
    page.locator(field.format("about.bidder")).select_option("B1")
    page.locator(field.format("arguments[0].text")).fill("理由。")
    page.locator("#objection input[type=file]").first.set_input_files(folder / "extract.json")
    page.locator(field.format("arguments[0].evidence[0].title")).wait_for()
    page.locator("#save-objection").click()
    early = page.locator("#objection .err").inner_text()
    page.locator(field.format("raisedAt")).fill("2026-05-21T10:00")
    saved = [save(page, "#save-objection", folder / "objection.json")]
    told = page.locator("#objection-told").inner_text()
    page.locator("#file").set_input_files(folder / "objection.json")
    page.locator(field.format("answer.outcome")).select_option("rejected")
    page.locator(field.format("answer.answeredAt")).fill("2026-05-22T10:00")
    page.locator(field.format("answer.text")).fill("不成立。")
    saved.append(save(page, "#save-objection", folder / "answered.json"))
    return [early, told, *saved]


def save(page: Any, button: str, path: Path) -> bytes:
    with page.expect_download() as download:
        page.locator(button).click()
    download.value.save_as(path)
    return path.read_bytes()


def causes_in(said: str, before: KeptRecord, after: KeptRecord) -> list[str]:
    """Return the sentences of the terminal that the page lacks."""
    trust = after.trust
    assert trust is not None
    names = AgreementNames(take_snapshot(trust, after.receipt.body.header.now).summary.text, "zh")
    found, _ = compare_kept(before, after)
    causes = [*found.causes, *(cause for cell in found.cells for cause in cell.causes)]
    assert causes
    assert re.findall(r"(\d+) 格有变化", said) == ([f"{len(found.cells)}"] if found.cells else [])
    return [told for cause in causes if (told := say_cause(cause, "zh", names)) not in said]


def test_two_records_are_compared_without_a_tender(seen: Seen, folder: Path) -> None:
    records = [load_record(folder / name) for name in ("opening.zip", "award.zip")]
    assert causes_in(seen.alone, *records) == []
    assert "满足 → 不满足" in seen.alone
    assert "CQ-" in seen.english
    assert "1 cell changed" in seen.english


def test_an_altered_file_of_a_pack_is_named(seen: Seen) -> None:
    pages, refused = seen.altered
    assert pages == "record.pdf：不是所确认的文件，请勿采信；以回执所载为准。"
    assert "归档包已损坏：其中的“tender.json”不是当时核验的文件" in refused


def test_an_earlier_receipt_is_compared_with_the_check_in_view(seen: Seen, laid: Records) -> None:
    after = load_record(seen.in_view)
    assert causes_in(seen.changed, KeptRecord(laid.earlier), after) == []


def test_the_difference_follows_the_check_in_view(seen: Seen, laid: Records, folder: Path) -> None:
    after = load_record(folder / "award-in-view.zip")
    assert causes_in(seen.at_award, KeptRecord(laid.earlier), after) == []


def test_the_award_is_checked_by_the_record_of_the_opening(seen: Seen, laid: Records) -> None:
    receipt = parse_receipt(seen.award["receipt.json"]).body
    assert receipt.header.first == laid.earlier.digest
    assert receipt.header.dates.award is not None
    assert receipt.header.dates.award.isoformat() == AWARDED
    assert {entry.late for entry in receipt.inputs} == {True}
    before = load_record(seen.in_view).receipt.body
    assert [cell.state for cell in receipt.cells] != [cell.state for cell in before.cells]
    assert recheck(seen.award, code=CODE).is_same


def test_an_extract_equals_that_of_the_terminal_and_an_altered_one_is_refused(
    seen: Seen, laid: Records
) -> None:
    assert seen.extract == make_extract(laid.before, "B1").data
    shown, refused = seen.shown
    assert f"{len(json.loads(seen.extract)['rows'])} 行确属" in shown
    assert re.search("L1 B1 .+ C1 满足", shown)
    assert "第 1 行不属于此抬头" in refused


def test_an_objection_equals_that_of_the_terminal(seen: Seen, laid: Records) -> None:
    early, told, *saved = seen.objections
    assert "异议的日期早于所指记录的核验时间" in early
    assert "L1 B1 C1 R1 满足" in told
    for data in saved:
        objection = parse_objection(data)
        check_objection(objection.body, laid.before)
        assert objection.data == data
    first, answered = map(json.loads, saved)
    assert answered.pop("answer")["outcome"] == "rejected"
    assert answered == first
    [evidence] = first["arguments"][0]["evidence"]
    assert evidence == {"title": "extract.json", "sha256": make_extract(laid.before, "B1").digest}


def test_axe_and_a_ruler_find_nothing(seen: Seen) -> None:
    assert (seen.violations, seen.overflow) == ([], [])
