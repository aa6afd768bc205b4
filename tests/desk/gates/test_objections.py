"""Objections at the gate of a plan: each stops its own item until it is answered."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_any
from credentials.times import day_of
from desk.inbox.entries import OBJECTION, act_on_entry, add_entry
from desk.office.plans import OfficePlan
from desk.web.shown.plans import version_of
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom, unsigned
from tests.world.works import list_notice, signed
from verifier.desk.reading.objections import ACCEPT, ANSWER, REFUSE

SCHEME = "cq-facility-operation"
CODES = ("91500100MAHNJ7MT0F", "91500100MA8479754R")
NAMES = ("示例甲环保有限公司", "示例乙环保有限公司")


class Noticed:
    """Two certificates under notice, planned; the clerk has made the plan, the chair approved it."""

    def __init__(self, place: Path) -> None:
        self.room = room = DeskRoom(place)
        world = room.office.world
        self.documents = [
            unsigned(world.issue("cq", legal_name=name, unified_social_credit_code=code, scheme=SCHEME))
            for name, code in zip(NAMES, CODES, strict=True)
        ]
        items = [self._item(document) for document in self.documents]
        data = signed(world, list_notice(world, items=items, scheme=SCHEME))
        room.bench.registry.admit(data, now=room.now)
        self.notice = parse_any(data).digest
        self.plan = room.plan(self.documents, notice=self.notice)
        room.state(CLERK, "p1", self.plan.digest, "make")
        room.state(CHAIR, "p2", self.plan.digest, "approve")

    @staticmethod
    def _item(document: Any) -> Any:
        subject = document["credentialSubject"]
        assessment = subject["assessment"]
        return {
            "legalName": subject["legalName"],
            "unifiedSocialCreditCode": subject["unifiedSocialCreditCode"],
            "category": assessment["category"],
            "grade": assessment["grade"],
        }

    def object(self, item: int) -> str:
        """Bring an objection to an item, received today."""
        value = {
            "about": {"notice": self.notice, "item": item, "name": NAMES[item]},
            "by": {"kind": "person", "name": "示例提出人", "contact": "示例"},
            "arguments": "业绩不实",
            "receivedOn": day_of(self.room.now).isoformat(),
        }
        return self.room.desk.write(
            partial(add_entry, kind=OBJECTION, value=value, sender="192.0.2.1", now=self.room.now)
        )

    def act(self, entry: str, act: str, person: str = "p1", **more: Any) -> None:
        """Let a person act on it, a minute later."""
        self.room.office.world.advance(minutes=1)
        self.room.desk.write(
            partial(act_on_entry, id_=entry, act=act, person=person, now=self.room.now, **more)
        )

    def look(self) -> OfficePlan:
        return self.room.find(self.plan.digest)


@pytest.fixture
def noticed(tmp_path: Path) -> Iterator[Noticed]:
    noticed = Noticed(tmp_path / "registry.db")
    yield noticed
    noticed.room.close()


def test_an_objection_makes_the_forms_of_its_plan_stale(noticed: Noticed) -> None:
    before = version_of(noticed.look())
    noticed.object(0)
    assert version_of(noticed.look()) != before


def test_an_objection_closes_its_item_alone_until_it_is_answered(noticed: Noticed) -> None:
    assert noticed.look().answer.code == "notice-open"
    entry = noticed.object(0)
    noticed.room.office.world.advance(days=11)
    look = noticed.look()
    assert (look.answer.code, look.answer.rows) == (None, {0: "objection-open"})
    noticed.act(entry, ACCEPT)
    assert noticed.look().answer.rows == {0: "objection-open"}
    noticed.act(entry, ANSWER, result="rejected", reasons="查无实据")
    assert noticed.look().answer.rows == {0: "objection-open"}, "an answer takes a second person"
    noticed.act(entry, ANSWER, "p2", result="rejected", reasons="查无实据")
    assert noticed.look().answer.rows == {}


def test_an_upheld_objection_keeps_its_item_closed(noticed: Noticed) -> None:
    entry = noticed.object(1)
    noticed.act(entry, ACCEPT)
    noticed.act(entry, ANSWER, result="upheld", reasons="属实")
    noticed.room.office.world.advance(days=11)
    assert noticed.look().answer.rows == {1: "objection-open"}


def test_a_slow_clock_gets_no_row_past_what_is_known_on_arrival(noticed: Noticed) -> None:
    room = noticed.room
    room.office.world.advance(days=11)
    signed = room.sign(room.export(noticed.plan.digest))
    room.office.world.advance(days=1)
    noticed.act(noticed.object(0), ACCEPT)
    assert room.upload(signed) == ["objection-open", "stored"]


def test_to_leave_an_objection_aside_takes_two(noticed: Noticed) -> None:
    entry = noticed.object(0)
    noticed.room.office.world.advance(days=11)
    noticed.act(entry, REFUSE, reasons="与本项无关")
    assert noticed.look().answer.rows == {0: "objection-open"}
    noticed.act(entry, REFUSE, "p2", reasons="同意")
    assert noticed.look().answer.rows == {}
