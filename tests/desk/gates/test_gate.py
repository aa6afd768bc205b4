"""Where a people list is named, a key alone signs nothing: every path of the registry asks the gate."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.drafting.draft import StatusDraft
from desk.checking.audit import audit_desks
from desk.last_people import save_last
from desk.office.plans import list_plans
from desk.people.drafts import draft_next
from registry.issuing.issue import change_status, issue_documents, plan_assessments, store_signed
from registry.issuing.plan_events import Foreseen, foresee, sign_changes
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom
from tests.desk.fixtures import room
from tests.world.registry_setup import Bench, refused

pytestmark = pytest.mark.one_database

__all__ = ["room"]


def test_issuing_is_refused(room: DeskRoom) -> None:
    with refused("approval-needed"):
        room.bench.issue(room.bench.draft(1))


def test_a_status_change_is_refused(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    draft = StatusDraft(record.body.id, "suspend", reason="complaint", effective_from=room.now)
    with refused("approval-needed"):
        change_status(room.bench.registry, draft, room.signer, now=room.now, random=room.random)


def test_documents_of_works_are_refused(room: DeskRoom) -> None:
    with refused("approval-needed"):
        issue_documents(room.bench.registry, [], room.signer, now=room.now)


def test_signed_documents_without_a_plan_are_refused(room: DeskRoom) -> None:
    issuer, random = room.desk.issuer, room.random
    (planned,) = plan_assessments(
        room.bench.registry, [room.bench.draft(1)], issuer=issuer, now=room.now, random=random
    )
    signed = room.office.world.cq.sign(planned.document, "assessment", room.now)
    with refused("approval-needed"):
        store_signed(room.bench.registry, [signed], now=room.now)


def test_a_database_of_before_the_desk_does_not_open_the_gate_again(tmp_path: Path) -> None:
    """The file beside it remembers that people decide, whatever copy of the database is put back."""
    bench = Bench(tmp_path / "registry.db", heads=tmp_path / "heads")
    did = bench.world.cq.did
    bench.registry.check_gates(did)
    bench.registry.write(lambda _: save_last(bench.registry, did, "0" * 64, 1))
    with refused("approval-needed"):
        bench.issue(bench.draft(1))
    bench.registry.close()


def test_another_association_goes_on(room: DeskRoom) -> None:
    assert len(room.bench.issue(room.bench.draft(1, by="sc"), by="sc")) == 1


def test_a_suspension_in_an_emergency_is_stored_and_waits_for_its_decision(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    plan = room.suspend_first(record)
    (event,) = room.bench.registry.read(lambda view: view.all_events(room.desk.issuer))
    assert [*plan.stated.documents] == [event.unsigned]
    assert (plan.state, plan.wait and plan.wait.persons) == ("stored", ("p1", "p2"))
    room.office.world.advance(hours=1)
    room.state(CLERK, "p1", plan.digest, "make")
    assert room.state(CHAIR, "p2", plan.digest, "approve").wait is None


def test_an_emergency_is_decided_by_the_list_that_followed(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    plan = room.suspend_first(record)
    room.office.world.advance(hours=1)
    renewal = room.decide([room.desk.read(partial(draft_next, now=room.now))])
    assert room.upload(room.sign(room.export(renewal.digest))) == ["stored"]
    room.office.world.advance(hours=1)
    newest = {"people": room.desk.known}
    room.state(CLERK, "p1", plan.digest, "make", **newest)
    assert room.state(CHAIR, "p2", plan.digest, "approve", **newest).wait is None
    assert [problem.field for problem in audit_desks(room.bench.registry) if "event" in problem.field] == []


def test_no_other_change_is_an_emergency(room: DeskRoom) -> None:
    (record,) = room.issue_before(1)
    (foreseen,) = foresee_one(room, "revoke", record)
    sign = partial(sign_changes, room.bench.registry, [foreseen], room.signer, issuer=room.desk.issuer)
    with refused("approval-needed"):
        [*sign(now=room.now, random=room.random, emergency="示例")]
    assert room.desk.read(partial(list_plans, now=room.now)) == []
    assert room.bench.registry.read(lambda view: view.all_events(room.desk.issuer)) == []


def foresee_one(room: DeskRoom, action: Any, record: Any) -> list[Foreseen]:
    reason = "complaint" if action == "suspend" else "enterprise-request"
    draft = StatusDraft(record.body.id, action, reason=reason, effective_from=room.now)
    found = foresee(room.bench.registry, [draft], issuer=room.desk.issuer, now=room.now, random=room.random)
    return [item for item in found if isinstance(item, Foreseen)]
