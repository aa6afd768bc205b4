"""Public notices of the association: versions, objections, and a plan of the next version."""

import uuid

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from desk.inbox.next_version import compose_next, look_at_notices
from desk.office.desk import DeskView
from desk.office.make_plan import PLAN_LIFE
from desk.office.plans import list_plans
from desk.web.errors import DeskWebError
from desk.web.forms import FORM_PARTS, read_form
from desk.web.pages import desk_page, go_to
from desk.web.routes.making import keep_plan
from desk.web.visits import begin_act, begin_visit

router = APIRouter()


@router.get("/notices", dependencies=costs(rows=2_000, kib=512, verifications=2_000))
async def show_notices(request: Request) -> Response:
    """List the notices of the association, each with its versions and the objections to it."""
    visit = await begin_visit(request)
    return desk_page(visit, "notices", looks=await visit.read(look_at_notices))


@router.post("/notices/{digest}/next", dependencies=costs(rows=2_000, verifications=2_000, parts=FORM_PARTS))
async def plan_next(request: Request, digest: str) -> Response:
    """Make a plan of the next version: objections with their answers, and items withdrawn.

    Leads to the plan that is open already, where there is one.
    """
    visit = await begin_act(request, draft=True)
    await read_form(request)

    def make(desk: DeskView) -> str:
        document = compose_next(desk, digest, uuid.uuid4().urn)
        if document is None:
            raise DeskWebError("form-stale")
        for plan in list_plans(desk, visit.now):
            subjects = [one.get("credentialSubject") for one in plan.stated.documents]
            if plan.is_open and document["credentialSubject"] in subjects:
                return plan.digest
        return keep_plan(visit, desk, [document], PLAN_LIFE).digest

    return go_to(visit, f"/plans/{await visit.write(make)}")
