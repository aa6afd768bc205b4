"""Plans: the list, one with all it is about, the files that carry it to a key holder."""

from collections.abc import Sequence
from typing import NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from credentials.documents.desk.carried import format_plan_to_sign
from credentials.record import JsonObject
from desk.batches.kept import find_named
from desk.errors import DeskError
from desk.inbox.subjects import name_notice
from desk.office.desk import DeskView
from desk.office.export import carry_plan, export_plan
from desk.office.facts import find_about
from desk.office.make_plan import add_plan, split_plan
from desk.office.plans import OfficePlan, Plans, find_plan, list_plans, list_returned
from desk.office.refused import RefusedDocument, list_refused
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, read_form
from desk.web.pages import desk_page, digest_words, download, go_to
from desk.web.shown.agreements import compare_plan
from desk.web.shown.documents import ShownDocument, format_lines, show_documents
from desk.web.shown.lists import ShownList, show_list
from desk.web.shown.people import ShownPeople, show_people_plan
from desk.web.shown.plans import (
    is_splittable,
    list_choices,
    list_seats,
    list_shown,
    show_plan,
    show_statements,
    sort_plans,
    version_of,
)
from desk.web.shown.refused import find_places
from desk.web.visits import DeskVisit, begin_act, begin_visit

router = APIRouter()


class PlanLook(NamedTuple):
    """A plan with its rows, and the plan that it replaces with the rows that went."""

    plan: OfficePlan
    rows: list[ShownDocument]
    previous: OfficePlan | None
    gone: list[ShownDocument]
    successor: str | None
    refused: list[RefusedDocument]
    lists: list[ShownList]
    people: ShownPeople | None


@router.get("/plans", dependencies=costs(rows=2_000, kib=512, verifications=2_000))
async def show_plans(request: Request) -> Response:
    """List the plans of the last weeks."""
    visit = await begin_visit(request)
    shown = await visit.read(lambda desk: list_shown(visit, desk, list_plans(desk, visit.now)))
    mine, others, closed = sort_plans(shown)
    return desk_page(visit, "plans", mine=mine, others=others, closed=closed)


@router.get("/plans/{digest}", dependencies=costs(rows=4_000, kib=512, verifications=2_000))
async def show_one(request: Request, digest: str) -> Response:
    """Show a plan: every document, who stated what, its turn, and what it lacks of the one before."""
    visit = await begin_visit(request)
    looked = await visit.read(lambda desk: _look(visit, desk, digest))
    plan = looked.plan
    notice = plan.stated.plan.body.notice or ""
    sheets = {attachment.digest for attachment in plan.stated.plan.body.attachments or ()}
    return desk_page(
        visit,
        "plan",
        shown=show_plan(visit, plan),
        rows=looked.rows,
        lists=looked.lists,
        people=looked.people,
        agreement=await run_in_threadpool(compare_plan, visit, plan),
        notice_title=await visit.read(lambda desk: name_notice(desk, notice)),
        batch=await visit.read(lambda desk: find_named(desk, sheets)),
        gone=looked.gone,
        previous=looked.previous,
        statements=show_statements(visit, plan),
        returned=show_statements(visit, looked.previous) if looked.previous is not None else [],
        away={row + 1 for row in list_returned(plan)} if plan.answer.code == "returned" else (),
        seats=list_seats(visit, plan),
        choices=list_choices(visit, plan),
        splittable=visit.may_decide and is_splittable(plan),
        words=digest_words(plan.digest, visit),
        successor=looked.successor,
        stored={row + 1 for row in plan.question.stored} if plan.is_partly_stored else (),
        kept={row + 1: code for row, code in find_places(plan, looked.refused).items()},
        held={row + 1: code for row, code in sorted(plan.held.items())},
    )


@router.get("/plans/{digest}/sheet", dependencies=costs(rows=2_000, kib=512, verifications=2_000))
async def show_sheet(request: Request, digest: str) -> Response:
    """Show a sheet to print, for a meeting: all rows, eight words, and a seat for each person it needs."""
    visit = await begin_visit(request)
    looked = await visit.read(lambda desk: _look(visit, desk, digest))
    plan = looked.plan
    return desk_page(
        visit,
        "sheet",
        shown=show_plan(visit, plan),
        rows=looked.rows,
        lists=looked.lists,
        statements=show_statements(visit, plan),
        words=digest_words(plan.digest, visit),
        seats=list_seats(visit, plan),
    )


@router.get("/plans/{digest}/documents/{place}", dependencies=costs(rows=20, kib=512))
async def show_document(request: Request, digest: str, place: int) -> Response:
    """Show one document of a plan whole."""
    visit = await begin_visit(request)

    def look(desk: DeskView) -> tuple[OfficePlan, ShownDocument, ShownList | None]:
        plan = find_plan(desk, digest, visit.now)
        if not 1 <= place <= len(plan.stated.documents):
            raise DeskError("plan-unknown", plan=digest)
        document = plan.stated.documents[place - 1]
        return plan, _show_rows(visit, desk, [document])[0], show_list(visit, desk, document)

    plan, row, list_ = await visit.read(look)
    documents = plan.stated.documents
    return desk_page(
        visit,
        "document",
        shown=show_plan(visit, plan),
        place=place,
        row=row,
        list=list_,
        lines=format_lines(documents[place - 1]),
        digest=plan.stated.plan.body.documents[place - 1],
    )


@router.get("/plans/{digest}/file", dependencies=costs(rows=2_000, kib=65_536, verifications=2_000))
async def carry(request: Request, digest: str) -> Response:
    """Return the file with which a person looks at a plan on another machine, and states by a key file."""
    visit = await begin_visit(request)

    def make(desk: DeskView) -> bytes:
        plans = Plans(desk, visit.now)
        plan = plans.find(digest)
        if plan is None:
            raise DeskError("plan-unknown", plan=digest)
        return format_plan_to_sign(carry_plan(desk, plan, plans.people, visit.now))

    return download(await visit.read(make), f"plan-{digest[:12]}.json")


@router.post(
    "/plans/{digest}/export",
    dependencies=costs(rows=2_000, kib=65_536, verifications=2_000, parts=FORM_PARTS),
)
async def export(request: Request, digest: str) -> Response:
    """Return the file to sign by a key of the association, and note that it went out."""
    visit = await begin_act(request)
    form = await read_form(request)

    def make(desk: DeskView) -> bytes:
        if version_of(find_plan(desk, digest, visit.now)) != form.text("version"):
            raise DeskWebError("form-stale")
        return export_plan(desk, digest, visit.now, by=visit.me.id)

    return download(await visit.write(make), f"sign-{digest[:12]}.json")


@router.post("/plans/{digest}/split", dependencies=costs(rows=4_000, verifications=4_000, parts=FORM_PARTS))
async def split(request: Request, digest: str) -> Response:
    """Make a plan of the rows that nobody returned, in place of this one."""
    visit = await begin_act(request, draft=True)
    form = await read_form(request)

    def make(desk: DeskView) -> OfficePlan:
        plan = find_plan(desk, digest, visit.now)
        if version_of(plan) != form.text("version"):
            raise DeskWebError("form-stale")
        rest, documents = split_plan(plan, list_returned(plan), visit.now)
        return add_plan(desk, rest, documents, visit.now, by=visit.me.id)

    rest = await visit.write(make)
    return go_to(visit, f"/plans/{rest.digest}")


def _look(visit: DeskVisit, desk: DeskView, digest: str) -> PlanLook:
    plans = Plans(desk, visit.now)
    plan = plans.find(digest)
    if plan is None:
        raise DeskError("plan-unknown", plan=digest)
    before = plan.stated.plan.body.previous
    previous = plans.find(before) if before is not None else None
    rows = _show_rows(visit, desk, plan.stated.documents)
    successor = plans.find_successor(digest)
    refused = [refusal for refusal in list_refused(desk) if refusal.plan == digest]
    shown = [show_list(visit, desk, document) for document in plan.stated.documents]
    lists = [entry for entry in shown if entry is not None]
    people = show_people_plan(visit, desk, plan, plans.people)
    if previous is None:
        return PlanLook(plan, rows, None, [], successor, refused, lists, people)
    kept = {*plan.stated.plan.body.documents}
    names = previous.stated.plan.body.documents
    all_rows = _show_rows(visit, desk, previous.stated.documents)
    gone = [row for row, name in zip(all_rows, names, strict=True) if name not in kept]
    return PlanLook(plan, rows, previous, gone, successor, refused, lists, people)


def _show_rows(visit: DeskVisit, desk: DeskView, documents: Sequence[JsonObject]) -> list[ShownDocument]:
    about = {str(record.body.id): record for record in find_about(desk, documents)}
    return show_documents(visit, documents, about)
