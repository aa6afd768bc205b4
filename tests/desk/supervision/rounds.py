"""Acts of a round of supervision."""

from functools import partial
from typing import Any

from credentials.drafting.draft import StatusDraft
from credentials.times import day_of
from desk.office.settings import change_settings
from desk.supervision.cares import CareAdded, DueCounts, add_acts, count_due, list_cares
from desk.supervision.judge import Care
from registry.issuing.issue import plan_event
from tests.desk.desk_room import DeskRoom


def set_rule(room: DeskRoom, months: int = 2, days: int = 10) -> None:
    """Set the supervision of the scheme of the world's certificates."""
    scheme = room.desk.read(partial(list_cares, now=room.now))[0].credential.scheme
    values = {"everyMonths": months, "graceDays": days}
    room.desk.write(partial(change_settings, scheme=scheme, values=values, now=room.now))


def cares(room: DeskRoom) -> dict[str, Care]:
    found = room.desk.read(partial(list_cares, now=room.now))
    return {care.credential.id: care for care in found}


def counts(room: DeskRoom) -> DueCounts:
    return room.desk.read(partial(count_due, now=room.now))


def note(room: DeskRoom, record: Any, act: str) -> int:
    added = [CareAdded(record.body.id, act, day_of(room.now))]
    return room.desk.write(partial(add_acts, added=added, now=room.now, by="p1"))


def change(room: DeskRoom, record: Any, action: str, reason: str, **members: Any) -> None:
    """Plan, decide, sign and store a change, from now on unless `effective_from` says otherwise."""
    draft = StatusDraft(record.body.id, action, reason=reason, **{"effective_from": room.now, **members})
    how: dict[str, Any] = {"issuer": room.desk.issuer, "now": room.now, "random": room.random}
    plan = room.decide([plan_event(room.bench.registry, draft, **how)])
    assert room.upload(room.sign(room.export(plan.digest))) == ["stored"]
