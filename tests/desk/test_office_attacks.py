"""Attacks on the desk by its own users, and by the holder of the key."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from credentials.documents.desk.carried import StatedPlan, format_plan_to_sign
from credentials.drafting.draft import StatusDraft
from credentials.kinds import parse_any
from desk.checking.audit import audit_desks
from desk.errors import DeskError
from desk.office.make_plan import add_plan, compose_plan, split_plan
from desk.office.people import find_people, store_people
from desk.office.plans import list_plans
from desk.office.statements import add_statement
from desk.office.stored import store_plan
from desk.people.drafts import draft_next
from desk.tables import METADATA, PEOPLE
from registry.issuing.issue import plan_event
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.credentials.desk.papers import person
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom
from tests.desk.fixtures import room
from tests.verifier.desk.office import DEPUTY, PERSONS

pytestmark = pytest.mark.one_database

__all__ = ["room"]

BOTH = ((CLERK, "p1", "make"), (CHAIR, "p2", "approve"))
THREE = (*PERSONS, person("p3", DEPUTY.entry, roles=["chair"]))


@pytest.fixture
def three(tmp_path: Path) -> Any:
    """An office with a second chair."""
    room = DeskRoom(tmp_path / "registry.db", people=[*THREE])
    yield room
    room.close()


def suspension(room: DeskRoom) -> Any:
    return room.suspension(room.issue_before(1)[0])


def test_one_person_cannot_decide_by_a_file_of_their_own(room: DeskRoom) -> None:
    """One person makes and approves, and brings both with the signed documents."""
    plan = room.plan([suspension(room)])
    room.state(CLERK, "p1", plan.digest, "make")
    own = room.statement(CLERK, "p1", plan.digest, "approve")
    forged = json.loads(room.carry(plan.digest))
    forged["statements"].append(own.whole)
    assert room.upload(room.sign(json.dumps(forged).encode())) == ["too-few"]


def test_a_withdrawn_approval_cannot_be_brought_again(room: DeskRoom) -> None:
    plan = room.decide([suspension(room)])
    approved = next(item for item in plan.stated.statements if item.body.by == "p2")
    signed = room.sign(room.export(plan.digest))
    room.office.world.advance(hours=1)
    room.state(CHAIR, "p2", plan.digest, "withdraw", after=approved.digest)
    room.desk.write(partial(add_statement, statement=approved, now=room.now))
    assert room.upload(signed) == ["too-few"]
    assert room.find(plan.digest).answer.code == "too-few"


def test_a_statement_does_not_pass_to_a_changed_plan(room: DeskRoom) -> None:
    events = [room.suspension(record) for record in room.issue_before(3)]
    plan = room.decide(events)
    room.state(CHAIR, "p2", plan.digest, "return", rows=[0], reasons="示例")
    rest, documents = split_plan(room.find(plan.digest), [0], room.now)
    room.desk.write(partial(add_plan, plan=rest, documents=documents, now=room.now))
    forged = json.loads(room.carry(rest.digest))
    forged["statements"] = [statement.whole for statement in plan.stated.statements]
    assert room.upload(room.sign(json.dumps(forged).encode())) == ["no-maker"] * 2


def test_a_removed_person_decides_nothing_more(three: DeskRoom) -> None:
    """Neither by a new statement, nor by an earlier one for documents that are signed afterwards."""
    document = suspension(three)
    plan = three.plan([document])
    three.state(CLERK, "p1", plan.digest, "make")
    three.state(CHAIR, "p2", plan.digest, "approve")
    three.office.world.advance(hours=1)
    without = three.desk.read(partial(draft_next, now=three.now, remove=["p2"]))
    change = three.plan([without])
    three.state(CLERK, "p1", change.digest, "make")
    with pytest.raises(DeskError, match="removed-by-plan"):
        three.state(CHAIR, "p2", change.digest, "approve")
    three.state(DEPUTY, "p3", change.digest, "approve")
    assert three.upload(three.sign(three.export(change.digest))) == ["stored"]
    three.office.world.advance(hours=1)
    with pytest.raises(DeskError, match="too-few"):
        three.export(plan.digest)
    with pytest.raises(DeskError, match="not-in-list"):
        three.state(CHAIR, "p2", plan.digest, "approve")


def test_what_was_decided_stays_decided_when_a_person_leaves(three: DeskRoom) -> None:
    """A stored suspension waits for nobody, and its approval counts, by the list of its day."""
    plan = three.decide([suspension(three)])
    assert three.upload(three.sign(three.export(plan.digest))) == ["stored"]
    three.office.world.advance(hours=1)
    without = three.desk.read(partial(draft_next, now=three.now, remove=["p2"]))
    change = three.plan([without])
    three.state(CLERK, "p1", change.digest, "make")
    three.state(DEPUTY, "p3", change.digest, "approve")
    assert three.upload(three.sign(three.export(change.digest))) == ["stored"]
    three.office.world.advance(hours=1)
    after = three.find(plan.digest)
    assert (after.state, after.wait, after.answer.persons) == ("stored", None, ["p1", "p2"])
    names = three.desk.read(find_people).list_names(three.now)
    assert names["p2"] == PERSONS[1]["name"], "who was removed keeps the name"


def test_of_two_racing_plans_on_one_certificate_one_is_kept(room: DeskRoom) -> None:
    record = room.issue_before(1)[0]
    documents = [room.suspension(record) for _ in range(2)]
    start = Barrier(2)

    def plan(document: Any) -> str:
        start.wait()
        made = compose_plan(room.desk.issuer, [document], room.now)
        try:
            room.desk.write(partial(add_plan, plan=made, documents=[document], now=room.now))
        except DeskError as error:
            return error.code
        return "kept"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(plan, documents)) == ["kept", "other-plan-open"]
    assert len(room.desk.read(partial(list_plans, now=room.now))) == 1


def test_an_opening_stock_is_entered_once(room: DeskRoom) -> None:
    """A second one would bypass the notice."""
    first, second = (room.certificate(number) for number in (1, 2))
    plan = room.decide([first], notice="opening-stock")
    room.export(plan.digest)
    room.office.world.advance(days=50)
    with pytest.raises(DeskError, match="stock-used"):
        room.plan([second], notice="opening-stock")


def test_an_opening_stock_stored_in_part_was_entered(room: DeskRoom) -> None:
    """Its file came from elsewhere, so that no export of it is here."""
    documents = [room.certificate(number) for number in (1, 2)]
    about = compose_plan(room.desk.issuer, documents, room.now, notice="opening-stock")
    statements = [
        room.office.state(CLERK, "p1", about, "make"),
        room.office.state(CHAIR, "p2", about, "approve"),
    ]
    before = room.now - timedelta(minutes=3)
    room.office.world.advance(minutes=2)
    carried = room.office.export(StatedPlan(about, documents, statements))
    value: Any = parse_json(room.sign(format_plan_to_sign(carried)), max_bytes=10**7)
    value["documents"][1] = room.office.world.cq.sign(documents[1], "assessment", before)
    assert room.upload(canonicalize(value)) == ["stored", "before-plan"]
    with pytest.raises(DeskError, match="stock-used"):
        room.plan([room.certificate(3)], notice="opening-stock")


def test_a_certificate_of_the_opening_stock_can_be_suspended_once_it_is_stored(room: DeskRoom) -> None:
    stock = room.decide([room.certificate(1)], notice="opening-stock")
    signed = room.sign(room.export(stock.digest))
    assert room.upload(signed) == ["stored"]
    room.office.world.advance(hours=1)
    record = parse_any(canonicalize(json.loads(signed)["documents"][0]))
    change = room.decide([room.suspension(record)])
    assert room.upload(room.sign(room.export(change.digest))) == ["stored"]


def lose(room: DeskRoom) -> None:
    """Delete every row of the desk but the people lists, which an upload brings."""
    room.bench.registry.write(
        lambda view: [
            view.connection.execute(table.delete()) for table in METADATA.sorted_tables if table is not PEOPLE
        ]
    )


def test_a_lost_desk_takes_no_second_opening_stock(room: DeskRoom) -> None:
    """Neither planned here, nor brought as signed; the rest of the first one still comes in."""
    first, other, second = (room.certificate(number) for number in (1, 2, 3))
    plan = room.decide([first, other], notice="opening-stock")
    signed = room.sign(room.export(plan.digest))
    part = json.loads(signed)
    assert room.upload(signed) == ["stored"] * 2
    lose(room)
    assert room.upload(canonicalize(part)) == ["already"] * 2
    lose(room)
    with pytest.raises(DeskError, match="stock-used"):
        room.plan([second], notice="opening-stock")
    about = compose_plan(room.desk.issuer, [second], room.now, notice="opening-stock")
    both = (room.office.state(hand, by, about, word) for hand, by, word in BOTH)
    carried = {**part, "plan": about.value, "statements": [one.whole for one in both]}
    carried["documents"] = [room.office.world.cq.sign(second, "assessment", room.now)]
    assert room.upload(canonicalize(carried)) == ["stock-used"]


def test_an_opening_stock_that_was_returned_after_its_export_is_split(room: DeskRoom) -> None:
    """A part of it brings in nothing new."""
    plan = room.decide([room.certificate(number) for number in (1, 2)], notice="opening-stock")
    room.export(plan.digest)
    room.office.world.advance(minutes=1)
    room.state(CHAIR, "p2", plan.digest, "return", rows=[1], reasons="示例")
    rest, documents = split_plan(room.find(plan.digest), [1], room.now)
    room.desk.write(partial(add_plan, plan=rest, documents=documents, now=room.now))
    room.state(CLERK, "p1", rest.digest, "make")
    assert room.state(CHAIR, "p2", rest.digest, "approve").answer.code is None


def test_a_plan_dated_back_that_no_row_shows_is_judged_by_its_arrival(three: DeskRoom) -> None:
    """Two persons and the key cannot make a late end an early one; the desk's own plan keeps its class."""
    draft = StatusDraft(
        three.issue_before(1)[0].body.id, "revoke", reason="enterprise-request", effective_from=three.now
    )
    document = plan_event(
        three.bench.registry, draft, issuer=three.desk.issuer, now=three.now, random=three.random
    )
    plan = three.decide([document])
    signed = three.sign(three.export(plan.digest))
    three.office.world.advance(days=3)
    lose(three)
    assert three.upload(signed) == ["too-few"]
    three.desk.write(
        partial(store_plan, plan=plan.stated.plan, documents=[document], now=plan.stated.plan.body.created)
    )
    assert three.upload(signed) == ["stored"]


def test_removed_persons_date_no_plan_into_their_term(three: DeskRoom) -> None:
    """The file is whole: a plan, statements and a signature of before; the desk has no row of it."""
    document = suspension(three)
    plan = three.plan([document])
    three.state(DEPUTY, "p3", plan.digest, "make")
    three.state(CHAIR, "p2", plan.digest, "approve")
    signed = three.sign(three.export(plan.digest))
    lose(three)
    three.office.world.advance(hours=1)
    change = three.plan([three.desk.read(partial(draft_next, now=three.now, remove=["p3"]))])
    three.state(CLERK, "p1", change.digest, "make")
    three.state(CHAIR, "p2", change.digest, "approve")
    assert three.upload(three.sign(three.export(change.digest))) == ["stored"]
    three.office.world.advance(hours=1)
    assert three.upload(signed) == ["no-maker"]


def test_a_people_list_whose_approval_was_taken_back_cannot_be_dated_before(three: DeskRoom) -> None:
    """Whoever holds the key signs it with a date between the two, and brings it among the lists of a file."""
    first = three.desk.read(find_people).in_force(three.now)
    draft = three.desk.read(partial(draft_next, now=three.now, remove=["p3"]))
    plan = three.decide([draft])
    three.office.world.advance(hours=1)
    record = three.office.sign_list(draft)
    three.office.world.advance(hours=1)
    three.state(CHAIR, "p2", plan.digest, "withdraw")
    three.office.world.advance(hours=1)
    three.desk.write(partial(store_people, record=record, now=three.now))
    assert three.desk.read(find_people).in_force(three.now) == first
    assert [one.code for one in audit_desks(three.bench.registry)] == ["undecided"]


def test_what_skips_the_notice_takes_all_three(three: DeskRoom) -> None:
    plan = three.plan([three.certificate(1)], notice="skipped", reasons="示例：法院判决")
    three.state(CLERK, "p1", plan.digest, "make")
    assert three.state(CHAIR, "p2", plan.digest, "approve").answer.code == "too-few"
    assert three.state(DEPUTY, "p3", plan.digest, "approve").answer.code is None


def test_a_list_that_nobody_decided_is_kept_and_not_in_force(room: DeskRoom) -> None:
    """The holder of the assessment key signed it."""
    draft = room.desk.read(partial(draft_next, now=room.now))
    draft = {**draft, "people": [person("p1", DEPUTY.entry), PERSONS[1]]}
    room.office.world.advance(hours=1)
    first = room.desk.read(find_people).in_force(room.now)
    record = room.office.sign_list(draft)
    room.desk.write(partial(store_people, record=record, now=room.now))
    assert room.desk.read(find_people).in_force(room.now) == first
