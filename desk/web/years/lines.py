"""Lines of the journal: acts at the desk, and every signature of the association, in one order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from api.words import speaker
from credentials.documents.desk.objection import ObjectionEntry
from credentials.documents.status_event import StatusEvent
from credentials.kinds import ASSESSMENTS
from credentials.record import JsonObject, Record
from credentials.times import parse_time
from credentials.words.closed_lists import KINDS, join_words, word_for
from credentials.words.days import format_moment
from credentials.words.speech import format_key
from desk.errors import DeskError
from desk.inbox.entries import find_entry
from desk.office.desk import DeskView
from desk.office.facts import find_about
from desk.office.journal import DeskAct, list_journal
from desk.office.people import find_people
from desk.office.settings import SCHEME_SETTINGS
from desk.office.stored import load_plans
from desk.web.shown.documents import ShownDocument, show_documents
from desk.web.shown.noted import name_noted
from desk.web.visits import DeskVisit
from desk.web.years.period import Period
from registry.lookup.journal import JournalEntry, find_signatures, read_signed
from verifier.desk.words import STATED

SIGNED, STATEMENT, NOTED = "signed", "statement", "noted"
"""Proofs of a line: a signed record, a signed statement, a note of this machine alone."""
DECISIONS, LOGINS = "decisions", "logins"
_DECIDING = (*STATED, "plan", "emergency")
_LOGINS = ("login", "login-failed")
_DIGEST = 64
_NAMED = 3
_SHORT = 60


class DeskJournalLine(NamedTuple):
    """A line in words; `plan` is the digest of its plan, `text` all in which an enterprise is looked for."""

    at: datetime
    who: str
    act: str
    about: str
    plan: str | None
    proof: str
    text: str


class JournalSource(NamedTuple):
    """Acts and signatures of a period, not yet in words."""

    acts: Sequence[DeskAct]
    signatures: Sequence[JournalEntry]


def find_source(
    visit: DeskVisit, period: Period, person: str | None, *, only: str | None = None
) -> JournalSource:
    """Return what happened in a period; of one person, with the signatures by the keys in their hands.

    `only` DECISIONS leaves out all but plans and statements, LOGINS all but sign-ins, None those alone.
    """
    desk = visit.service.desk
    acts = desk.read(lambda view: list_journal(view, since=period.since, until=period.until, person=person))
    if only in (DECISIONS, LOGINS):
        kept = _DECIDING if only == DECISIONS else _LOGINS
        return JournalSource([act for act in acts if act.act in kept], [])
    acts = [act for act in acts if act.act not in _LOGINS]
    listed = visit.find_listed(person) if person is not None else None
    # a signature names a key and no person: who holds which key stands in the list in force
    keys = {*(listed.holds or ())} if listed is not None else set()
    signed = find_signatures(desk.registry, [desk.issuer], since=period.since)
    own = [
        entry for entry in signed if period.covers(entry.created) and (person is None or entry.key in keys)
    ]
    return JournalSource(acts, own)


def list_lines(visit: DeskVisit, source: JournalSource, enterprise: str = "") -> list[DeskJournalLine]:
    """Return the lines, newest first; those about an enterprise by a part of its name, code or number."""
    acts = visit.service.desk.read(lambda view: [*_show_acts(visit, view, source.acts)])
    lines = sorted(
        [*acts, *_show_signatures(visit, source.signatures)], key=lambda line: line.at, reverse=True
    )
    wanted = enterprise.casefold()
    return [line for line in lines if wanted in line.text.casefold()]


def cut(source: JournalSource, first: int, most: int) -> JournalSource:
    """Return the part of a source that makes up a page of the journal."""
    places = [(act.at, 0, place) for place, act in enumerate(source.acts)]
    places += [(entry.created, 1, place) for place, entry in enumerate(source.signatures)]
    chosen = sorted(places, key=lambda place: place[0], reverse=True)[first : first + most]
    return JournalSource(
        [source.acts[place] for _, which, place in chosen if which == 0],
        [source.signatures[place] for _, which, place in chosen if which == 1],
    )


def _show_acts(visit: DeskVisit, desk: DeskView, acts: Sequence[DeskAct]) -> Iterator[DeskJournalLine]:
    plans = {
        plan.plan.digest: _show_plan(visit, desk, plan.documents)
        for plan in load_plans(desk, [act.subject for act in acts if len(act.subject) == _DIGEST])
    }
    say = speaker("desk")("journal", visit.visit.lang)
    for act in acts:
        rows = plans.get(act.subject)
        about = _name_rows(rows, visit) if rows is not None else _name_subject(act, visit, desk)
        reasons = str(act.data.get("reason", ""))
        if "result" in act.data:
            reasons = speaker("desk")("shared", visit.visit.lang)(f"result_{act.data['result']}")
        if "brought" in act.data:
            stated = format_moment(parse_time(act.data["stated"]))
            reasons = say("brought", who=visit.name_of(act.data["brought"]), moment=stated)
        yield DeskJournalLine(
            act.at,
            visit.name_of(act.person) if act.person else "",
            _name_act(visit, act.act),
            f"{about} {reasons}".strip(),
            act.subject if rows is not None else None,
            STATEMENT if act.act in STATED else NOTED,
            " ".join([about, *(f"{row.title} {row.code} {row.says}" for row in rows or ())]),
        )


def _show_plan(visit: DeskVisit, desk: DeskView, documents: Sequence[JsonObject]) -> list[ShownDocument]:
    return show_documents(
        visit, documents, {str(entry.body.id): entry for entry in find_about(desk, documents)}
    )


def _name_rows(rows: Sequence[ShownDocument], visit: DeskVisit) -> str:
    say = speaker("desk")("journal", visit.visit.lang)
    names = join_words(dict.fromkeys(row.title for row in rows[:_NAMED]), visit.visit.lang)
    return say("and_others", names=names, count=len(rows)) if len(rows) > 1 else names


def _name_subject(act: DeskAct, visit: DeskVisit, desk: DeskView) -> str:
    say = speaker("desk")("journal", visit.visit.lang)
    if act.act == "login" and act.subject in ("password", "passkey"):
        return say(f"by_{act.subject}")
    if act.act == "supervision":
        return name_noted(act.subject, visit.visit.lang)
    if act.act.startswith("inbox-"):
        return _name_entry(desk, act.subject)
    if act.act == "setting":
        return _name_setting(act, visit)
    if act.act == "people":
        record = find_people(desk).lists.get(act.subject)
        version = record.body.version if record is not None else act.subject[:12]
        return speaker("desk")("plan", visit.visit.lang)("people_version", version=version)
    if act.act == "login-failed" and not act.subject:
        return say("login_unknown")
    # of a person, or of a plan whose rows are gone
    return visit.name_of(act.subject)[:_SHORT]


def _name_setting(act: DeskAct, visit: DeskVisit) -> str:
    """Return which setting of which scheme was changed, from what to what."""
    lang, (name, _, scheme) = visit.visit.lang, act.subject.partition("/")
    if name not in SCHEME_SETTINGS:
        return act.subject
    say, setting = speaker("desk")("journal", lang), speaker("desk")("settings", lang)(f"set_{name}")
    if visit.visit.trusted is not None:
        scheme = visit.visit.names.scheme(scheme)
    before, after = act.data["before"], act.data["after"]
    return say("setting_changed", scheme=scheme, setting=setting, before=before, after=after)


def _name_entry(desk: DeskView, id_: str) -> str:
    """Return whom an entry of the inbox is about; the beginning of its id where it is not here."""
    try:
        body = find_entry(desk, id_).body
    except DeskError:
        return id_[:8]
    return body.about.name if isinstance(body, ObjectionEntry) else body.by.name


def _name_act(visit: DeskVisit, act: str) -> str:
    """Return the words for an act; of one without words, its name."""
    say = speaker("desk")("journal", visit.visit.lang)
    try:
        return say(f"act_{act}")
    except KeyError:
        return act


def _show_signatures(visit: DeskVisit, signatures: Sequence[JournalEntry]) -> Iterator[DeskJournalLine]:
    holders = _list_holders(visit)
    for entry, record, credential in read_signed(visit.service.desk.registry, signatures):
        about = {str(credential.body.id): credential} if credential is not None else {}
        (row,) = show_documents(visit, [record.unsigned], about)
        key = format_key(entry.key, visit.visit.lang)
        yield DeskJournalLine(
            entry.created,
            f"{key} · {holders[entry.key]}" if entry.key in holders else key,
            _name_signature(visit, record),
            " · ".join(dict.fromkeys(filter(None, (row.title, row.says)))),
            None,
            SIGNED,
            f"{row.title} {row.code} {row.says}",
        )


def _name_signature(visit: DeskVisit, record: Record[Any]) -> str:
    say, body = speaker("desk")("journal", visit.visit.lang), record.body
    if body.KIND in ASSESSMENTS:
        return say("signed_issue")
    if isinstance(body, StatusEvent):
        return say("signed_event")
    return say("signed_kind", kind=word_for(KINDS, body.KIND, visit.visit.lang))


def _list_holders(visit: DeskVisit) -> Mapping[str, str]:
    listed = visit.people.body.people if visit.people is not None else ()
    return {key: person.name for person in listed for key in person.holds or ()}
