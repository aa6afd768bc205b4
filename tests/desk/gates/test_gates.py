"""Plans that wait for a public notice: by the versions admitted here and the period in the settings."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.desk.carried import parse_plan_to_sign
from credentials.kinds import parse_any
from credentials.times import day_of, start_of
from desk.errors import DeskError
from desk.office.journal import list_journal
from desk.office.settings import change_settings
from tests.desk.desk_room import CHAIR, CLERK, DeskRoom, unsigned
from tests.world.works import list_notice, signed


@pytest.fixture
def room(tmp_path: Path) -> Iterator[DeskRoom]:
    room = DeskRoom(tmp_path / "registry.db")
    yield room
    room.close()


def listed(room: DeskRoom, *documents: Any) -> bytes:
    """Return a notice of today with an item for each document."""
    items = []
    for document in documents:
        subject = document["credentialSubject"]
        assessment = subject["assessment"]
        members = {name: subject[name] for name in ("legalName", "unifiedSocialCreditCode")}
        items.append({**members, "category": assessment["category"], "grade": assessment["grade"]})
    world, today = room.office.world, day_of(room.now).isoformat()
    scheme = documents[0]["credentialSubject"]["assessment"]["scheme"]
    first = signed(world, list_notice(world, items=items, scheme=scheme, until=today))
    room.bench.admit(first)
    return first


def test_a_plan_to_issue_waits_for_its_notice(room: DeskRoom) -> None:
    """Seven days from the admission of version 1, whatever last day the notice states."""
    world = room.office.world
    codes = "91500100MAHNJ7MT0F", "91500100MA8479754R"
    documents = [unsigned(world.issue("cq", unified_social_credit_code=code)) for code in codes]
    first = listed(room, *documents)
    plan = room.plan(documents, notice=parse_any(first).digest)
    room.state(CLERK, "p1", plan.digest, "make")
    answer = room.state(CHAIR, "p2", plan.digest, "approve")
    assert answer.answer.code == "notice-open"
    opens = start_of(day_of(room.now) + timedelta(days=7))
    assert answer.wait is not None
    assert answer.wait.day == opens
    room.bench.admit(signed(world, list_notice(world, before=first, items__1__withdrawn=True)))
    world.now = opens
    plan = room.find(plan.digest)
    assert (plan.answer.code, plan.answer.rows) == (None, {1: "item-missing"})


def test_the_file_to_sign_has_the_version_of_the_notice_before(room: DeskRoom) -> None:
    world = room.office.world
    first = listed(room, unsigned(world.issue("cq")))
    later = unsigned(signed(world, list_notice(world, before=first, items__0__withdrawn=True)))
    plan = room.plan([later])
    assert parse_plan_to_sign(room.carry(plan.digest)).about == (parse_any(first).value,)


def test_a_notice_of_fewer_days_is_refused_where_it_is_made(room: DeskRoom) -> None:
    """Days before today do not count; a later version only moves the end."""
    world, today = room.office.world, day_of(room.now)

    def made(since: int, until: int) -> Any:
        first, last = ((today + timedelta(days=days)).isoformat() for days in (since, until))
        days: dict[str, Any] = {"from": first, "until": last}
        return list_notice(world, **days)

    for since, until in ((0, 5), (3, 8), (-9, 5)):
        with pytest.raises(DeskError) as error:
            room.plan([made(since, until)])
        first = today + timedelta(days=max(since, 0) + 6)
        assert (error.value.code, error.value.facts["first"]) == ("notice-short", first)
        assert first.isoformat() in error.value.mend("zh")
    room.plan([made(3, 9)])
    short = signed(world, made(0, 1))
    room.bench.admit(short)
    room.plan([list_notice(world, before=short, until=(today + timedelta(days=2)).isoformat())])


def test_the_days_of_a_scheme_are_a_setting_of_the_desk(room: DeskRoom) -> None:
    document = unsigned(room.office.world.issue("cq"))
    plan = room.plan([document], notice=parse_any(listed(room, document)).digest)
    scheme = plan.question.plan.scheme

    assert scheme is not None
    change = partial(change_settings, scheme=scheme, now=room.now)
    room.desk.write(partial(change, values={"noticeDays": 10}))
    gate = room.find(plan.digest).question.gate
    assert gate is not None
    assert gate.opens(room.now) == start_of(day_of(room.now) + timedelta(days=10))
    (noted,) = [act for act in room.desk.read(list_journal) if act.act == "setting"]
    assert noted.data == {"before": 7, "after": 10}
    for values in ({"noticeDays": 0}, {"answerDays": 367}, {"noticeHours": 1}):
        with pytest.raises(DeskError, match="setting"):
            room.desk.write(partial(change, values=values))
