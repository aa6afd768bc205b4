"""Supervision at the desk of an office: a month a round, from the first letter to the end."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from carriers.spreadsheet import CheckedRow, read_sheet
from credentials.drafting.draft import StatusDraft
from credentials.times import day_of, end_of
from credentials.words.days import add_months
from desk.office.journal import list_journal
from desk.supervision.cares import CareAdded, list_cares
from desk.supervision.judge import DUE_SOON, ENDED, FAILED, LETTER, NOT_DUE, OVERDUE, PASSED, SUSPENDED
from desk.supervision.sheet import RESULTS_SHEET, check_results, write_results_sheet
from registry.issuing.issue import plan_event
from signing.jcs import canonicalize
from tests.desk.desk_room import DeskRoom
from tests.desk.fixtures import room
from tests.desk.supervision.rounds import cares, change, counts, note, set_rule

pytestmark = pytest.mark.one_database

__all__ = ["room"]


def test_one_round_from_the_letter_to_the_end_loses_no_certificate(room: DeskRoom) -> None:
    good, late, bad = room.issue_before(3)
    assert counts(room).states[NOT_DUE] == 3, "no rhythm is set"
    set_rule(room)
    begun = day_of(good.body.valid_from)
    due = day_of(add_months(good.body.valid_from, 2))
    world = room.office.world
    while day_of(room.now) < due:
        seen = cares(room)
        assert {care.due for care in seen.values()} == {due}
        left = (due - day_of(room.now)).days
        assert {care.state for care in seen.values()} == {DUE_SOON if left <= 30 else NOT_DUE}
        world.advance(days=min(10, left))
    assert begun < due
    assert note(room, good, PASSED) == 1
    assert note(room, good, PASSED) == 0, "the same row dropped twice is noted once"
    assert note(room, late, LETTER) == 1
    assert note(room, bad, FAILED) == 1
    assert cares(room)[good.body.id].state == NOT_DUE
    assert cares(room)[bad.body.id].has_lapsed
    world.advance(days=11)
    assert (counts(room).overdue, counts(room).lapsed, counts(room).soon) == (2, 2, 0)
    until = end_of(day_of(room.now) + timedelta(days=9))
    for record in (late, bad):
        change(room, record, "suspend", "annual-check-overdue", until=until)
    assert counts(room).states[SUSPENDED] == 2
    world.advance(hours=1)
    note(room, bad, PASSED)
    assert counts(room).remedied == 1
    world.advance(days=11)
    seen = cares(room)
    assert (seen[late.body.id].ran_out is not None, seen[bad.body.id].ran_out) == (True, None)
    assert (counts(room).ran_out, seen[late.body.id].state, seen[bad.body.id].state) == (1, OVERDUE, NOT_DUE)
    change(room, late, "revoke", "serious-violation")
    assert cares(room)[late.body.id].state == ENDED
    assert sum(counts(room).states.values()) == 3


def test_a_rename_does_not_begin_a_new_round(room: DeskRoom) -> None:
    (old,) = room.issue_before(1)
    set_rule(room)
    room.office.world.advance(days=40)
    (new,) = room.issue_before(1)
    note(room, old, PASSED)
    begun = day_of(new.body.valid_from)
    assert cares(room)[new.body.id].credential.begun == begun
    draft = StatusDraft(
        old.body.id, "supersede", reason="rename", effective_from=room.now, successor=new.body.id
    )
    how: dict[str, Any] = {"issuer": room.desk.issuer, "now": room.now, "random": room.random}
    event = plan_event(room.bench.registry, draft, **how)
    room.bench.admit(canonicalize(room.office.world.cq.sign(event, "assessment", room.now)))
    seen = cares(room)
    assert seen[old.body.id].state == ENDED
    assert seen[new.body.id].credential.begun == day_of(old.body.valid_from)
    assert seen[new.body.id].passed == day_of(room.now)


def rows(room: DeskRoom, *lines: Sequence[str]) -> list[CheckedRow[CareAdded]]:
    """Return the rows of a sheet of results."""
    head = ["证书编号", "统一社会信用代码", "监督日期", "结果", "情况说明"]
    data = "\n".join(",".join(line) for line in (head, *lines)).encode()
    found = room.desk.read(partial(list_cares, now=room.now))
    return [*check_results(read_sheet(data, RESULTS_SHEET), found, room.now)]


def test_errors_of_results_stand_at_their_rows(room: DeskRoom) -> None:
    one, two = room.issue_before(2)
    number, code, today = one.body.title, one.body.holder_code, f"{day_of(room.now)}"

    def good(**other: str) -> list[str]:
        return [*({"n": number, "c": code, "d": today, "r": "通过", "x": ""} | other).values()]

    assert rows(room, good(x="合格"))[0].draft == CareAdded(one.body.id, PASSED, day_of(room.now), "合格")
    faults = {
        "number-unknown": good(n="NONE-1"),
        "code-differs": good(c="91500100MAHNJ7MT0F"),
        "day-outside": good(d="2099-01-01"),
        "word-unknown": good(r="maybe"),
        "cell-missing": good(d=""),
    }
    for expected, line in faults.items():
        (row,) = rows(room, line)
        assert [error.code for error in row.errors] == [expected]
    assert {error.code for row in rows(room, good(), good(r="failed")) for error in row.errors} == {
        "row-repeated"
    }
    change(room, two, "revoke", "enterprise-request")
    (row,) = rows(room, good(n=two.body.title, c=two.body.holder_code))
    assert [error.code for error in row.errors] == ["already-final"]


def test_the_sheet_to_fill_begins_with_the_certificates_of_a_list(room: DeskRoom) -> None:
    (one,) = room.issue_before(1)
    found = [*cares(room).values()]
    data = write_results_sheet(found, {one.body.id: one.body.holder})
    (row,) = read_sheet(data, RESULTS_SHEET).rows
    assert (row.cells["number"], row.cells["legalName"]) == (one.body.title, one.body.holder)


def test_the_journal_shows_both_results_of_a_day(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    set_rule(room)
    for result in (FAILED, PASSED):
        note(room, record, result)
    acts = room.desk.read(list_journal)
    assert [act.subject for act in acts if act.act == "supervision"] == ["failed→passed 1", "failed 1"]
