"""The one script of the desk's pages; the page for the key holder, a download and no page of the desk."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.responses import bytes_response
from web.assets import MEDIA
from web.served_page import DESK, page_scripts
from web.sign_page import build_sign_page

router = APIRouter()

_PATH = DESK.scripts[0]


@router.get(f"/static/{_PATH}", dependencies=costs(kib=512))
async def get_script(request: Request) -> Response:
    """Return the script of passkeys; every page is whole without it."""
    return bytes_response(request, page_scripts(DESK)[_PATH], media=MEDIA["js"])


@router.get("/sign.html", dependencies=costs(kib=384))
async def get_sign_page(request: Request) -> Response:
    """Return the page for signing; the person who takes it compares its SHA-256, which the desk cannot
    vouch for."""
    headers = {"Content-Disposition": 'attachment; filename="sign.html"'}
    return bytes_response(
        request, await run_in_threadpool(build_sign_page), media=MEDIA["html"], headers=headers
    )
