"""Remarks of a check beside its cells: versions, other tenders, idle members, marked numbers, ages."""

import json
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from carriers.papers.reading import PaperReader
from tender.command.documents import load_bidders
from tender.command.matrix_text import MatrixText
from tender.record.pack import read_pack
from terminal.names import SpokenNames
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Done, Huren
from tests.tender.record.records import pages_of, tables_of
from tests.verifier.tender.opening import OPENING, A, Room, paper, requirement, single, tender, together
from tests.verifier.tender.record.drawn import opening_of
from verifier.tender import Paper, read_bidders, read_tender
from verifier.tender.papers import UnreadCode
from verifier.tender.record.document import parse_receipt

pytestmark = pytest.mark.openings

EXAMPLE = ROOT / "examples" / "tender"


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


@pytest.fixture
def room(tmp_path: Path, paper_cache: Path) -> Path:
    """The example with B10's folder alone, whose pages are marked, and version 1 of its list."""
    for name in ("tender.json", "bundle.json", "bundle.huren-register", "pin.txt"):
        shutil.copy(EXAMPLE / name, tmp_path)
    value = json.loads((EXAMPLE / "bidders.json").read_text(encoding="utf-8"))
    value["bidders"] = [one for one in value["bidders"] if one["id"] == "B10"]
    (tmp_path / "bidders.json").write_text(json.dumps(value), encoding="utf-8")
    shutil.copytree(EXAMPLE / "bids/10", tmp_path / "bids/10")
    (tmp_path / "cache").symlink_to(paper_cache)
    return tmp_path


def check(huren: Huren, room: Path, *words: object, bundle: str = "bundle.json", code: int = 0) -> Done:
    files = room / "tender.json", room / "bidders.json"
    trust = "--bundle", room / bundle, "--pin", room / "pin.txt"
    when = () if "--now" in words else ("--now", "2026-05-20T16:00")
    return huren("tender", "check", *files, *trust, *when, "--cache", room / "cache", *words, code=code)


def change(path: Path, **members: Any) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**value, **members}, ensure_ascii=False), encoding="utf-8")


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_a_record_of_another_tender_is_refused_as_the_first(
    huren: Huren, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(huren, room, "-o", room / "opening")
    change(room / "tender.json", number="SL-2026-999")
    monkeypatch.setattr(PaperReader, "read", None)
    told = check(huren, room, "--first", room / "opening/pack.zip", code=2).err
    assert "SL-2026-021" in told
    assert "SL-2026-999" in told
    assert "this tender" in squeezed(told)


def test_an_award_before_the_opening_is_refused_before_a_page_is_read(
    huren: Huren, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PaperReader, "read", None)
    told = check(huren, room, "--award-at", "2026-05-20T09:00", "--json", code=2)
    assert json.loads(told.out)["error"]["code"] == "award-early"


@pytest.mark.parametrize(("lang", "said"), [("zh", "晚于所核验的时间"), ("en", "later than the time")])
def test_no_age_is_below_zero(huren: Huren, room: Path, lang: str, said: str) -> None:
    told = check(huren, room, "--now", "2026-05-10T09:00", "--lang", lang).out
    assert said in squeezed(told)
    assert " -" not in told


VERSIONS: Mapping[str, tuple[dict[str, Any], str]] = {
    "the same version with another text": ({"buyer": "示例甲"}, "under the same version: 1"),
    "one that names another before it": (
        {"version": 2, "previous": "0" * 64},
        "does not continue the version 1",
    ),
}


@pytest.mark.parametrize("case", VERSIONS)
def test_a_tender_version_that_does_not_follow_is_remarked_upon(huren: Huren, room: Path, case: str) -> None:
    members, said = VERSIONS[case]
    check(huren, room, "-o", room / "opening")
    change(room / "tender.json", **members)
    first = room / "opening/pack.zip"
    assert said in squeezed(check(huren, room, "--first", first, "-o", room / "later").err)
    assert said in squeezed(huren("tender", "diff", first, room / "later/pack.zip").out)
    (code,) = json.loads(huren("tender", "diff", first, room / "later/pack.zip", "--json").out)["versions"]
    assert code["code"].startswith("tender:")


def test_a_version_that_names_the_one_before_is_not_remarked_upon(huren: Huren, room: Path) -> None:
    check(huren, room, "-o", room / "opening")
    receipt = parse_receipt((room / "opening/receipt.json").read_bytes()).body
    change(room / "bidders.json", version=2, previous=receipt.bidders.digest)
    told = check(huren, room, "--first", room / "opening/pack.zip")
    assert "version" not in told.err.replace(str(room), "")


def test_claimed_numbers_are_asked_of_the_register_and_kept_in_the_pack(huren: Huren, room: Path) -> None:
    told = check(huren, room, "-o", room / "o", bundle="bundle.huren-register")
    assert "holds no certificate with the number “CQ-FO-2026-9999”" in squeezed(told.out)
    assert "Nothing was handed in" not in told.out
    assert (
        len([name for name in read_pack((room / "o/pack.zip").read_bytes()) if name.startswith("register/")])
        == 4
    )
    assert json.loads(huren("tender", "recheck", room / "o/pack.zip", "--json").out)["same"] is True
    (room / "bundle.huren-register").unlink()
    without = check(huren, room).out
    assert "The numbers of" in squeezed(without)
    assert "holds no certificate" not in squeezed(without)


def test_a_register_beside_the_tender_is_asked_whatever_bundle_was_named(huren: Huren, room: Path) -> None:
    """A bundle named on the command line must not disable it."""
    told = check(huren, room)
    assert "holds no certificate with the number “CQ-FO-2026-9999”" in squeezed(told.out)
    assert "bundle.huren-register" in told.err


def test_two_registers_are_refused_and_a_bidders_own_does_not_count(huren: Huren, room: Path) -> None:
    register = room / "bundle.huren-register"
    shutil.move(register, room / "bids/10/x.huren-register")
    assert "The numbers of" in squeezed(check(huren, room).out)
    for name in ("a.huren-register", "b.HUREN-REGISTER"):
        shutil.copy(EXAMPLE / register.name, room / name)
    refused = json.loads(check(huren, room, "--json", code=2).out)["error"]
    assert refused["code"] == "register-several"
    assert "b.HUREN-REGISTER" in str(refused)


def test_a_damaged_register_is_reported_and_the_check_goes_on(huren: Huren, room: Path) -> None:
    """The page and the terminal both report the register and continue."""
    register = room / "bundle.huren-register"
    whole = register.read_bytes()
    for wrong in (whole[:-20], whole[:500], b"\x1f\x8b"):
        register.write_bytes(wrong)
        told = check(huren, room)
        assert "was not taken: The file of the register is damaged or not whole." in squeezed(told.err)
        assert "The numbers of" in squeezed(told.out)
    refused = json.loads(check(huren, room, "--json", bundle=register.name, code=2).out)["error"]
    assert refused["code"] == "register-damaged"


@pytest.mark.night
def test_a_remark_that_applies_twice_to_a_certificate_is_printed_once(huren: Huren, room: Path) -> None:
    """An end with its contact applies to each category."""
    after = "--award-at", "2026-06-05T15:00", "--bundle", EXAMPLE / "bundle-after.json"
    files = EXAMPLE / "tender.json", EXAMPLE / "bidders.json"
    trust = *after, "--pin", EXAMPLE / "pin.txt", "--now", "2026-06-25T10:00"
    told = huren("tender", "check", *files, *trust, "--cache", room / "cache")
    assert squeezed(told.out).count("Annulled as of 2025-10-15") == 1


def test_the_head_names_unchecked_criteria_and_the_digest_of_the_list(huren: Huren, room: Path) -> None:
    """Also if the tender does not count other criteria; the digest goes into `previous`."""
    value = json.loads((room / "tender.json").read_text(encoding="utf-8"))
    del value["otherCriteria"]
    (room / "tender.json").write_text(json.dumps(value), encoding="utf-8")
    told = check(huren, room).out
    assert "does not say how many criteria are not certificate criteria" in squeezed(told)
    assert load_bidders(room / "bidders.json").digest in told


def test_a_member_that_hands_in_nothing_is_named_on_every_face() -> None:
    desk = Room()
    desk.hand_in(A)
    desk.world.publish()
    asked, listed = tender(requirement(workItem="W1")), [together(["W1"], ["W1"])]
    document = {"type": "Bidders/1", "version": 1, "bidders": listed}
    opening = opening_of(desk.world, asked, document, {"B1": [*desk.papers, *desk.agreement]})
    matrix = opening.check(now=OPENING + timedelta(hours=1))
    assert [cell.state for cell in matrix.cells] == ["met"]
    names = SpokenNames.of(opening.trust, OPENING)
    terminal = MatrixText(
        read_tender(asked).body, read_bidders(document).body, opening.inputs, matrix, names  # type: ignore[arg-type]
    )  # fmt: skip
    faces = ["\n".join(terminal.lines()), str(pages_of(opening)), str(tables_of(opening))]
    for text in faces:
        assert any(said in squeezed(text) for said in ("示例乙也承担此项工作", "示例乙 does this work, too"))


def test_the_fate_of_a_bidders_own_list_is_shown_on_every_face() -> None:
    desk = Room()
    held = desk.hand_in(A, certificate_number="CQ-1")
    desk.world.publish()
    asked = tender()
    asked["lots"] = [*asked["lots"], {"id": "L2", "title": "示例"}]
    group = [{"id": "g", "requirements": [requirement(id="R2")]}]
    asked["criteria"] = [*asked["criteria"], {"id": "C2", "use": "scoring", "lots": ["L2"], "groups": group}]
    claims = [("C1", "cq-1"), ("C1", "CQ-9"), ("C2", "CQ-1")]
    listed = {**single(), "claims": [{"criterion": one, "number": number} for one, number in claims]}
    document = {"type": "Bidders/1", "version": 1, "bidders": [listed]}
    opening = opening_of(desk.world, asked, document, {"B1": desk.papers})
    matrix = opening.check(now=OPENING + timedelta(hours=1))
    plainly = opening_of(
        desk.world, asked, {**document, "bidders": [single()]}, {"B1": [paper("0.json", held)]}
    )
    assert matrix.cells == plainly.check(now=OPENING + timedelta(hours=1)).cells
    terminal = MatrixText(
        read_tender(asked).body, read_bidders(document).body, opening.inputs, matrix,  # type: ignore[arg-type]
        SpokenNames.of(opening.trust, OPENING),
    )  # fmt: skip
    said = squeezed("\n".join(terminal.lines()))
    for words in (
        "B1 0.json p. 1: By its own list the bidder names “CQ-1” for the criterion “C1”: it was handed in",
        "B1: By its own list the bidder names “CQ-9” for the criterion “C1”: no certificate of this number "
        "with a readable code was found in the pages read (1 page).",
        "that criterion applies to no lot that it bids for",
    ):
        assert words in said
    sheets = squeezed(str(pages_of(opening)))
    for words in (
        "已提交，并计入该条件",
        "在已读取的页面（共 1 页）中，没有找到此编号",
        "不适用于其所投的任何标段",
    ):
        assert words in sheets


def test_how_many_pages_were_looked_at_is_said_at_the_terminal() -> None:
    desk = Room()
    desk.papers = [
        Paper("扫描.pdf", "2" * 64, pages_without_code=(1, 2), pages=2, unreadable=(UnreadCode(2),))
    ]
    desk.world.publish()
    document = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    opening = opening_of(desk.world, tender(), document, {"B1": desk.papers})
    matrix = opening.check(now=OPENING + timedelta(hours=1))
    names = SpokenNames.of(opening.trust, OPENING)
    terminal = MatrixText(
        read_tender(tender()).body, read_bidders(document).body, opening.inputs, matrix, names  # type: ignore[arg-type]
    )  # fmt: skip
    said = squeezed("\n".join(terminal.lines()))
    assert "Looked at by a person: 0 of 2." in said
    assert "no reason of a rejection is drafted" in said
    assert "nobody has looked at (1 in all, including 扫描.pdf, page 2)" in said


def test_pages_that_need_a_look_come_first_and_pages_are_said_as_ranges() -> None:
    desk = Room()
    desk.papers = [
        Paper("a.pdf", "1" * 64, pages_without_code=(1, 2, 3), pages=3),
        Paper("b.pdf", "2" * 64, pages_without_code=(1, 2), pages=2, certificate_like=(2,)),
        Paper("c.pdf", "3" * 64, pages_without_code=(1, 2), pages=2, unreadable=(UnreadCode(2),)),
    ]
    desk.world.publish()
    document = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    opening = opening_of(desk.world, tender(), document, {"B1": desk.papers})
    matrix = opening.check(now=OPENING + timedelta(hours=1))
    names = SpokenNames.of(opening.trust, OPENING)
    terminal = MatrixText(
        read_tender(tender()).body, read_bidders(document).body, opening.inputs, matrix, names  # type: ignore[arg-type]
    )  # fmt: skip
    said = squeezed("\n".join(terminal.lines()))
    places = [said.index(words) for words in ("c.pdf: A code", "b.pdf: By their text", "a.pdf: ")]
    assert places == sorted(places)
    assert "1–3" in said[places[-1] :]
    sheets = squeezed(str(pages_of(opening)))
    listed = [sheets.rindex(words) for words in ("以下页上有未能识读的二维码", "以下页的文字与证书相似")]
    assert listed == sorted(listed)


def test_the_row_of_points_stands_in_the_matrix_of_the_terminal() -> None:
    desk = Room()
    desk.hand_in()
    desk.world.publish()
    asked = tender()
    asked["criteria"][0] |= {"use": "scoring", "points": [{"minGrade": "乙级", "points": 2}]}
    document = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    opening = opening_of(desk.world, asked, document, {"B1": desk.papers})
    matrix = opening.check(now=OPENING + timedelta(hours=1))
    names = SpokenNames.of(opening.trust, OPENING)
    terminal = MatrixText(
        read_tender(asked).body, read_bidders(document).body, opening.inputs, matrix, names  # type: ignore[arg-type]
    )  # fmt: skip
    lines = [*terminal.lines()]
    assert any(line.endswith("✓ 2") for line in lines)
    assert any("number: points reached" in line for line in lines)
