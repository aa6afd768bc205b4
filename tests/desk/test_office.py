"""Plans and statements at the desk: kept, weighed, exported."""

from functools import partial
from typing import Any

import pytest

from credentials.documents.desk.carried import parse_plan_to_sign
from credentials.times import format_time
from desk.errors import DeskError
from desk.office.export import export_plan
from desk.office.plans import list_plans
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


def test_a_certificate_is_planned_by_its_notice(room: DeskRoom) -> None:
    document = unsigned(room.office.world.issue("cq"))
    with pytest.raises(DeskError, match="notice-missing"):
        room.plan([document])
