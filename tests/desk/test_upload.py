"""Uploads of signed files: each row is judged at its own time, and stored or kept with the reason."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from credentials.errors import RecordError
from desk.office.plans import STORED
from desk.office.refused import list_refused
from desk.tables import METADATA
from registry.database.tables import INDEX, PLAN
from registry.issuing.issue import plan_assessments
from tests.desk.desk_room import CHAIR, DeskRoom
from tests.desk.fixtures import room

pytestmark = pytest.mark.one_database

__all__ = ["room"]


def suspended(room: DeskRoom, count: int = 3) -> list[Any]:
    """Events that suspend as many certificates."""
    return [room.suspension(record) for record in room.issue_before(count)]


def test_a_decided_document_is_stored_and_a_repeat_is_already_here(room: DeskRoom) -> None:
    plan = room.decide(suspended(room))
    signed = room.sign(room.export(plan.digest))
    assert room.upload(signed) == ["stored"] * 3
    assert room.upload(signed) == ["already"] * 3
    found = room.find(plan.digest)
    assert (found.state, found.answer.code, found.wait) == (STORED, "stored", None)


def test_an_upload_needs_no_row_of_the_desk(room: DeskRoom) -> None:
    """The desk may be lost, or an old copy."""
    plan = room.decide(suspended(room))
    signed = room.sign(room.export(plan.digest))
    lose(room)
    assert room.upload(signed) == ["stored"] * 3
    assert len(room.find(plan.digest).stated.statements) == 2


def test_certificates_come_back_where_their_plan_is_unknown(room: DeskRoom) -> None:
    """Their places in the status lists are taken then."""
    drafts = [room.bench.draft(number) for number in range(1, 4)]
    issuer = room.desk.issuer
    planned = plan_assessments(room.bench.registry, drafts, issuer=issuer, now=room.now, random=room.random)
    stock = {"notice": "opening-stock"}
    plan = room.decide([item.document for item in planned], **stock)
    signed = room.sign(room.export(plan.digest))
    lose(room)
    room.bench.registry.write(
        lambda view: [view.connection.execute(table.delete()) for table in (PLAN, INDEX)]
    )
    assert room.upload(signed) == ["stored"] * 3
    taken = room.bench.registry.rows(select(INDEX.c.credential))
    assert {row.credential for row in taken} == {str(item.document["id"]) for item in planned}


def test_a_return_after_the_export_stops_the_upload_and_the_rows_are_kept(room: DeskRoom) -> None:
    plan = room.decide(suspended(room))
    signed = room.sign(room.export(plan.digest))
    room.office.world.advance(hours=1)
    room.state(CHAIR, "p2", plan.digest, "return", rows=[1], reasons="示例：等级有误")
    assert room.upload(signed) == ["returned"] * 3
    refused = room.desk.read(list_refused)
    assert [item.code for item in refused] == ["returned"] * 3
    room.office.world.advance(hours=1)
    room.state(CHAIR, "p2", plan.digest, "approve")
    assert room.upload(signed) == ["stored"] * 3
    assert room.desk.read(list_refused) == []


def test_a_changed_row_is_refused_and_the_others_are_stored(room: DeskRoom) -> None:
    plan = room.decide(suspended(room))
    exported = json.loads(room.export(plan.digest))
    exported["documents"][1]["credentialSubject"]["reason"] = "investigation"
    assert room.upload(room.sign(json.dumps(exported).encode())) == ["stored", "wrong-document", "stored"]


def test_a_file_without_a_decision_leaves_its_rows_and_nothing_else(room: DeskRoom) -> None:
    plan = room.decide(suspended(room))
    exported = json.loads(room.export(plan.digest))
    exported["statements"] = []
    signed = room.sign(json.dumps(exported).encode())
    lose(room)
    assert room.upload(signed) == ["no-maker"] * 3
    assert len(room.desk.read(list_refused)) == 3
    with pytest.raises(Exception, match="plan-unknown"):
        room.find(plan.digest)


def test_a_file_of_another_association_is_refused(room: DeskRoom) -> None:
    plan = room.decide(suspended(room))
    signed = room.sign(room.export(plan.digest))
    room.desk.issuer = room.office.world.sc.did
    with pytest.raises(RecordError, match="file-mixed"):
        room.upload(signed)


def lose(room: DeskRoom) -> None:
    """Delete every row of the desk."""
    room.bench.registry.write(
        lambda view: [view.connection.execute(table.delete()) for table in METADATA.sorted_tables]
    )
