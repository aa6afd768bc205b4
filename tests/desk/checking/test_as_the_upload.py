"""A check asks what an upload asks: statements until the storing, the notice, the stock, the list's end."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete

from credentials.kinds import parse_any
from desk.checking.audit import audit_desks
from desk.people.drafts import draft_next
from desk.tables import DOCUMENT, PLAN, STATEMENT
from signing.jcs import canonicalize
from tests.desk.checking.folders import THREE, DeskFolder, row_of, usual
from tests.desk.desk_room import CHAIR as ROOM_CHAIR
from tests.desk.desk_room import DeskRoom
from tests.desk.fixtures import room
from tests.verifier.desk.office import CHAIR, CLERK, DEPUTY, digest_of_value, unsigned

pytestmark = pytest.mark.one_database

__all__ = ["room"]

MAKE, APPROVE, WITHDRAW = (CLERK, "p1", "make"), (CHAIR, "p2", "approve"), (CHAIR, "p2", "withdraw")
AGREE = (DEPUTY, "p3", "approve")


@pytest.fixture
def folder() -> DeskFolder:
    return usual()


def against(folder: DeskFolder, record: bytes) -> tuple[str, str | None]:
    row = row_of(folder.check(), parse_any(record))
    return row.code, row.against


@pytest.mark.parametrize("decision", ["withdraw", "return", "reject"])
def test_a_record_dated_before_a_withdrawal_and_stored_after_it_is_undecided(
    room: DeskRoom, decision: str
) -> None:
    """The holder of the key dates it between the two, and brings it by plain admission."""
    plan = room.decide([room.suspension(room.issue_before(1)[0])])
    between = room.now + timedelta(minutes=1)
    room.office.world.advance(hours=1)
    more = {} if decision == "withdraw" else {"reasons": "示例"}
    room.state(ROOM_CHAIR, "p2", plan.digest, decision, **more)
    room.office.world.advance(hours=1)
    signed = room.office.world.cq.sign(plan.stated.documents[0], "assessment", between)
    room.bench.admit(canonicalize(signed))
    codes = [problem.code for problem in audit_desks(room.bench.registry) if "status-event" in problem.field]
    assert codes == ["undecided"]


def test_lost_rows_that_come_again_leave_a_decided_record_decided(tmp_path: Path) -> None:
    """Their second arrival is days after the suspension acts, which would make the plan grave."""
    three = DeskRoom(tmp_path / "registry.db", people=[*THREE])
    plan = three.decide([three.suspension(three.issue_before(1)[0])])
    signed = three.sign(three.export(plan.digest))
    assert three.upload(signed) == ["stored"]
    three.office.world.advance(days=3)
    three.desk.write(
        lambda view: [view.view.connection.execute(delete(table)) for table in (DOCUMENT, STATEMENT, PLAN)]
    )
    assert three.upload(signed) == ["already"]
    assert not [one for one in audit_desks(three.bench.registry) if "status-event" in one.field]
    three.close()


def test_a_return_after_the_storing_changes_nothing(room: DeskRoom) -> None:
    plan = room.decide([room.suspension(room.issue_before(1)[0])])
    assert room.upload(room.sign(room.export(plan.digest))) == ["stored"]
    room.office.world.advance(hours=1)
    room.state(ROOM_CHAIR, "p2", plan.digest, "return", reasons="示例")
    assert not [one for one in audit_desks(room.bench.registry) if "status-event" in one.field]


@pytest.mark.parametrize("late", [True, False])
def test_a_publication_that_does_not_count_an_event_shows_that_it_came_later(
    folder: DeskFolder, late: bool
) -> None:
    world = folder.world
    event = folder.event(folder.records[1], "suspend", reason="complaint")
    hidden = world.cq.events.pop() if late else None
    folder.make([unsigned(event)], MAKE, APPROVE)
    world.advance(hours=2)
    folder.plans[-1].statements.append(  # type: ignore[attr-defined]
        folder.office.state(CHAIR, "p2", folder.plans[-1].plan, "withdraw")
    )
    world.advance(hours=1)
    world.publish()
    if hidden is not None:
        world.cq.events.append(hidden)
    world.advance(hours=1)
    assert folder.code_of(event) == ("undecided" if late else "decided")


def test_the_notice_of_a_certificate_must_be_over_and_have_its_item(folder: DeskFolder) -> None:
    issued = folder.issue(legal_name="示例丙环保有限公司")
    folder.make([unsigned(issued)], MAKE, APPROVE, notice=folder.notice)
    folder.sign_later()
    assert against(folder, issued) == ("undecided", "item-missing")
    other = folder.issue()
    folder.make([unsigned(other)], MAKE, APPROVE, notice="3" * 64)
    folder.sign_later()
    assert against(folder, other) == ("undecided", "item-missing"), "a notice that is not here lists nobody"


def test_a_second_opening_stock_is_undecided(folder: DeskFolder) -> None:
    stocks = []
    for _ in range(2):
        stocks.append(folder.issue())
        folder.make([unsigned(stocks[-1])], MAKE, APPROVE, AGREE, notice="opening-stock")
        folder.sign_later()
    assert [against(folder, issued) for issued in stocks] == [("decided", None), ("undecided", "stock-used")]


def test_a_second_stock_that_repeats_the_first_is_undecided(folder: DeskFolder) -> None:
    first, more = folder.issue(), folder.issue(legal_name="示例丁环保有限公司")
    folder.make([unsigned(first)], MAKE, APPROVE, AGREE, notice="opening-stock")
    folder.sign_later()
    folder.make([unsigned(first), unsigned(more)], MAKE, APPROVE, AGREE, notice="opening-stock")
    late = canonicalize(folder.world.cq.sign(unsigned(more), "assessment", folder.office.now))
    folder.records[-1] = late
    folder.sign_later()
    assert [against(folder, one) for one in (first, late)] == [("decided", None), ("undecided", "stock-used")]


@pytest.mark.parametrize(("decision", "code"), [("return", "undecided"), ("reject", "decided")])
def test_a_second_plan_gets_past_no_open_one(folder: DeskFolder, decision: str, code: str) -> None:
    """The chair returns the first plan; others decide its bytes in a second, and the key's holder signs."""
    event = folder.event(folder.records[1], "suspend", reason="complaint")
    folder.make([unsigned(event)], MAKE, (CHAIR, "p2", decision))
    folder.make([unsigned(event)], MAKE, AGREE, reasons="示例")
    folder.sign_later()
    assert folder.code_of(event) == code


def test_a_decided_document_without_its_record_is_named(folder: DeskFolder) -> None:
    """Without the first stock in the folder a second would pass."""
    issued = folder.issue()
    folder.make([unsigned(issued)], MAKE, APPROVE, AGREE, notice="opening-stock")
    folder.sign_later()
    path = f"records/{parse_any(issued).digest}.json"
    assert not folder.check().unsigned
    check = folder.check({name: data for name, data in folder.files.items() if name != path})
    assert check.unsigned == [digest_of_value(unsigned(issued))]


def test_a_plan_made_after_the_decision_holds_up_nothing(folder: DeskFolder) -> None:
    """It was exported by then: a suspension overtakes what was not."""
    end = folder.event(folder.records[1], "revoke", reason="enterprise-request")
    folder.make([unsigned(end)], MAKE, APPROVE)
    folder.make([unsigned(folder.event(folder.records[1], "suspend", reason="complaint"))], MAKE)
    folder.sign_later()
    assert against(folder, end) == ("decided", None)


def test_an_expired_list_and_an_expired_plan_decide_nothing(folder: DeskFolder) -> None:
    world = folder.world
    issued = folder.issue()
    about = folder.make([unsigned(issued)], MAKE, APPROVE, notice=folder.notice)[0].body.plan
    expires = next(stated.plan.body.expires for stated in folder.plans if stated.plan.digest == about)
    late = canonicalize(world.cq.sign(unsigned(issued), "assessment", expires + timedelta(seconds=1)))
    folder.records[-1] = late
    world.advance(days=170)
    event = folder.event(folder.records[1], "suspend", reason="complaint")
    folder.make([unsigned(event)], MAKE, APPROVE)
    folder.sign_later()
    assert against(folder, late) == ("undecided", "plan-expired")
    assert against(folder, event) == ("undecided", "people-expired")


def test_an_emergency_is_decided_afterwards_under_a_later_list(folder: DeskFolder) -> None:
    event = folder.event(folder.records[1], "suspend", reason="complaint")
    folder.sign_later()
    folder.next_list(*THREE)
    folder.world.advance(hours=1)
    folder.make([unsigned(event)], MAKE, APPROVE, AGREE)
    assert folder.code_of(event) == "decided-after"


def test_a_withdrawal_under_the_next_list_counts(room: DeskRoom) -> None:
    """A slow clock must get nothing past it: the record is judged by the list of its own date."""
    plan = room.decide([room.suspension(room.issue_before(1)[0])])
    signed = room.sign(room.export(plan.digest))
    room.office.world.advance(hours=1)
    renewal = room.decide([room.desk.read(partial(draft_next, now=room.now))])
    assert room.upload(room.sign(room.export(renewal.digest))) == ["stored"]
    room.office.world.advance(hours=1)
    room.state(ROOM_CHAIR, "p2", plan.digest, "withdraw", people=room.desk.known)
    assert room.upload(signed) == ["too-few"]
