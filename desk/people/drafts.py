"""Drafts of people lists: the first one of those who enrolled, each later one from the list in force."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from credentials.documents.desk.people import PEOPLE_TYPE
from credentials.record import JsonObject
from credentials.times import day_of
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.people import find_people
from desk.tables import ENROLLED_KEY
from signing.strict_json import JsonValue
from verifier.desk.people import MAX_DAYS

_TERM_YEARS = 5
_FEWEST = 2


class Enrolled(NamedTuple):
    """A person who enrolled, with the keys that no list has yet."""

    id: str
    name: str
    roles: Sequence[str]
    keys: Sequence[JsonObject]


def list_enrolled(desk: DeskView) -> list[Enrolled]:
    """Return who enrolled keys that no list in force had, by id; the words of the last invitation count."""
    if not desk.is_kept:
        return []
    chain = find_people(desk).chain
    lists = chain.lists if chain.is_anchored else ()
    listed = {key for people in lists for person in people.people for key in person.keys}
    query = select(ENROLLED_KEY).where(ENROLLED_KEY.c.issuer == desk.issuer)
    rows = desk.view.connection.execute(query.order_by(ENROLLED_KEY.c.enrolled, ENROLLED_KEY.c.public))
    persons: dict[str, Enrolled] = {}
    for row in (row for row in rows if row.public not in listed):
        before = persons.get(row.person)
        keys = [*(before.keys if before is not None else ()), json.loads(row.data)]
        persons[row.person] = Enrolled(row.person, row.name, json.loads(row.roles), keys)
    return [persons[id_] for id_ in sorted(persons)]


def draft_first(
    desk: DeskView, now: datetime, *, alone: bool = False, until: date | None = None, **members: Any
) -> JsonObject:
    """Return version 1, of everybody who enrolled; `members` are rpId, origin and policy.

    DeskError people-few: two at least have enrolled a key file, or one `alone`.
    """
    enrolled = list_enrolled(desk)
    filed = sum(any(key["kind"] == "file" for key in person.keys) for person in enrolled)
    if filed < (1 if alone else _FEWEST):
        raise DeskError("people-few", count=filed)
    value = _begin(desk, now, 1, members)
    return {
        **value,
        **({"alone": True} if alone else {}),
        "people": [_entry(person, now, until) for person in enrolled],
    }


def draft_next(
    desk: DeskView,
    now: datetime,
    *,
    add: Sequence[str] = (),
    ends: Mapping[str, date] | None = None,
    remove: Sequence[str] = (),
    changes: Mapping[str, Mapping[str, Any]] | None = None,
    **members: Any,
) -> JsonObject:
    """Return the next version: with the keys that `add` enrolled, other last days, without some.

    `changes` are further members of persons, such as roles; None takes a member out. DeskError people-missing
    without a list in force, person-unknown.
    """
    current = find_people(desk).in_force(now)
    if current is None:
        raise DeskError("people-missing")
    before: Any = current.unsigned
    persons = {person["id"]: {**person} for person in before["people"]}
    enrolled = {person.id: person for person in list_enrolled(desk)}
    for id_ in add:
        _add(persons, enrolled.get(id_), id_, now)
    for id_ in (*remove, *(ends or {}), *(changes or {})):
        if id_ not in persons:
            raise DeskError("person-unknown", person=id_)
    for id_, day in (ends or {}).items():
        persons[id_]["until"] = day.isoformat()
    for id_, changed in (changes or {}).items():
        both = {**persons[id_], **changed}
        persons[id_] = {name: member for name, member in both.items() if member not in (None, [])}
    kept = {name: before[name] for name in ("rpId", "origin", "policy", "alone") if name in before}
    value = _begin(desk, now, current.body.version + 1, {**kept, **members})
    people: list[JsonValue] = [person for id_, person in persons.items() if id_ not in remove]
    return {**value, "previous": current.digest, "people": people}


def _begin(desk: DeskView, now: datetime, version: int, members: Mapping[str, Any]) -> JsonObject:
    return {
        "@context": ["https://w3id.org/huren/v1"],
        "type": PEOPLE_TYPE,
        "issuer": desk.issuer,
        "version": version,
        # signed some days later, it must still be valid for 180 days at most
        "validUntil": (day_of(now) + timedelta(days=MAX_DAYS)).isoformat(),
        "policy": {},
        **{name: member for name, member in members.items() if member is not None},
    }


def _entry(person: Enrolled, now: datetime, until: date | None = None) -> JsonObject:
    since = day_of(now)
    last = until or date(since.year + _TERM_YEARS, since.month, min(since.day, 28))
    return {
        "id": person.id,
        "name": person.name,
        "roles": [*person.roles],
        "from": since.isoformat(),
        "until": last.isoformat(),
        "keys": [*person.keys],
    }


def _add(persons: dict[str, Any], enrolled: Enrolled | None, id_: str, now: datetime) -> None:
    """Add a person, or further keys of one."""
    if enrolled is None:
        raise DeskError("person-unknown", person=id_)
    if id_ not in persons:
        persons[id_] = _entry(enrolled, now)
        return
    public_keys = {key["public"] for key in persons[id_]["keys"]}
    new = [key for key in enrolled.keys if key["public"] not in public_keys]
    persons[id_]["keys"] = [*persons[id_]["keys"], *new]
