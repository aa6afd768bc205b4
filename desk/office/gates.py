"""Gate of a plan's notice: which rows may be signed, by the versions admitted here and the objections."""

import json

from sqlalchemy import select

from credentials.documents.desk.carried import StatedPlan
from desk.office.desk import DeskView
from desk.office.facts import find_context
from desk.office.people import OfficePeople
from desk.tables import DESK_SETTING
from registry.lookup.list_versions import find_admitted
from verifier.desk.gate import Gate
from verifier.desk.plan import Plan
from verifier.desk.reading.gate import NOTICE_DAYS, match_rows, read_gate


def find_gate(desk: DeskView, stated: StatedPlan, facts: Plan, people: OfficePeople) -> Gate | None:
    """Return the gate of a plan that names a notice, or None."""
    if facts.notice is None or not facts.needs_notice:
        return None
    notices = find_admitted(desk.view, facts.notice)
    rows = match_rows(facts, stated.documents, notices, find_context(desk, stated, people))
    return read_gate(facts, rows, days=find_notice_days(desk, facts.scheme))


def find_notice_days(desk: DeskView, scheme: str | None) -> int:
    """Return how many days a notice of a scheme runs at least, as the desk is set."""
    if not desk.is_kept:
        return NOTICE_DAYS
    row = DESK_SETTING.c
    query = select(row.value).where(row.issuer == desk.issuer, row.name == f"noticeDays/{scheme}")
    value = desk.view.connection.scalar(query)
    return int(json.loads(value)) if value is not None else NOTICE_DAYS
