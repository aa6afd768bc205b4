"""Gate of a plan's notice: which rows may be signed, by the versions admitted here and the objections."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from credentials.documents.desk.carried import StatedPlan
from credentials.record import JsonObject
from desk.office.desk import DeskView
from desk.office.facts import find_context
from desk.office.people import OfficePeople
from desk.office.stored import moment
from desk.tables import DESK_SETTING, INBOX, INBOX_EVENT
from registry.database.portions import narrow, select_in
from registry.lookup.list_versions import find_admitted
from verifier.desk.gate import Gate, ItemObjection
from verifier.desk.plan import Plan
from verifier.desk.reading.gate import NOTICE_DAYS, match_rows, read_gate

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
        days=find_notice_days(desk, facts.scheme),
        objections=find_objections(desk, facts.notice, rows.items),
        is_alone=current is not None and current.alone,
    )


def find_objections(desk: DeskView, notice: str, items: Mapping[int, int]) -> list[ItemObjection]:
    """Return the objections in the inbox to the rows of a plan; `items` are the places of their items.

    `notice` is the digest of the first version. The inbox is evidence: whoever edits it can hold a row up, or
    let it through before its time, and decides nothing.
    """
    if not desk.is_kept:
        return []
    about = {item: row for row, item in items.items()}
    query = select(INBOX.c.id, INBOX.c.data).where(INBOX.c.issuer == desk.issuer, INBOX.c.kind == "objection")
    found: dict[str, tuple[int, JsonObject]] = {}
    for id_, data in desk.view.connection.execute(query):
        value = json.loads(data)
        if value["about"].get("notice") == notice and value["about"].get("item") in about:
            found[id_] = about[value["about"]["item"]], value
    acts: dict[str, list[Row[Any]]] = {}
    for act in select_in(desk.view.connection, _ACTS, [*found]):
        acts.setdefault(act.entry, []).append(act)
    return [_read_objection(row, value, acts.get(id_, ())) for id_, (row, value) in found.items()]


def _read_objection(row: int, value: JsonObject, acts: Sequence[Row[Any]]) -> ItemObjection:
    moments = {act.act: moment(act.at) for act in reversed(acts)}
    results = [json.loads(act.data).get("result") for act in acts if act.act == "answer"]
    return ItemObjection(
        row,
        date.fromisoformat(str(value["receivedOn"])),
        moments.get("accept"),
        moments.get("answer"),
        results[:1] == ["upheld"],
        {act.person for act in acts if act.act == "refuse"},
    )


def find_notice_days(desk: DeskView, scheme: str | None) -> int:
    """Return how many days a notice of a scheme runs at least, as the desk is set."""
    if not desk.is_kept:
        return NOTICE_DAYS
    row = DESK_SETTING.c
    query = select(row.value).where(row.issuer == desk.issuer, row.name == f"noticeDays/{scheme}")
    value = desk.view.connection.scalar(query)
    return int(json.loads(value)) if value is not None else NOTICE_DAYS
