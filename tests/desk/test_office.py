"""Plans and statements at the desk: kept, weighed, exported."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from credentials.documents.desk.carried import parse_plan_to_sign
from credentials.drafting.draft import StatusDraft
from credentials.times import format_time
from desk.errors import DeskError
from desk.office.export import export_plan
from desk.office.make_plan import add_plan, split_plan
from desk.office.plans import list_plans
from registry.issuing.issue import plan_assessments, plan_event
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom, unsigned
from tests.desk.fixtures import room

pytestmark = pytest.mark.one_database

__all__ = ["room"]


def test_a_suspension_is_planned_decided_and_exported(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    document = room.suspension(record)
    plan = room.plan([document])
    assert (plan.state, plan.answer.code, plan.wait and plan.wait.persons) == (
        "open", "no-maker", ("p1", "p2"),
    )  # fmt: skip
    room.state(CLERK, "p1", plan.digest, "make")
    with pytest.raises(DeskError, match="too-few"):
        room.desk.write(partial(export_plan, digest=plan.digest, now=room.now))
    assert room.state(CHAIR, "p2", plan.digest, "approve").answer.code is None
    data = room.desk.write(partial(export_plan, digest=plan.digest, now=room.now))
    carried = parse_plan_to_sign(data)
    assert [*carried.stated.documents] == [document]
    assert [method.use for method in carried.methods] == ["assessment"]
    (listed,) = room.desk.read(partial(list_plans, now=room.now))
    assert (listed.state, listed.wait and listed.wait.other) == ("exported", "upload")


def test_a_statement_that_does_not_count_is_refused_and_not_kept(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    plan = room.plan([room.suspension(record)])
    room.state(CLERK, "p1", plan.digest, "make")
    with pytest.raises(DeskError, match="own-plan"):
        room.state(CLERK, "p1", plan.digest, "approve")
    assert len(room.find(plan.digest).stated.statements) == 1


def test_a_return_names_rows_of_the_plan(room: DeskRoom) -> None:
    plan = room.plan([room.suspension(room.issue_before(1)[0])])
    room.state(CLERK, "p1", plan.digest, "make")
    with pytest.raises(DeskError, match="row-unknown"):
        room.state(CHAIR, "p2", plan.digest, "return", rows=[7], reasons="示例")
    assert room.find(plan.digest).answer.code == "too-few"


def test_one_plan_for_one_credential(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    first = room.plan([room.suspension(record)])
    room.office.world.advance(hours=1)
    with pytest.raises(DeskError) as caught:
        room.plan([room.suspension(record)])
    assert (caught.value.code, caught.value.facts["other"]) == ("other-plan-open", first.digest)


def test_a_change_that_changes_nothing_is_not_planned_and_not_exported(room: DeskRoom) -> None:
    ended, kept = room.issue_before(2)
    late: Any = room.suspension(kept)
    plan = room.decide([room.suspension(ended)])
    room.suspend_first(ended)
    with pytest.raises(DeskError, match="no-effect"):
        room.desk.write(partial(export_plan, digest=plan.digest, now=room.now))
    change: Any = {**late["credentialSubject"], "effectiveFrom": format_time(kept.body.valid_until)}
    with pytest.raises(DeskError) as caught:
        room.plan([{**late, "credentialSubject": change}])
    assert (caught.value.code, caught.value.facts["row"]) == ("no-effect", 1)
    assert kept.body.title in str(caught.value.facts["enterprise"])


@pytest.mark.parametrize("is_exported", [False, True])
def test_a_plan_whose_place_another_change_took_says_so_and_is_rejected_and_made_again(
    room: DeskRoom, is_exported: bool
) -> None:
    (record,) = room.issue_before(1)
    plan = room.decide([room.cancellation(record)])
    data = room.export(plan.digest) if is_exported else b""
    room.suspend_first(record)
    found = room.find(plan.digest)
    assert (found.held, found.wait and found.wait.other) == ({0: "sequence-conflict"}, "nobody")
    if is_exported:
        assert room.upload(room.sign(data)) == ["sequence-conflict"]
    with pytest.raises(DeskError, match="no-effect") as caught:
        room.export(plan.digest)
    assert "has sequence 1; the next one of this credential is 2" in caught.value.sentence("en")
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", plan.digest, "reject", reasons="示例：另立方案")
    again = room.decide([room.cancellation(record)])
    assert room.upload(room.sign(room.export(again.digest))) == ["stored"]


def test_a_row_that_another_change_stopped_waits_for_its_return(room: DeskRoom) -> None:
    stopped, kept = room.issue_before(2)
    plan = room.decide([room.cancellation(stopped), room.cancellation(kept)])
    room.suspend_first(stopped)
    found = room.find(plan.digest)
    assert (found.is_stuck, found.wait and found.wait.persons) == (False, ("p1", "p2"))
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", plan.digest, "return", rows=[0], reasons="示例：另立方案")
    rest, documents = split_plan(room.find(plan.digest), [0], room.now)
    added = room.desk.write(partial(add_plan, plan=rest, documents=documents, now=room.now))
    assert (added.held, added.wait and added.wait.persons) == ({}, ("p1", "p2"))


def test_a_certificate_is_planned_by_its_notice(room: DeskRoom) -> None:
    document = unsigned(room.office.world.issue("cq"))
    with pytest.raises(DeskError, match="notice-missing"):
        room.plan([document])


@pytest.mark.parametrize("is_exported", [False, True])
def test_a_certificate_and_the_event_that_replaces_another_by_it_stay_together(
    room: DeskRoom, is_exported: bool
) -> None:
    (record,) = room.issue_before(1)
    draft = room.bench.draft(
        1, certificate_number="NEW-1", supersedes=record.body.id, reason="renewal",
        legal_name=record.body.holder, grade=record.body.grading.grade, valid_from=room.now,
    )  # fmt: skip
    planned = plan_assessments(
        room.bench.registry, [draft], issuer=room.desk.issuer, now=room.now, random=room.random
    )
    plan = room.decide([one.document for one in planned], notice="skipped", reasons="示例")
    data = room.export(plan.digest) if is_exported else b""
    room.suspend_first(record)
    found = room.find(plan.digest)
    assert ({*found.held}, found.is_stuck, found.wait and found.wait.other) == ({0, 1}, True, "nobody")
    for row in (0, 1):
        with pytest.raises(DeskError, match="not-a-subset"):
            split_plan(found, [row], room.now)
    if is_exported:
        assert room.upload(room.sign(data)) == ["sequence-conflict"] * 2


def _event(room: DeskRoom, draft: StatusDraft) -> Any:
    return plan_event(room.bench.registry, draft, issuer=room.desk.issuer, now=room.now, random=room.random)


def test_an_exported_plan_that_was_signed_in_time_is_not_stuck(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    event = _event(room, StatusDraft(
        record.body.id, "suspend", reason="complaint", effective_from=room.now,
        until=room.now + timedelta(days=2),
    ))  # fmt: skip
    room.bench.admit(json.dumps(room.office.world.cq.sign(event, "assessment", room.now)).encode())
    room.office.world.advance(minutes=5)
    draft = StatusDraft(record.body.id, "reinstate", reason="resolved", effective_from=room.now)
    plan = room.decide([_event(room, draft)])
    signed = room.sign(room.export(plan.digest))
    room.office.world.advance(days=3)
    found = room.find(plan.digest)
    assert (found.held, found.is_stuck, found.wait and found.wait.other) == (
        {0: "not-suspended"}, False, "upload",
    )  # fmt: skip
    assert room.upload(signed) == ["stored"]
