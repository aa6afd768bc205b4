"""Differences of two receipts: each cause with the cell that it changed."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from signing.errors import Lang
from tests.verifier.tender.opening import OPENING, A, Room, requirement, single, tender
from tests.verifier.tender.record.drawn import CODE, draw, opening_of
from verifier.tender import Paper, Unsigned
from verifier.tender.papers import UnreadCode
from verifier.tender.record import (
    ChangeCause,
    InstalledCode,
    ReceiptDifference,
    ReceiptInput,
    TenderOpening,
    TenderReceipt,
    compare_receipts,
)
from verifier.tender.record.difference import CheckedDocuments
from verifier.tender.record.paper.sentences import say_stated
from verifier.tender.record.paper.telling import say_cause

AWARD = OPENING + timedelta(days=10)
LATER = AWARD + timedelta(hours=1)
BIDDERS = {"type": "Bidders/1", "version": 1, "bidders": [single()]}


@pytest.fixture
def room() -> Room:
    made = Room()
    made.hand_in(A)
    made.world.publish()
    return made


def opening(room: Room, *asked: Any, **changes: Any) -> TenderOpening:
    return opening_of(room.world, tender(*asked, **changes), BIDDERS, {"B1": room.papers})


def compared(before: Unsigned[TenderReceipt], after: Unsigned[TenderReceipt]) -> ReceiptDifference:
    return compare_receipts(before.body, after.body)


def causes(found: ReceiptDifference) -> list[list[str]]:
    return [[cause.code for cause in cell.causes] for cell in found.cells]


def at_award(room: Room, *asked: Any, **changes: Any) -> Unsigned[TenderReceipt]:
    room.world.now = LATER
    room.world.publish()
    return draw(opening(room, *asked, **changes), LATER, AWARD)


ALL = requirement(validAt="all")


def test_nothing_differs_from_itself(room: Room) -> None:
    receipt = draw(opening(room), OPENING)
    found = compared(receipt, receipt)
    assert (found.causes, found.cells) == ((), ())
    assert found.to_json()["cells"] == []


def test_the_same_bytes_whose_codes_were_measured_otherwise_are_no_other_papers(room: Room) -> None:
    coded = [code._replace(page=1, box=(100, 100, 200, 200)) for code in room.papers[0].codes]
    room.papers = [replace(room.papers[0], codes=tuple(coded), unreadable=(UnreadCode(2, (1, 1, 2, 2)),))]
    before = draw(opening(room), OPENING)
    moved = tuple(code._replace(box=(100, 101, 200, 200)) for code in coded)
    room.papers = [replace(room.papers[0], codes=moved, unreadable=(UnreadCode(2, (1, 1, 2, 3)),))]
    assert compared(before, draw(opening(room), OPENING)).causes == ()
    room.papers = [replace(room.papers[0], codes=tuple(code._replace(page=3) for code in coded))]
    assert [one.code for one in compared(before, draw(opening(room), OPENING)).causes] == ["input"]


def test_a_date_that_comes_and_says_the_same_is_no_change(room: Room) -> None:
    found = compared(draw(opening(room, ALL), OPENING), at_award(room, ALL))
    assert found.cells == ()
    assert [cause.code for cause in found.causes] == ["date", "trust-data"]


def test_a_suspension_between_opening_and_award_is_quoted(room: Room) -> None:
    before = draw(opening(room, ALL), OPENING)
    since = OPENING + timedelta(days=8)
    room.world.suspend(room.papers[0].codes[0].data, effective_from=since, created=since, reason="complaint")  # type: ignore[arg-type]
    found = compared(before, at_award(room, ALL))
    (cell,) = found.cells
    assert (cell.before, cell.after) == ("met", "not-met")
    (cause,) = cell.causes
    assert cause.code == "status-event"
    told = cause.facts
    assert (told["status"], told["begins"], told["reason"]) == ("suspended", True, "complaint")
    assert (told["since"], told["number"]) == (since.isoformat(), before.body.credentials[0].number)


@pytest.mark.parametrize("days", [0, 2])
def test_what_is_listed_first_when_data_is_too_old_is_no_event(room: Room, days: int) -> None:
    """Beside a met certificate nobody listed the suspended one; the same under a bundle published again."""
    room.world.suspend(room.hand_in(A), effective_from=OPENING, created=OPENING)
    room.world.publish()
    before = draw(opening(room, ALL), OPENING)
    if days:
        room.world.advance(days=days)
        room.world.publish()
    found = compared(before, draw(opening(room, ALL), OPENING + timedelta(days=days + 9)))
    assert [(cell.before, cell.after) for cell in found.cells] == [("met", "cannot-establish")]
    assert causes(found) == [["date"]]


def test_changed_bytes_under_one_version_are_named_as_cause(room: Room) -> None:
    changed = opening(room, requirement(minGrade="甲级"))
    found = compared(draw(opening(room), OPENING), draw(changed, OPENING))
    (cause,) = found.cells[0].causes
    assert say_cause(cause, "en") == "The text of the tender differs under the same version: 1."
    assert say_cause(cause, "zh") == "招标文件版本号相同（第 1 版），但文本不同。"
    other = InstalledCode(version=CODE.version, digest="0" * 64)
    (cause,) = compared(draw(changed, OPENING), draw(changed, OPENING, code=other)).causes
    assert "instead of" not in say_cause(cause, "en")


def documents(*openings: TenderOpening) -> tuple[CheckedDocuments, CheckedDocuments]:
    one, two = (CheckedDocuments(each.tender.body, each.bidders.body) for each in openings)
    return one, two


def test_a_change_at_a_date_that_does_not_count_is_told_aside(room: Room) -> None:
    """A later suspension must not change a cell that asks about the opening only."""
    first = opening(room)
    before = draw(first, OPENING)
    since = OPENING + timedelta(days=8)
    room.world.suspend(room.papers[0].codes[0].data, effective_from=since, created=since)  # type: ignore[arg-type]
    after = at_award(room)
    for known in (documents(first, first), (None, None)):
        found = compare_receipts(before.body, after.body, known)
        assert (found.cells, found.aside) == ((), 1)
    assert compared(before, before).aside == 0


def test_a_list_that_touches_another_bidder_is_no_cause(room: Room) -> None:
    """A new version of the list that marks another bidder's page is no cause."""
    late = {**single(), "id": "B2"}
    mark = {"marks": [{"file": "别的.pdf", "page": 1, "claims": "certificate"}]}
    lists = [{**BIDDERS, "bidders": [single(), {**late, **more}]} for more in ({}, mark)]
    one, two = (opening_of(room.world, tender(ALL), listed, {"B1": room.papers}) for listed in lists)
    before = draw(one, OPENING)
    after = draw(replace(two, inputs={}), OPENING)
    (cell,) = compare_receipts(before.body, after.body, documents(one, two)).cells
    assert [cause.code for cause in cell.causes] == ["input"]
    first, second = opening(room), opening(room, requirement(minGrade="甲级"), version=2, previous="1" * 64)
    changed = replace(second, bidders=two.bidders)
    before = draw(replace(first, bidders=one.bidders), OPENING)
    (cell,) = compare_receipts(before.body, draw(changed, OPENING).body, documents(one, changed)).cells[:1]
    assert [cause.code for cause in cell.causes] == ["tender"]


def test_the_end_of_a_certificate_is_called_as_in_the_matrix(room: Room) -> None:
    """Annulled in the matrix is annulled in the difference."""
    before = draw(opening(room, ALL), OPENING)
    data: Any = room.papers[0].codes[0].data
    room.world.now = LATER
    room.world.revoke(data, effective_from=OPENING - timedelta(days=1), reason="false-material")
    after = at_award(room, ALL)
    (cause,) = compared(before, after).cells[0].causes
    stated = after.body.cells[0].columns.award
    assert stated is not None
    langs: tuple[Lang, ...] = ("zh", "en")
    for lang in langs:
        said = say_stated("cells", "revoked", stated.reasons[0].facts, lang, whole=False)
        assert ("撤销" if lang == "zh" else "Annulled") in said
        assert said in say_cause(cause, lang)


def test_a_retroactive_end_after_the_award_is_quoted(room: Room) -> None:
    before = at_award(room, ALL)
    room.world.now = LATER + timedelta(days=1)
    room.world.revoke(
        room.papers[0].codes[0].data,  # type: ignore[arg-type]
        effective_from=OPENING - timedelta(days=1), reason="false-material",
    )  # fmt: skip
    room.world.publish()
    after = draw(opening(room, ALL), room.world.now, AWARD)
    found = compared(before, after)
    assert causes(found) == [["status-event"]]
    assert found.cells[0].causes[0].facts["reason"] == "false-material"


def test_another_paper_is_an_input(room: Room) -> None:
    before = draw(replace(opening(room), inputs={}), OPENING)
    found = compared(before, draw(opening(room), OPENING))
    (cell,) = found.cells
    assert (cell.before, cell.after) == ("not-met", "met")
    assert [(cause.code, cause.facts["added"]) for cause in cell.causes] == [("input", True)]
    assert found.causes[0].facts == {"bidder": "B1", "added": ["0.json"], "removed": [], "changed": []}


def test_a_file_that_could_be_read_the_second_time_is_an_input(room: Room) -> None:
    unread = ReceiptInput(Paper("0.json", room.papers[0].sha256, unread="page-crashed"), 100, 1)
    before = draw(replace(opening(room), inputs={"B1": [unread]}), OPENING)
    found = compared(before, draw(opening(room), OPENING))
    assert set(causes(found)[0]) == {"input"}
    assert (found.cells[0].before, found.cells[0].after) == ("cannot-establish", "met")


def test_another_version_of_the_tender_is_named(room: Room) -> None:
    first = opening(room)
    changed = opening(room, requirement(minGrade="甲级"), version=2, previous=first.tender.digest)
    found = compared(draw(first, OPENING), draw(changed, OPENING))
    assert causes(found) == [["tender"]]
    assert found.causes[0].facts == {"before": 1, "after": 2}


def test_a_new_or_removed_requirement_is_a_change(room: Room) -> None:
    first = opening(room)
    second = opening(room, requirement(), requirement(id="R2"), version=2, previous=first.tender.digest)
    one, two = draw(first, OPENING), draw(second, OPENING)
    assert [(cell.requirement, cell.before, cell.after) for cell in compared(one, two).cells] == [
        ("R2", None, "met")
    ]
    assert [(cell.requirement, cell.before, cell.after) for cell in compared(two, one).cells] == [
        ("R2", "met", None)
    ]


def test_a_term_that_ran_out_is_the_date() -> None:
    short, asked = Room(), requirement(validAt="award")
    short.hand_in(A, valid_until=OPENING + timedelta(days=3))
    short.world.publish()
    found = compared(draw(opening(short, asked), OPENING), at_award(short, asked))
    assert causes(found) == [["date"]]
    assert (found.cells[0].before, found.cells[0].after) == ("cannot-establish", "not-met")


def test_the_row_of_an_agreement_that_changed_is_shown() -> None:
    room = Room()
    room.hand_in(scheme="sc-pollution-control", category=["水污染治理"], grade="一级")
    room.world.publish()

    def lower(text: Any) -> None:
        for row in text["equivalences"]:
            if (row["from"]["scheme"], row["from"]["grade"]) == ("sc-pollution-control", "一级"):
                row["to"]["grade"] = "乙级"

    def drawn() -> tuple[Unsigned[TenderReceipt], CheckedDocuments]:
        made = opening(room, requirement(minGrade="甲级"))
        text = made.trust.chain.in_force_or_last(LATER).text
        return draw(made, LATER), CheckedDocuments(made.tender.body, made.bidders.body, text)

    before, checked = drawn()
    room.world.amend(lower)
    room.world.now = LATER
    room.world.publish()
    after, checked_then = drawn()
    (cell,) = compare_receipts(before.body, after.body, (checked, checked_then)).cells
    assert [cause.code for cause in cell.causes] == ["agreement", "agreement-row"]
    rows = cell.causes[1:]
    assert [(row.facts["category"], row.facts["before"], row.facts["after"]) for row in rows] == [
        ("水污染治理", "甲级", "乙级")
    ]
    assert "现视同乙级，此前视同甲级" in say_cause(rows[0], "zh")


def test_a_stricter_policy_and_other_software_are_named(room: Room) -> None:
    """With a bundle two days old the stricter policy leaves every cell open."""
    now = OPENING + timedelta(days=2)
    usual = opening(room)
    strict = replace(opening(room, freshness={"failAfterHours": 24}), bundle=usual.bundle)
    found = compared(draw(usual, now), draw(strict, now))
    assert causes(found) == [["tender", "policy"]]
    other = InstalledCode(version="0.2.0", digest="0" * 64)
    changed: Any = compared(draw(usual, now), draw(usual, now, code=other))
    assert changed.cells == ()
    assert [(cause.code, cause.facts["before"]) for cause in changed.causes] == [("software", CODE.version)]


def test_times_are_whole_seconds(room: Room) -> None:
    one = draw(opening(room), OPENING)
    two = draw(opening(room), OPENING.replace(microsecond=999_999))
    assert one.data == two.data
    assert isinstance(one.body.header.now, datetime)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cause_is_told_in_words(room: Room, lang: Lang) -> None:
    before = draw(opening(room, ALL), OPENING)
    since = OPENING + timedelta(days=8)
    room.world.suspend(room.papers[0].codes[0].data, effective_from=since, created=since)  # type: ignore[arg-type]
    after = at_award(room, ALL)
    told = []
    for one, two in ((before, after), (after, before)):
        found = compared(one, two)
        (cause,) = found.cells[0].causes
        told.append(say_cause(cause, lang))
        told += [say_cause(cause, lang) for cause in found.causes]
    number = before.body.credentials[0].number
    assert number in told[0]
    assert ("8 天" if lang == "zh" else "8 days") in told[0]
    assert ("不再成立" if lang == "zh" else "no longer holds") in told[3]
    for sentence in told:
        assert not re.search(r"\{|None|–", sentence), sentence


def test_a_code_of_another_version_is_shown_as_it_is() -> None:
    facts: Any = {"number": "CQ-1", "status": "frozen", "begins": True}
    assert "“frozen”" in say_cause(ChangeCause("status-event", facts), "zh")
