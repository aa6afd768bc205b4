"""Today, and what was stated under one's own name."""

from datetime import datetime
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from credentials.record import Record
from credentials.words.closed_lists import KINDS, word_for
from desk.errors import DeskError
from desk.inbox.entries import OBJECTION, InboxEntry, list_entries
from desk.office.desk import DeskView
from desk.office.facts import find_about
from desk.office.people import OfficePeople, find_people
from desk.office.plans import OfficePlan, list_plans
from desk.office.refused import RefusedDocument, list_refused
from desk.office.statements import list_statements
from desk.web.pages import desk_page
from desk.web.shown.plans import show_plan, sort_plans
from desk.web.shown.refused import group_refused
from desk.web.visits import DeskVisit, begin_visit
from verifier.desk.people import warn_days

router = APIRouter()


class TodayLook(NamedTuple):
    """Contents of Today, read in one view."""

    people: OfficePeople
    plans: list[OfficePlan]
    refused: list[RefusedDocument]
    about: list[Record[Any]]
    entries: list[InboxEntry]


@router.get("/", dependencies=costs(rows=2_000, kib=512, verifications=2_000))
async def show_today(request: Request) -> Response:
    """Show what waits for the visitor, then what waits for others, and what will break soon."""
    visit = await begin_visit(request)
    look = await visit.read(lambda desk: _look(desk, visit.now))
    problems = await visit.service.audits.find()
    mine, others, _ = sort_plans([show_plan(visit, plan) for plan in look.plans])
    current = look.people.chain.in_force(visit.now)
    return desk_page(
        visit,
        "today",
        mine=mine,
        others=others,
        valid_until=current.valid_until if current is not None else None,
        unsatisfied=[*warn_days(current)] if current is not None else [],
        problems=[_tell_problem(visit, problem) for problem in problems],
        refused=group_refused(
            visit, look.refused, look.plans, {str(record.body.id): record for record in look.about}
        ),
        unsorted=sum(map(_is_open, look.entries)),
    )


def _look(desk: DeskView, now: datetime) -> TodayLook:
    refused = list_refused(desk)
    about = find_about(desk, [one.unsigned for one in refused])
    return TodayLook(find_people(desk), list_plans(desk, now), refused, about, list_entries(desk))


def _is_open(entry: InboxEntry) -> bool:
    """True until it is sorted, and an objection until two persons answered it."""
    answering = ("accepted", "half-answered") if entry.kind == OBJECTION else ()
    return entry.state in ("new", "half-refused", *answering)


def _tell_problem(visit: DeskVisit, problem: DeskError) -> tuple[str, str]:
    """Return what a problem is about, its kind in words, and what to do."""
    kind, _, rest = problem.field.partition(" ")
    about = f"{word_for(KINDS, kind, visit.visit.lang)} {rest}" if kind in KINDS else problem.field
    return about, visit.visit.explain(problem)


@router.get("/mine", dependencies=costs(rows=1_000, kib=512))
async def show_own_statements(request: Request) -> Response:
    """Show every statement under the visitor's name, so that the use of a copied key is noticed."""
    visit = await begin_visit(request)
    stated = await visit.read(lambda desk: list_statements(desk, visit.me.id))
    return desk_page(visit, "mine", statements=[*reversed(stated)])
