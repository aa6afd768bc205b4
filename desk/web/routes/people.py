"""People: the list in force in words."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from desk.web.pages import desk_page
from desk.web.visits import begin_visit

router = APIRouter()


@router.get("/people", dependencies=costs(rows=200, kib=128))
async def show_people(request: Request) -> Response:
    """Show who decides, until when, by which keys."""
    return desk_page(await begin_visit(request), "people")
