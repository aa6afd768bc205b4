"""Remarks of a list of bidders on papers: a scene each, from papers to matrix."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from credentials.errors import RecordError
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
from tests.world import digest_of
from verifier import QuestionError
from verifier.tender import FoundCode, Matrix, Paper, mark_late, read_bidders
from verifier.tender.words import say


def notes(matrix: Matrix) -> list[tuple[str | None, int | None, str]]:
    return [(note.file, note.page, note.code) for note in matrix.papers]


def a_readable_file_that_is_left_aside_counts_nowhere_and_is_said() -> None:
    room = Room()
    room.hand_in(grade="甲级")
    room.world.publish()
    found = room.check(bidder={**single(), "ignore": [{"file": "0.json", "reason": "与正本不符"}]})
    assert shown(found) == ("not-met", ["no-credential"])
    assert found.credentials == ()
    assert notes(found) == [("0.json", None, "ignored")]
    assert "与正本不符" in say("papers", "ignored", found.papers[0].facts, "zh")


def an_archive_that_is_left_aside_covers_its_entries() -> None:
    room = Room()
    data = room.hand_in(grade="甲级")
    room.papers = [paper("证书.zip", pages=0), paper("证书.zip/内/1.json", data), paper("证书.zipper", data)]
    room.world.publish()
    left = {
        **single(),
        "ignore": [{"file": "证书.zip", "reason": "重复"}, {"file": "证书.zipper", "reason": "重复"}],
    }
    found = room.check(bidder=left)
    assert shown(found) == ("not-met", ["no-credential"])
    assert notes(found) == [
        (one.path, None, "ignored") for one in sorted(room.papers, key=lambda one: one.path)
    ]


def an_archive_that_was_asked_for_covers_its_entries() -> None:
    room = Room()
    data = room.hand_in(grade="甲级")
    room.papers = [paper("补.zip/1.json", data, late=True), paper("锁.pdf", unread="pdf-locked")]
    room.world.now = OPENING + timedelta(days=3)
    room.world.publish()
    asked = {
        **single(),
        "clarifications": [{"file": "补.zip", "request": "2026-05-21", "about": {"file": "锁.pdf"}}],
    }
    assert shown(room.check(bidder=asked, now=room.world.now)) == ("met", ["own-grade"])


def an_agreement_that_is_named_and_was_not_handed_in_is_missing() -> None:
    room = Room()
    room.hand_in(A)
    room.world.publish()
    bidder = together(["W1"], ["W2"])
    assert [flag.code for flag in room.check(bidder=bidder).flags] == []
    room.agreement = []
    found = room.check(bidder=bidder)
    (flag,) = found.flags
    assert (flag.code, flag.facts) == (
        "joint-agreement-missing",
        {"why": "not-handed-in", "file": "协议.pdf"},
    )
    assert "协议.pdf" in say("flags", flag.code, flag.facts, "en")
    assert ("协议.pdf", None, "not-handed-in") in notes(found)
    room.agreement = [paper("协议.pdf", late=True)]
    assert [flag.facts.get("why") for flag in room.check(bidder=bidder).flags] == ["late"]


def a_mark_beside_a_readable_code_is_said() -> None:
    room = Room()
    data = room.hand_in()
    room.papers = [Paper("商务.pdf", "0" * 64, (FoundCode(data, 1),), pages=1)]
    room.world.publish()
    found = room.check(
        bidder={**single(), "marks": [{"file": "商务.pdf", "page": 1, "claims": "certificate"}]}
    )
    assert notes(found) == [("商务.pdf", 1, "page-marked-beside")]
    assert shown(found)[0] == "met"


def names_of_nothing_are_said_each_for_itself() -> None:
    room = Room()
    room.hand_in()
    room.papers.append(Paper("商务.pdf", "0" * 64, pages_without_code=(1, 2), pages=2))
    room.world.publish()
    named: dict[str, Any] = {
        "ignore": [{"file": "无1.pdf", "reason": "x"}],
        "marks": [
            {"file": "商务.pdf", "page": 3, "claims": "certificate"},
            {"file": "无2.pdf", "page": 9, "claims": "X1"},
        ],
        "looked": [
            {
                "file": "商务.pdf",
                "page": 2,
                "lastPage": 4,
                "saw": "other-issuer",
                "by": "委员一",
                "on": "2026-05-20",
            },
            {
                "file": "无4.pdf",
                "page": 1,
                "saw": "not-a-certificate",
                "by": "委员一",
                "on": "2026-05-20",
            },
        ],
        "clarifications": [{"file": "无3.pdf", "request": "2026-05-21", "about": {"file": "商务.pdf"}}],
    }  # fmt: skip
    found = room.check(bidder={**single(), **named})
    assert notes(found) == [
        ("商务.pdf", None, "page-without-code"),
        ("商务.pdf", 4, "no-such-page"),
        ("商务.pdf", 3, "no-such-page"),
        ("无1.pdf", None, "not-handed-in"),
        ("无2.pdf", 9, "not-handed-in"),
        ("无3.pdf", None, "not-handed-in"),
        ("无4.pdf", 1, "not-handed-in"),
    ]
    said = {say("papers", note.code, note.facts, lang) for note in found.papers for lang in ("zh", "en")}
    assert len(said) == 12


def a_name_is_the_same_in_either_form_of_unicode() -> None:
    room = Room()
    room.papers = [paper("é.pdf", pages=1)]
    room.world.publish()
    found = room.check(bidder={**single(), "ignore": [{"file": "e\u0301.pdf", "reason": "x"}]})
    assert notes(found) == [("é.pdf", None, "ignored")]


def pages_without_a_code_are_one_note_with_runs() -> None:
    room = Room()
    room.papers = [Paper("商务.pdf", "0" * 64, pages_without_code=(*range(3, 2_000), 1), pages=2_000)]
    room.world.publish()
    (note,) = room.check().papers
    assert (note.page, note.facts) == (None, {"pages": [[1, 1], [3, 1999]]})
    assert "1, 3–1999" in say("papers", note.code, note.facts, "en")
    assert "1、3–1999" in say("papers", note.code, note.facts, "zh")


def a_kind_of_a_later_version_leaves_things_open() -> None:
    room = Room()
    value = json.loads(room.hand_in())
    value["type"][1] = "OtherCredential"
    room.papers = [Paper("新.json", "0" * 64, (FoundCode(json.dumps(value).encode()),), pages=0)]
    room.world.publish()
    assert shown(room.check())[0] == "cannot-establish"


def a_text_without_a_code_is_listed_and_an_archive_is_not() -> None:
    room = Room()
    room.papers = [paper("说明.txt", pages=0), paper("a.zip", pages=0), paper("a.zip/说明.txt", pages=0)]
    room.world.publish()
    assert notes(room.check()) == [
        ("a.zip/说明.txt", None, "no-credential-code"),
        ("说明.txt", None, "no-credential-code"),
    ]


def who_shares_the_work_and_hands_in_nothing_is_named_where_it_is_met() -> None:
    room = Room()
    room.hand_in(A)
    room.world.publish()
    found = room.check(tender(requirement(workItem="W1")), together(["W1"], ["W1"]))
    assert shown(found)[0] == "met"
    column = found.cells[0].columns["opening"]
    assert column is not None
    assert column.without == (B,)
    assert [(one.code, one.holder) for one in column.reasons] == [("own-grade", A), ("member-without", B)]
    assert "示例乙" in say("cells", "member-without", column.reasons[1].facts, "zh")


def a_cell_with_nothing_to_read_tells_of_marked_pages() -> None:
    room = Room()
    room.papers = [Paper("商务.pdf", "0" * 64, pages_without_code=(1,), pages=1)]
    room.world.publish()
    bidder = {**single(), "marks": [{"file": "商务.pdf", "page": 1, "claims": "certificate"}]}
    column = room.check(bidder=bidder).cells[0].columns["opening"]
    assert column is not None
    (reason,) = column.reasons
    assert reason.facts == {"kind": "marked", "marks": 1, "places": [["商务.pdf", 1]], "pages": 1}
    told = say("cells", reason.code, reason.facts, "en")
    assert told != say("cells", reason.code, {}, "en")
    left = {**bidder, "ignore": [{"file": "商务.pdf", "reason": "x"}]}
    other = room.check(bidder=left).cells[0].columns["opening"]
    assert other is not None
    assert other.reasons[0].facts == {"pages": 0}


def the_same_certificate_in_another_file_is_not_late() -> None:
    room = Room()
    data = room.hand_in()
    other = room.hand_in(grade="甲级")
    first = {"B1": {room.papers[0].sha256, "f" * 64}}
    first["B1"].add(digest_of(data))
    again = Paper("重存.pdf", "1" * 64, (FoundCode(data, 1), FoundCode(other, 2)), pages=2)
    (marked,) = mark_late({"B1": [again]}, first)["B1"]
    assert (marked.late, [code.early for code in marked.codes]) == (True, [True, False])
    room.world.now = OPENING + timedelta(days=3)
    room.world.publish()
    room.papers = [marked]
    found = room.check(tender(requirement(minGrade="甲级")), now=room.world.now)
    assert shown(found) == ("not-met", ["grade-lower"])
    assert [note.facts for note in found.papers] == [{"kind": "known"}]
    assert shown(room.check(now=room.world.now)) == ("met", ["own-grade"])


def folders_that_only_begin_alike_are_apart() -> None:
    listed = [
        {**single(), "id": f"B{n}", "folder": name} for n, name in enumerate(("a", "ab", "b/a", "b/ab"), 1)
    ]
    read_bidders({"type": "Bidders/1", "version": 1, "bidders": listed})  # type: ignore[dict-item]


def an_award_before_the_opening_is_refused() -> None:
    room = Room()
    room.world.publish()
    with pytest.raises(QuestionError) as caught:
        room.check(award_at=OPENING - timedelta(hours=1))
    assert (caught.value.code, caught.value.field) == ("award-early", "awardAt")


def a_number_of_nothing_is_no_mark() -> None:
    marks = [{"file": "a.pdf", "page": 1, "claims": "\u200b"}]
    with pytest.raises(RecordError) as caught:
        read_bidders({"type": "Bidders/1", "version": 1, "bidders": [{**single(), "marks": marks}]})  # type: ignore[dict-item]
    assert caught.value.code == "number-empty"


NAMED_FILES: tuple[Callable[[], None], ...] = (
    a_readable_file_that_is_left_aside_counts_nowhere_and_is_said,
    an_archive_that_is_left_aside_covers_its_entries,
    an_archive_that_was_asked_for_covers_its_entries,
    an_agreement_that_is_named_and_was_not_handed_in_is_missing,
    a_mark_beside_a_readable_code_is_said,
    names_of_nothing_are_said_each_for_itself,
    a_name_is_the_same_in_either_form_of_unicode,
    pages_without_a_code_are_one_note_with_runs,
    a_kind_of_a_later_version_leaves_things_open,
    a_text_without_a_code_is_listed_and_an_archive_is_not,
    who_shares_the_work_and_hands_in_nothing_is_named_where_it_is_met,
    a_cell_with_nothing_to_read_tells_of_marked_pages,
    the_same_certificate_in_another_file_is_not_late,
    folders_that_only_begin_alike_are_apart,
    an_award_before_the_opening_is_refused,
    a_number_of_nothing_is_no_mark,
)
