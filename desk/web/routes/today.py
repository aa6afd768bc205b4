"""Today, and what was stated under one's own name."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from credentials.documents.desk.statement import SignedStatement
from credentials.record import Record
from credentials.words.closed_lists import KINDS, word_for
from desk.checking.copies import format_statements
from desk.errors import DeskError
from desk.inbox.entries import InboxEntry, list_entries
from desk.office.desk import DeskView
from desk.office.facts import find_about
from desk.office.people import OfficePeople, find_people
from desk.office.plans import OfficePlan, list_plans
from desk.office.refused import RefusedDocument, list_refused
from desk.office.statements import list_statements
from desk.web.pages import desk_page, download
from desk.web.shown.plans import ShownPlan, list_shown, sort_plans
from desk.web.shown.refused import group_refused
from desk.web.shown.soon import Dated, list_breaks, list_due
from desk.web.visits import DeskVisit, begin_visit

router = APIRouter()


class Problem(NamedTuple):
    """A finding of the audit: what it is about, what to do, and the plan on which to do it."""

    about: str
    what: str
    plan: str = ""


class TodayLook(NamedTuple):
    """Contents of Today, read in one view."""

    people: OfficePeople
    plans: list[OfficePlan]
    shown: list[ShownPlan]
    refused: list[RefusedDocument]
    about: list[Record[Any]]
    entries: list[InboxEntry]
    due: list[Dated]
    stated: list[SignedStatement]


@router.get("/", dependencies=costs(rows=20_000, kib=512, verifications=2_000))
async def show_today(request: Request) -> Response:
    """Show what waits for the visitor, then what waits for others, and what will break soon."""
    visit = await begin_visit(request)
    look = await visit.read(lambda desk: _look(visit, desk))
    problems = await visit.service.audits.find()
    mine, others, _ = sort_plans(look.shown)
    current = look.people.chain.in_force(visit.now)
    plans = {plan.digest: plan for plan in look.shown}
    breaks = await run_in_threadpool(list_breaks, visit, current)
    return desk_page(
        visit,
        "today",
        plans=plans,
        mine=mine,
        others=others,
        due=look.due,
        breaks=breaks,
        stated_last=look.stated[:-4:-1],
        problems=[*dict.fromkeys(_tell_problem(visit, problem, plans) for problem in problems)],
        refused=group_refused(
            visit, look.refused, look.plans, {str(record.body.id): record for record in look.about}
        ),
        entries=[entry for entry in look.entries if entry.is_open],
    )


def _look(visit: DeskVisit, desk: DeskView) -> TodayLook:
    refused, entries, plans = list_refused(desk), list_entries(desk), list_plans(desk, visit.now)
    shown = list_shown(visit, desk, plans)
    return TodayLook(
        find_people(desk),
        plans,
        shown,
        refused,
        find_about(desk, [refusal.unsigned for refusal in refused]),
        entries,
        list_due(visit, desk, entries, shown),
        list_statements(desk, visit.me.id),
    )


def _tell_problem(visit: DeskVisit, problem: DeskError, shown: Mapping[str, ShownPlan]) -> Problem:
    """Return a problem in words; the records of a plan that was signed first are one."""
    plan = shown.get(str(problem.facts.get("plan")))
    if plan is not None and plan.owed:
        return Problem(f"{plan.title} {plan.about}", plan.owed, plan.digest)
    kind, _, rest = problem.field.partition(" ")
    rest = rest.rpartition(" · ")[2]  # the number and the enterprise, where the record has them
    about = f"{word_for(KINDS, kind, visit.visit.lang)} {rest}" if kind in KINDS else problem.field
    return Problem(about, visit.explain(problem))


@router.get("/mine", dependencies=costs(rows=4_000, kib=512, verifications=2_000))
async def show_own_statements(request: Request) -> Response:
    """Show every statement under the visitor's name, so that the use of a copied key is noticed."""
    visit = await begin_visit(request)
    stated = await visit.read(lambda desk: list_statements(desk, visit.me.id))
    shown = await visit.read(lambda desk: list_shown(visit, desk, list_plans(desk, visit.now)))
    plans = {plan.digest: plan for plan in shown}
    return desk_page(visit, "mine", statements=[*reversed(stated)], plans=plans)


@router.get("/mine/statements.json", dependencies=costs(rows=1_000, kib=512))
async def save_own_statements(request: Request) -> Response:
    """Return the visitor's own statements as a file: at home it shows one that was dropped here."""
    visit = await begin_visit(request)
    stated = await visit.read(lambda desk: list_statements(desk, visit.me.id))
    return download(format_statements(stated), f"statements-{visit.me.id}.json")
