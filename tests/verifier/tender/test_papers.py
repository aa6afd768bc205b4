"""What is said of papers: whose they are, what could not be read, what came late and was asked for."""

from datetime import timedelta
from typing import Any

from tests.verifier.tender.opening import (
    OPENING,
    A,
    B,
    Room,
    paper,
    requirement,
    shown,
    single,
    tender,
    together,
)
from tests.world import tamper
from verifier.tender import Matrix, mark_late
from verifier.tender.papers import FoundCode, Paper
from verifier.tender.words import say


def notes(matrix: Matrix) -> list[tuple[str | None, str]]:
    return [(note.file, note.code) for note in matrix.papers]


def test_a_forged_credential_counts_for_nothing_and_opens_no_cell() -> None:
    room = Room()
    good = room.hand_in()
    room.papers[0] = paper(
        "0.json", tamper(good, lambda c: c["credentialSubject"]["assessment"].update(grade="甲级"))
    )
    room.world.publish()
    found = room.check()
    assert notes(found) == [("0.json", "bad-signature")]
    assert shown(found) == ("not-met", ["no-credential"])
    assert found.credentials == ()


def test_a_credential_with_an_uncheckable_signature_counts_as_unread() -> None:
    room = Room()
    room.papers.append(paper("外省.json", room.world.issue(by="stranger")))
    room.world.publish()
    found = room.check()
    assert notes(found) == [("外省.json", "unknown-issuer")]
    assert shown(found) == ("cannot-establish", ["file-unread", "no-credential"])
    left = {**single(), "ignore": [{"file": "外省.json", "reason": "不是互认范围内的证书"}]}
    again = room.check(bidder=left)
    assert shown(again) == ("not-met", ["no-credential"])
    assert notes(again) == [("外省.json", "ignored")]


def test_a_damaged_code_counts_as_unread_and_a_code_of_somebody_else_does_not() -> None:
    room = Room()
    room.papers = [
        paper("码.png", b"https://cq.huren.example/v#H1.123"),
        paper("执照.png", b"https://a.example"),
    ]
    room.world.publish()
    found = room.check()
    assert sorted(notes(found)) == [("执照.png", "no-credential-code"), ("码.png", "unreadable")]
    (cell,) = found.cells
    column = cell.columns["opening"]
    assert column is not None
    assert column.reasons[0].facts == {"files": ["码.png"]}


def test_a_credential_that_is_malformed_counts_its_file_as_unread() -> None:
    """One member too many, or one byte too few, and what had been handed in was not met for good."""
    for spoil in (
        lambda data: tamper(data, lambda c: c["credentialSubject"].update(note="多出一项")),
        lambda data: data[:-1],
    ):
        room = Room()
        room.papers[:] = [paper("证书.json", spoil(room.hand_in(grade="甲级")))]
        room.world.publish()
        found = room.check()
        assert notes(found) == [("证书.json", "malformed")]
        assert shown(found) == ("cannot-establish", ["file-unread", "no-credential"])


def test_json_of_somebody_else_blocks_nothing() -> None:
    room = Room()
    room.papers[:] = [
        paper("别的.json", one) for one in (b'{"price": 5}', b'{"price": ', b"{" + b" " * 70_000)
    ]
    room.world.publish()
    assert shown(room.check()) == ("not-met", ["no-credential"])


def test_pages_without_a_code_are_listed_and_a_mark_is_said() -> None:
    room = Room()
    room.papers = [Paper("商务.pdf", "0" * 64, pages_without_code=(2, 1))]
    room.world.publish()
    marked = {**single(), "marks": [{"file": "商务.pdf", "page": 2, "claims": "certificate"}]}
    found = room.check(bidder=marked)
    assert [(n.page, n.code) for n in found.papers] == [(None, "page-without-code"), (2, "page-marked")]
    assert found.papers[0].facts == {"pages": [[1, 1]]}
    assert shown(found) == ("not-met", ["no-credential"])


def test_each_credential_is_judged_once_and_knows_its_places() -> None:
    room = Room()
    data = room.hand_in()
    room.papers.append(Paper("扫描.pdf", "1" * 64, (FoundCode(data, 3, (100, 200, 300, 400)),)))
    room.world.publish()
    whole: Any = room.check().to_json()
    (entry,) = whole["credentials"]
    places = entry["places"]
    assert [(place["file"], place["page"], place["box"]) for place in places] == [
        ("0.json", 1, None),
        ("扫描.pdf", 3, [100, 200, 300, 400]),
    ]


def test_the_members_decide_whose_a_paper_is() -> None:
    room = Room()
    room.hand_in(B, grade="甲级")
    room.hand_in("91500100MA002AAAA7")
    room.world.publish()
    found = room.check(bidder=together(["W1"], ["W1"]))
    assert shown(found) == ("met", ["own-grade"])
    assert notes(found) == [("1.json", "subject-mismatch")]


def late_room(grade: str, *early: Paper) -> Room:
    room = Room()
    room.hand_in(grade=grade)
    room.papers = [paper("补.json", room.papers[0].codes[0].data, late=True), *early]  # type: ignore[arg-type]
    room.world.now = OPENING + timedelta(days=3)
    room.world.publish()
    return room


ASKED = {
    **single(),
    "clarifications": [{"file": "补.json", "request": "2026-05-21", "about": {"file": "锁.pdf"}}],
}


def test_a_late_paper_counts_in_no_cell_even_if_sufficient() -> None:
    room = late_room("甲级", paper("锁.pdf", unread="pdf-locked"))
    found = room.check(now=room.world.now)
    assert shown(found) == ("cannot-establish", ["file-unread", "no-credential"])
    assert ("补.json", "late") in notes(found)


def test_a_requested_paper_settles_an_open_cell() -> None:
    room = late_room("甲级", paper("锁.pdf", unread="pdf-locked"))
    found = room.check(bidder=ASKED, now=room.world.now)
    assert shown(found) == ("met", ["own-grade"])
    (cell,) = found.cells
    column = cell.columns["opening"]
    assert column is not None
    assert column.clarified
    left = {**ASKED, "ignore": [{"file": "锁.pdf", "reason": "已由补.json 代替"}]}
    low = late_room("甲临", paper("锁.pdf", unread="pdf-locked"))
    assert shown(low.check(bidder=ASKED, now=low.world.now))[0] == "cannot-establish"
    assert shown(low.check(bidder=left, now=low.world.now)) == ("not-met", ["no-credential"])


def test_a_requested_paper_changes_no_settled_cell() -> None:
    room = late_room("甲级")
    assert shown(room.check(bidder=ASKED, now=room.world.now)) == ("not-met", ["no-credential"])


def test_papers_missing_in_the_first_receipt_are_late() -> None:
    room = Room()
    room.hand_in()
    (first,) = room.papers
    second = paper("新.json")
    marked = mark_late({"B1": [first, second]}, {"B1": {first.sha256}})
    assert [one.late for one in marked["B1"]] == [False, True]


def test_the_row_of_points_is_the_one_reached() -> None:
    room = Room()
    room.hand_in(grade="乙级")
    room.world.publish()
    rows = [{"minGrade": "甲级", "points": "5"}, {"minGrade": "乙级", "points": "3.5"}]
    asked = tender(requirement(minGrade="乙临"))
    asked["criteria"][0] |= {"use": "scoring", "points": rows}
    (outcome,) = room.check(asked).criteria
    assert outcome.points == {"row": 1, "minGrade": "乙级", "points": "3.5"}
    assert A


def test_a_cell_names_five_unread_files_and_counts_the_others() -> None:
    """8,000 entries of archives made a record of hundreds of megabytes when every cell named them all."""
    for number, more in ((5, None), (6, 1), (8000, 7995)):
        room = Room()
        room.papers = [Paper(f"{n:04}.pdf", f"{n:064}", unread="paper-damaged") for n in range(number)]
        room.world.publish()
        found = room.check()
        (reason, *_) = found.cells[0].columns["opening"].reasons  # type: ignore[union-attr]
        named = {"files": [f"{n:04}.pdf" for n in range(5)]}
        assert reason.facts == (named if more is None else {**named, "more": more})
        assert len([note for note in found.papers if note.code == "file-unread"]) == number
        said = {lang: say("cells", reason.code, reason.facts, lang) for lang in ("zh", "en")}
        assert "0004.pdf" in said["zh"]
        assert "0004.pdf" in said["en"]
        assert more is None or (f"另有 {more} 个" in said["zh"] and "more)" in said["en"]), said


def forge(data: bytes) -> bytes:
    """With a better grade than was signed."""
    return tamper(data, lambda c: c["credentialSubject"]["assessment"].update(grade="甲级"))


def test_a_certificate_that_fails_is_the_reason_and_not_that_none_was_found() -> None:
    """Forged, or another enterprise's: it was read, and would be for what is asked."""
    for spoil, kind in (
        (
            lambda room: forge(room.hand_in()),
            "bad-signature",
        ),
        (lambda room: room.hand_in(B), "subject-mismatch"),
    ):  # fmt: skip
        room = Room()
        room.papers = [Paper("正本.pdf", "2" * 64, (FoundCode(spoil(room), 2),))]
        room.world.publish()
        found = room.check()
        assert shown(found) == ("not-met", ["no-credential"])
        column = found.cells[0].columns["opening"]
        assert column is not None
        failed, absent = column.reasons
        assert failed.facts == {"kind": kind, "count": 1, "places": [["正本.pdf", 2]]}
        assert "正本.pdf 第 2 页" in say("cells", failed.code, failed.facts, "zh")
        assert "没有找到其他" in say("cells", absent.code, absent.facts, "zh")
        other = room.check(tender(requirement(scheme="cq-credit", categories=None, minGrade="A")))
        assert [one.code for one in other.cells[0].columns["opening"].reasons] == ["no-credential"]  # type: ignore[union-attr]
