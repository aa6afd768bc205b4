"""Statements of persons: drafted with the one before, kept where they count."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from sqlalchemy import select

from credentials.documents.desk.statement import SignedStatement, StatementDecision, parse_statement
from credentials.drafting.statement import compose_statement
from credentials.record import JsonObject
from credentials.times import format_time
from desk.errors import DeskError
from desk.office.desk import DeskView
from desk.office.facts import begins_people
from desk.office.journal import add_journal
from desk.office.people import OfficePeople
from desk.office.plans import OfficePlan, Plans
from desk.office.stored import load_plans, seconds, store_statement
from desk.tables import STATEMENT
from verifier.desk.reading.statements import find_statement_fault

_SEAT_TAKEN = "seat-taken"
"""The one reason that another person's statement gives, so that the statement itself is in order."""


def draft_statement(
    desk: DeskView,
    people: OfficePeople,
    now: datetime,
    random: Random,
    *,
    plan: str,
    decision: StatementDecision,
    by: str,
    rows: Sequence[int] = (),
    reasons: str | None = None,
) -> JsonObject:
    """Return what a person is to sign now; DeskError people-missing."""
    stated = load_plans(desk, [plan])
    current = people.chain.in_force(now)
    if stated and begins_people(stated[0]):
        # whoever is in a first list states by the list that is to be signed
        by_list = stated[0].plan.body.documents[0]
    elif current is not None:
        by_list = current.id
    else:
        raise DeskError("people-missing")
    before = list_statements(desk, by)
    return compose_statement(
        plan=plan,
        decision=decision,
        by=by,
        people=by_list,
        at=now,
        nonce=f"{random.getrandbits(128):032x}",
        after=before[-1].digest if before else None,
        rows=rows,
        reasons=reasons,
    )


def list_statements(
    desk: DeskView, person: str | None = None, since: datetime | None = None, until: datetime | None = None
) -> list[SignedStatement]:
    """Return what was stated, oldest first: under a person's name, in a period (`until` excluded)."""
    if not desk.is_kept:
        return []
    query = select(STATEMENT.c.data).where(STATEMENT.c.issuer == desk.issuer)
    if person is not None:
        query = query.where(STATEMENT.c.person == person)
    if since is not None and until is not None:
        query = query.where(STATEMENT.c.at >= seconds(since), STATEMENT.c.at < seconds(until))
    rows = desk.view.connection.scalars(query.order_by(STATEMENT.c.at, STATEMENT.c.statement))
    return [parse_statement(data) for data in rows]


def add_statement(
    desk: DeskView, statement: SignedStatement, now: datetime, *, by: str | None = None
) -> OfficePlan:
    """Keep a statement that counts, which `by` brought; return its plan as it stands then.

    The journal has who brought another's, and when it was stated; of one that is here already, nothing.
    Raises DeskError plan-unknown and row-unknown, and the code for which its proof does not hold or it does
    not count.
    """
    plans = Plans(desk, now)
    plan = plans.find(statement.body.plan)
    if plan is None:
        raise DeskError("plan-unknown", plan=statement.body.plan)
    fault = find_statement_fault(statement, [*plans.people.lists.values()])
    if fault is not None:
        raise DeskError(fault)
    if any(known.digest == statement.digest for known in plan.stated.statements):
        return plan
    count = len(plan.stated.documents)
    beyond = [row for row in statement.body.rows or () if row >= count]
    if beyond:
        raise DeskError("row-unknown", row=beyond[0] + 1, count=count)
    store_statement(desk, statement, now)
    after = Plans(desk, now, people=plans.people).find(statement.body.plan)
    if after is None or after.answer.weighed is None:
        raise DeskError("people-missing")
    aside = after.answer.weighed.aside.get(statement.digest)
    if aside is not None and aside != _SEAT_TAKEN:
        raise DeskError(aside)
    body = statement.body
    brought = {"brought": by, "stated": format_time(body.at)} if by not in (None, body.by) else {}
    add_journal(desk, now, body.decision, body.plan, by=body.by, **brought)
    return after
