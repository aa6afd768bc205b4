"""The one script of the desk's pages."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.responses import bytes_response
from web.assets import MEDIA
from web.served_page import DESK, page_scripts

router = APIRouter()

_PATH = DESK.scripts[0]


@router.get(f"/static/{_PATH}", dependencies=costs(kib=512))
async def get_script(request: Request) -> Response:
    """Return the script of passkeys; every page is whole without it."""
    return bytes_response(request, page_scripts(DESK)[_PATH], media=MEDIA["js"])
