"""Gate of a plan's notice: which rows may be signed, by the versions admitted here and the objections."""

import json
from collections.abc import Mapping

from sqlalchemy import select

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.objection import EntryAct, ObjectionEntry
from credentials.kinds import parse_any
from credentials.record import read_body
from desk.office.desk import DeskView
from desk.office.facts import find_context
from desk.office.people import OfficePeople
from desk.office.settings import find_setting
from desk.office.stored import digest_of, moment, seconds
from desk.tables import DOCUMENT, INBOX, INBOX_EVENT
from registry.database.portions import narrow, select_in
from registry.database.tables import CREDENTIAL
from registry.lookup.beside import find_admitted
from verifier.desk.decision import PlanQuestion
from verifier.desk.gate import Gate, ItemObjection
from verifier.desk.people import PeopleChain
from verifier.desk.plan import STOCK, Plan
from verifier.desk.reading.gate import NoticeRows, match_rows, read_gate
from verifier.desk.reading.objections import DoneAct, read_item_objections

_NAMED = narrow(select(DOCUMENT.c.digest), DOCUMENT.c.digest)
_ACTS = narrow(select(INBOX_EVENT).order_by(INBOX_EVENT.c.entry, INBOX_EVENT.c.number), INBOX_EVENT.c.entry)


def find_gate(desk: DeskView, stated: StatedPlan, facts: Plan, people: OfficePeople) -> Gate | None:
    """Return the gate of a plan that names a notice, or None."""
    if facts.notice is None or not facts.needs_notice:
        return None
    notices = find_admitted(desk.view, facts.notice)
    rows = match_rows(facts, stated.documents, notices, find_context(desk, stated, people))
    current = people.chain.in_force(stated.plan.body.created)
    return read_gate(
        facts,
        rows,
        days=find_setting(desk, "noticeDays", facts.scheme),
        objections=find_objections(desk, rows, people),
        is_alone=current is not None and current.alone,
    )


def find_held(question: PlanQuestion) -> Mapping[int, str]:
    """Return the code of each row that may not be signed even once the notice is over, as things stand.

    It needs no statement and no time to pass: whoever makes or decides a plan sees these rows at once.
    """
    gate = question.gate
    if gate is None:
        return {}
    opens = gate.opens(question.created)
    return gate.judge_rows(question.left, max(question.created, opens or question.created))


def find_objections(desk: DeskView, rows: NoticeRows, people: OfficePeople) -> list[ItemObjection]:
    """Return the objections in the inbox to the rows of a plan.

    The inbox is only evidence: a person who edits it can delay a row, or let it through too early, but
    decides nothing.
    """
    if not desk.is_kept:
        return []
    query = select(INBOX.c.id, INBOX.c.data).where(INBOX.c.issuer == desk.issuer, INBOX.c.kind == "objection")
    entries = {row.id: json.loads(row.data) for row in desk.view.connection.execute(query)}
    digests = {version.record.digest for version in rows.versions}
    about = {id_: value for id_, value in entries.items() if value["about"].get("notice") in digests}
    acts: dict[str, list[DoneAct]] = {}
    for row in select_in(desk.view.connection, _ACTS, [*about]):
        body = read_body(json.loads(row.data), EntryAct)
        acts.setdefault(row.entry, []).append(DoneAct(row.act, row.person, moment(row.at), body))
    read = [(read_body(value, ObjectionEntry), acts.get(id_, ())) for id_, value in about.items()]
    return read_item_objections(read, rows, people.chain)


def is_stock_entered(desk: DeskView, stated: StatedPlan, facts: Plan, chain: PeopleChain) -> bool:
    """Return whether records show an opening stock of the scheme, of whose plan no row is here any more.

    Whoever deletes the desk's rows must not enter a second one: a certificate of the scheme that was signed
    since the first people list, and that no plan here names, may have come in by the first.
    """
    if facts.notice != STOCK or facts.scheme is None or not chain.lists:
        return False
    row = CREDENTIAL.c
    since = (
        row.issuer == desk.issuer,
        row.scheme == facts.scheme,
        row.created >= seconds(chain.lists[0].signed),
    )
    own = {document.get("id") for document in stated.documents}
    ids = [id_ for id_ in desk.view.connection.scalars(select(row.id).where(*since)) if id_ not in own]
    data = map(desk.view.data, desk.view.names(desk.issuer, ids).values())
    planned = {digest_of(parse_any(each).unsigned) for each in data if each is not None}
    here = select_in(desk.view.connection, _NAMED, sorted(planned)) if desk.is_kept else ()
    return not planned <= {document.digest for document in here}
