"""Plans of which some rows are stored and others kept, and numbers that one plan gives at a time."""

import json
from copy import deepcopy
from typing import Any

import pytest

from desk.errors import DeskError
from desk.office.make_plan import add_plan, split_plan
from desk.office.plans import EXPORTED, REPLACED, STORED
from registry.issuing.issue import plan_assessments
from signing.jcs import canonicalize
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom
from tests.desk.fixtures import room
from tests.desk.web.desk_site import DeskSite

pytestmark = pytest.mark.one_database

__all__ = ["room"]

REASON = {"notice": "skipped", "reasons": "示例：法院判决"}


def certificates(room: DeskRoom, *numbers: int) -> list[Any]:
    """Certificates to be issued, as a sheet asks for them."""
    given: Any = {"issuer": room.desk.issuer, "now": room.now, "random": room.random}
    drafts = [room.bench.draft(number) for number in numbers]
    return [item.document for item in plan_assessments(room.bench.registry, drafts, **given)]


def store_part(room: DeskRoom) -> tuple[str, str]:
    """A plan of three of which one was returned; of the two left one is stored, one's number is taken."""
    documents = certificates(room, 1, 2, 3)
    taken = certificates(room, 2)[0]
    plan = room.plan(documents, **REASON)
    room.state(CHAIR, "p2", plan.digest, "return", rows=[2], reasons="示例")
    room.office.world.advance(minutes=1)
    rest, left = split_plan(room.find(plan.digest), [2], room.now)
    room.desk.write(lambda view: add_plan(view, rest, left, room.now))
    room.state(CLERK, "p1", rest.digest, "make")
    room.state(CHAIR, "p2", rest.digest, "approve")
    signed = room.sign(room.export(rest.digest))
    room.bench.admit(sign(room, taken))
    assert room.upload(signed) == ["stored", "certificate-number-taken"]
    return plan.digest, rest.digest


def sign(room: DeskRoom, document: Any) -> bytes:
    """A certificate that the key holder signed without a plan."""
    return canonicalize(room.office.world.cq.sign(document, "assessment", room.now))


def test_what_is_stored_of_a_plan_is_not_signed_again(room: DeskRoom) -> None:
    """It goes out signed, and comes back as it is; the rest is signed now."""
    plan = room.decide([room.suspension(record) for record in room.issue_before(3)])
    first = json.loads(room.sign(room.export(plan.digest)))
    changed = deepcopy(first)
    for document in changed["documents"][1:]:
        document["credentialSubject"]["reason"] = "investigation"
    assert room.upload(canonicalize(changed)) == ["stored", "wrong-document", "wrong-document"]
    room.office.world.advance(hours=1)
    exported = room.export(plan.digest)
    assert json.loads(exported)["stored"] == first["documents"][:1]
    again = room.sign(exported)
    documents = json.loads(again)["documents"]
    assert [one == old for one, old in zip(documents, first["documents"], strict=True)] == [
        True,
        False,
        False,
    ]
    assert room.upload(again) == ["already", "stored", "stored"]


def test_one_sheet_made_into_two_plans_is_refused_by_the_number(room: DeskRoom) -> None:
    first = room.plan(certificates(room, 1, 2), **REASON)
    room.office.world.advance(hours=1)
    with pytest.raises(DeskError) as caught:
        room.plan(certificates(room, 2), **REASON)
    assert (caught.value.code, caught.value.facts["other"]) == ("other-plan-open", first.digest)


def test_a_number_that_is_stored_is_refused_at_making_and_at_the_export(room: DeskRoom) -> None:
    document, other = certificates(room, 1)[0], certificates(room, 1)[0]
    plan = room.decide([document], **REASON)
    room.bench.admit(sign(room, other))
    with pytest.raises(DeskError) as exported:
        room.export(plan.digest)
    room.office.world.advance(days=50)
    with pytest.raises(DeskError) as made:
        room.plan([*certificates(room, 2), document], **REASON)
    assert [error.value.code for error in (exported, made)] == ["number-refused"] * 2
    subject = document["credentialSubject"]
    assert f"Row 2 ({subject['legalName']})" in str(made.value)
    assert subject["assessment"]["certificateNumber"] in str(made.value)


def test_a_rejection_of_a_plan_stored_in_part_closes_the_rest_alone(room: DeskRoom) -> None:
    before, plan = store_part(room)
    assert room.find(plan).state == EXPORTED
    assert room.find(plan).is_partly_stored
    room.state(CHAIR, "p2", plan, "reject", reasons="示例：另行办理")
    found = room.find(plan)
    assert (found.state, found.wait, found.answer.code) == (STORED, None, "rejected")
    assert room.find(before).state == REPLACED, "not open again"


def test_pages_tell_what_of_a_plan_is_stored_and_what_is_kept_and_why(room: DeskRoom) -> None:
    _, plan = store_part(room)
    site = DeskSite(room)
    site.give_password("p1")
    browser = site.signed_in("p1")
    page = browser.get(f"/plans/{plan}").text
    assert "1 of 2 are stored and stay in force, 1 not." in page
    assert "Another certificate in force has this number." in page
    today = browser.get("/").text
    kept = today.partition("Signed, not stored")[2]
    name = room.find(plan).stated.documents[1]["credentialSubject"]["legalName"]  # type: ignore[index, call-overload]
    assert "Another certificate in force has this number." in kept
    assert f"2 {name}" in kept
    assert f'href="/plans/{plan}#rows"' in kept
    assert "certificate-number-taken" not in kept
    room.state(CHAIR, "p2", plan, "reject", reasons="示例：另行办理")
    assert "The rest is closed." in browser.get(f"/plans/{plan}").text
