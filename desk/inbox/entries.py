"""Entries of the inbox: what a public form or paper brought, and what the people did about it.

An entry is evidence and decides nothing. An objection that is accepted, or not sorted yet, closes the gate of
its item until it is answered (`desk.office.gates`).
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, get_args

from sqlalchemy import func, select

from credentials.documents.desk.list_notice import ObjectionResult
from credentials.documents.desk.objection import (
    ApplicationEntry,
    ApplicationResult,
    EntryAct,
    ObjectionEntry,
    read_entry,
)
from credentials.errors import RecordError
from credentials.record import read_body
from desk.errors import DeskError
from desk.inbox.subjects import check_subject
from desk.office.desk import DeskView
from desk.office.journal import add_journal
from desk.office.people import find_people
from desk.office.stored import moment, seconds
from desk.tables import INBOX, INBOX_EVENT
from registry.database.bulk import insert_rows
from registry.database.portions import narrow, select_in
from verifier.desk.reading.objections import ACCEPT, ANSWER, REFUSE, DoneAct, WeighedActs, weigh_acts

APPLICATION, OBJECTION = "application", "objection"
_BEGIN: Final = "batch"
"""Act of whoever begins a batch with an application; it decides nothing."""
RESULTS: Final[Mapping[str, tuple[str, ...]]] = {
    OBJECTION: get_args(ObjectionResult),
    APPLICATION: get_args(ApplicationResult),
}
"""Answers to an entry, by its kind."""
REFUSERS: Final = 2
"""One person sorts an entry; to refuse it takes a second, but in an office of one."""

PAPER: Final = "paper"
"""Sender of what a person typed in from paper."""

_DAY = timedelta(days=1)
_MOST_OF_ONE = 20
"""Entries of one network a day: what stands in the way of a flood shuts nobody else out."""
_MOST_KEPT = 20_000
"""Entries of all strangers a day: 640 MB at most, from a thousand networks."""
_SHOWN = 500


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """An entry with all that was done about it, oldest first."""

    id: str
    kind: str
    received: datetime
    sender: str
    body: ObjectionEntry | ApplicationEntry
    acts: Sequence[DoneAct]
    weighed: WeighedActs
    is_alone: bool

    @property
    def state(self) -> str:
        """Return `new`, `half-refused`, `refused`, `accepted`, `half-answered` or `answered`."""
        if self.weighed.answered is not None:
            return "answered"
        if self.weighed.accepted is not None:
            return "half-answered" if any(act.act == ANSWER for act in self.acts) else "accepted"
        if len(self.weighed.refused_by) >= (1 if self.is_alone else REFUSERS):
            return "refused"
        return "half-refused" if self.weighed.refused_by else "new"

    @property
    def is_open(self) -> bool:
        """True until it is answered or not taken up: an accepted application waits for its assessment."""
        return self.state not in ("refused", "answered")

    @property
    def is_taken_up(self) -> bool:
        """True for an application to be assessed: accepted, and not returned by its answer."""
        answers = {act.person: act.body.result for act in self.acts if act.act == ANSWER}
        is_accepted = self.state in ("accepted", "half-answered") and "returned" not in answers.values()
        is_accepted = is_accepted or self.weighed.result == "accepted"
        return self.kind == APPLICATION and is_accepted

    @property
    def batch(self) -> str | None:
        """The id of the batch that was begun with it last."""
        return next((act.body.batch for act in reversed(self.acts) if act.body.batch is not None), None)

    @property
    def version(self) -> str:
        """What a form says of the entry it was made for."""
        return f"{self.state}-{len(self.acts)}"

    def has_answered(self, person: str, result: str | None) -> bool:
        """True where the last answer of a person has this result."""
        results = [act.body.result for act in self.acts if (act.act, act.person) == (ANSWER, person)]
        return results[-1:] == [result]


def add_entry(desk: DeskView, kind: str, value: Mapping[str, Any], sender: str, now: datetime) -> str:
    """Keep an entry and return its id; RecordError for what it may not say, DeskError inbox-full.

    Raises DeskError as `find_subject` for an objection to what is not here. A `sender` is cut off for the day
    alone; what a person types in from paper never is.
    """
    body = read_entry(value, _MODELS[kind])
    if isinstance(body, ObjectionEntry):
        check_subject(desk, body.about)
    connection, since = desk.view.connection, seconds(now - _DAY)
    recent = (INBOX.c.issuer == desk.issuer, INBOX.c.received > since, INBOX.c.sender != PAPER)
    count = select(func.count()).select_from(INBOX).where(*recent)
    for query, most in ((count.where(INBOX.c.sender == sender), _MOST_OF_ONE), (count, _MOST_KEPT)):
        if sender != PAPER and (connection.scalar(query) or 0) >= most:
            raise DeskError("inbox-full")
    id_ = secrets.token_hex(16)
    text = json.dumps(value, ensure_ascii=False)
    insert_rows(connection, INBOX, [(id_, desk.issuer, kind, seconds(now), sender[:250], text)])
    return id_


def list_entries(
    desk: DeskView, since: datetime | None = None, until: datetime | None = None
) -> list[InboxEntry]:
    """Return the entries, those of one sender together, the sender with the newest one first.

    All that are open, whatever came after them, and the newest of the settled ones. With `since` and `until`,
    all that came in that time.
    """
    query = select(INBOX).where(INBOX.c.issuer == desk.issuer).order_by(INBOX.c.received.desc(), INBOX.c.id)
    if since is not None and until is not None:
        query = query.where(INBOX.c.received >= seconds(since), INBOX.c.received < seconds(until))
        entries = _load(desk, query)
    else:
        entries = _load(desk, query)
        old = {entry.id for entry in [entry for entry in entries if not entry.is_open][_SHOWN:]}
        entries = [entry for entry in entries if entry.id not in old]
    senders = {sender: place for place, sender in enumerate(dict.fromkeys(entry.sender for entry in entries))}
    return sorted(entries, key=lambda entry: senders[entry.sender])


def list_objections_to(desk: DeskView, digests: Collection[str]) -> list[InboxEntry]:
    """Return the objections to items of notices, by the digests of all their versions, oldest first."""
    if not desk.is_kept:
        return []
    query = select(INBOX).where(INBOX.c.issuer == desk.issuer, INBOX.c.kind == OBJECTION)
    rows = desk.view.connection.execute(query.order_by(INBOX.c.received, INBOX.c.id))
    about = [row.id for row in rows if json.loads(row.data)["about"].get("notice") in digests]
    entries = _load_rows(desk, [*select_in(desk.view.connection, _ENTRIES, about)])
    return sorted(entries, key=lambda entry: (entry.received, entry.id))


class PendingObjection(NamedTuple):
    """An objection to a certificate that was taken up and is not answered; nobody's name is in it."""

    number: str
    since: datetime


def list_pending(desk: DeskView, uscc: str) -> list[PendingObjection]:
    """Return the pending objections to the certificates of an enterprise, oldest first."""
    if not desk.is_kept:
        return []
    of_kind = select(INBOX).where(INBOX.c.issuer == desk.issuer, INBOX.c.kind == OBJECTION)
    taken_up = of_kind.where(INBOX.c.id.in_(select(INBOX_EVENT.c.entry).where(INBOX_EVENT.c.act == ACCEPT)))
    about = {
        row.id: json.loads(row.data)["about"].get("number") for row in desk.view.connection.execute(taken_up)
    }
    numbers = sorted({number for number in about.values() if number is not None})
    holders = desk.view.number_holders(desk.issuer, numbers)
    own = {
        number
        for number, enterprises in holders.items()
        if any(holder.uscc == uscc for holder in enterprises)
    }
    entries = _load(
        desk, of_kind.where(INBOX.c.id.in_([id_ for id_, number in about.items() if number in own]))
    )
    pending = [
        PendingObjection(str(about[entry.id]), entry.weighed.accepted)
        for entry in entries
        if entry.weighed.accepted is not None and entry.weighed.answered is None
    ]
    return sorted(pending, key=lambda objection: (objection.since, objection.number))


def find_entry(desk: DeskView, id_: str) -> InboxEntry:
    """Return an entry; DeskError entry-unknown."""
    return find_entries(desk, [id_])[0]


def find_entries(desk: DeskView, ids: Sequence[str]) -> list[InboxEntry]:
    """Return the entries with these ids, each once; DeskError entry-unknown."""
    rows = select_in(desk.view.connection, _ENTRIES, ids) if desk.is_kept else ()
    entries = {
        entry.id: entry for entry in _load_rows(desk, [row for row in rows if row.issuer == desk.issuer])
    }
    for id_ in ids:
        if id_ not in entries:
            raise DeskError("entry-unknown", entry=id_[:64])
    return [entries[id_] for id_ in dict.fromkeys(ids)]


def act_on_entry(
    desk: DeskView,
    id_: str,
    act: str,
    person: str,
    now: datetime,
    *,
    result: str | None = None,
    reasons: str | None = None,
) -> InboxEntry:
    """Note what a person does about an entry, and return it as it stands.

    DeskError entry-unknown, entry-closed; RecordError for a refusal or an answer without reasons.
    """
    entry = find_entry(desk, id_)
    if not _is_due(entry, act, person, result):
        raise DeskError("entry-closed", entry=id_)
    if act != ACCEPT and reasons is None:
        raise RecordError("member-missing", "reasons")
    if (act == ANSWER) != (result in RESULTS[entry.kind]):
        raise RecordError("member-missing", "result")
    _note(desk, entry, act, person, now, result=result, reasons=reasons)
    return find_entry(desk, id_)


def note_batch(desk: DeskView, entry: InboxEntry, batch: str, person: str, now: datetime) -> None:
    """Note that a batch begins with an application."""
    _note(desk, entry, _BEGIN, person, now, batch=batch)


def _note(
    desk: DeskView, entry: InboxEntry, act: str, person: str, now: datetime, **value: str | None
) -> None:
    members = {name: member for name, member in value.items() if member is not None}
    read_body(dict[str, Any](members), EntryAct)
    text = json.dumps(members, ensure_ascii=False)
    row = (entry.id, len(entry.acts) + 1, act, person, seconds(now), text)
    insert_rows(desk.view.connection, INBOX_EVENT, [row])
    known = {name: member for name, member in members.items() if name != "reasons"}
    add_journal(desk, now, f"inbox-{act}", entry.id, by=person, **known)


def _is_due(entry: InboxEntry, act: str, person: str, result: str | None) -> bool:
    """True where an act is the next one: accepted once, refused by two, answered alike by two."""
    if act == ACCEPT:
        return entry.state in ("new", "half-refused")
    if act == REFUSE:
        return entry.state in ("new", "half-refused") and person not in entry.weighed.refused_by
    is_open = act == ANSWER and entry.state in ("accepted", "half-answered")
    return is_open and not entry.has_answered(person, result)


def _load(desk: DeskView, query: Any) -> list[InboxEntry]:
    return _load_rows(desk, [*desk.view.connection.execute(query)] if desk.is_kept else [])


def _load_rows(desk: DeskView, rows: Sequence[Any]) -> list[InboxEntry]:
    if not rows:
        return []
    acts: dict[str, list[DoneAct]] = {}
    for event in select_in(desk.view.connection, _EVENTS, [row.id for row in rows]):
        body = read_body(json.loads(event.data), EntryAct)
        acts.setdefault(event.entry, []).append(DoneAct(event.act, event.person, moment(event.at), body))
    chain = find_people(desk).chain
    is_alone = bool(chain.lists) and chain.lists[-1].alone
    return [
        InboxEntry(
            row.id,
            row.kind,
            moment(row.received),
            row.sender,
            read_body(json.loads(row.data), _MODELS[row.kind]),
            acts.get(row.id, ()),
            weigh_acts(acts.get(row.id, ()), chain),
            is_alone,
        )
        for row in rows
    ]


_ENTRIES = narrow(select(INBOX), INBOX.c.id)
_EVENTS = narrow(select(INBOX_EVENT).order_by(INBOX_EVENT.c.entry, INBOX_EVENT.c.number), INBOX_EVENT.c.entry)
_MODELS: Mapping[str, type[ObjectionEntry | ApplicationEntry]] = {
    OBJECTION: ObjectionEntry,
    APPLICATION: ApplicationEntry,
}
