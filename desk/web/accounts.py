"""Accounts: the password of a person, the invitation that sets it, the counters of passkeys."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

from credentials.documents.desk.people import PersonKey
from credentials.record import JsonObject, read_body
from desk.office.desk import DeskView
from desk.office.stored import load_people
from desk.people.invitations import hash_code
from desk.tables import ACCOUNT, COUNTER, ENROLLED_KEY, INVITATION
from desk.web.errors import DeskWebError
from verifier.desk.reading.people import find_association_keys

_SECONDS = 15 * 60


class Invited(NamedTuple):
    """Person whom an invitation lets enrol, with their roles."""

    code: str
    """SHA-256 of the code."""
    person: str
    name: str
    roles: list[str]


def find_invitation(desk: DeskView, code: str, now: datetime) -> Invited:
    """Return the invitation of a code; DeskWebError invitation-ended where it opens nothing any more."""
    hashed, at = hash_code(code), int(now.timestamp())
    if desk.is_kept:
        query = select(INVITATION).where(INVITATION.c.code == hashed, INVITATION.c.issuer == desk.issuer)
        row = desk.view.connection.execute(query).first()
        if row is not None and row.expires > at and row.used is None:
            return Invited(hashed, row.person, row.name, json.loads(row.roles))
    raise DeskWebError("invitation-ended")


def use_invitation(desk: DeskView, invited: Invited, now: datetime) -> None:
    """Mark an invitation as used; DeskWebError invitation-ended where another enrolment has used it."""
    is_unused = INVITATION.c.code == invited.code, INVITATION.c.used.is_(None)
    used = update(INVITATION).where(*is_unused).values(used=int(now.timestamp()))
    if desk.view.connection.execute(used).rowcount != 1:
        raise DeskWebError("invitation-ended")


def find_password(desk: DeskView, person: str) -> str | None:
    """Return the hash of a person's password, if there is one."""
    if not desk.is_kept:
        return None
    query = select(ACCOUNT.c.password).where(ACCOUNT.c.issuer == desk.issuer, ACCOUNT.c.person == person)
    found: str | None = desk.view.connection.scalar(query)
    return found


def set_password(desk: DeskView, person: str, password: str, now: datetime) -> None:
    """Keep the hash of a person's new password."""
    connection = desk.view.connection
    connection.execute(delete(ACCOUNT).where(ACCOUNT.c.issuer == desk.issuer, ACCOUNT.c.person == person))
    values = {"issuer": desk.issuer, "person": person, "password": password, "changed": int(now.timestamp())}
    connection.execute(insert(ACCOUNT).values(values))


def last_counter(desk: DeskView, credential: str) -> int:
    """Return the last counter that a passkey gave; 0 for one that never did."""
    found = desk.view.connection.scalar(select(COUNTER.c.counter).where(COUNTER.c.credential == credential))
    return int(found or 0)


def keep_counter(desk: DeskView, credential: str, counter: int) -> None:
    """Keep the counter that a passkey gave."""
    connection = desk.view.connection
    connection.execute(delete(COUNTER).where(COUNTER.c.credential == credential))
    connection.execute(insert(COUNTER).values(credential=credential, counter=counter))


def enrol_key(desk: DeskView, invited: Invited, entry: JsonObject, now: datetime) -> None:
    """Keep a key for the next people list; RecordError for what no list may have, DeskWebError key-enrolled.

    A key of the association, or one that anybody has enrolled or in a list, is nobody's own.
    """
    key = read_body(entry, PersonKey)
    connection = desk.view.connection
    party = desk.view.load_trust().party(desk.issuer)
    of_association = find_association_keys(party) if party is not None else frozenset()
    listed = {
        key.public for record in load_people(desk) for person in record.body.people for key in person.keys
    }
    query = select(ENROLLED_KEY.c.public).where(
        ENROLLED_KEY.c.issuer == desk.issuer, ENROLLED_KEY.c.public == key.public
    )
    if key.public in of_association | listed or connection.scalar(query) is not None:
        raise DeskWebError("key-enrolled")
    connection.execute(
        insert(ENROLLED_KEY).values(
            issuer=desk.issuer,
            public=key.public,
            person=invited.person,
            name=invited.name,
            roles=json.dumps(invited.roles),
            enrolled=int(now.timestamp()),
            data=json.dumps(entry),
        )
    )


class Enrolments:
    """Enrolments that a code has opened, by a random name; forgotten after fifteen minutes."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._open: dict[str, tuple[Invited, float]] = {}
        self._using: set[str] = set()

    def begin(self, invited: Invited) -> str:
        """Return the name of a new one."""
        now = self._monotonic()
        self._open = {name: kept for name, kept in self._open.items() if now - kept[1] < _SECONDS}
        self._using &= {*self._open}
        name = secrets.token_hex(16)
        self._open[name] = invited, now
        return name

    def find(self, name: str) -> Invited:
        """Return who enrols under a name; DeskWebError invitation-ended."""
        kept = self._open.get(name)
        if kept is None or self._monotonic() - kept[1] >= _SECONDS:
            raise DeskWebError("invitation-ended")
        return kept[0]

    def uses(self, name: str) -> bool:
        """True where an enrolment has used its code: a key or a password was kept."""
        return name in self._using

    def note_use(self, name: str) -> None:
        """Note that an enrolment has used its code."""
        self._using.add(name)
