"""The page of a bid opening: served, and as one file for a room without a network."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.rate_limits import ONE_FILE
from api.http.responses import bytes_response
from api.node import node_of
from api.pages.rendering import begin_bare, spoken_headers
from credentials.times import day_of
from web.assets import MEDIA
from web.served_page import POLICY, TENDER, WORKER_POLICY, page_html, page_scripts

router = APIRouter()

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_FIRST, _LATER = TENDER.scripts


@router.get(TENDER.address, include_in_schema=False)
async def get_tender_page(request: Request) -> Response:
    """The page; what it reads stays in the browser and never comes here."""
    brand = node_of(request).speaker().mark_up()
    lang = begin_bare(request).lang
    headers = {**_HEADERS, **spoken_headers(lang)}
    return bytes_response(request, page_html(brand, lang, TENDER), media=MEDIA["html"], headers=headers)


@router.get(f"{TENDER.address}.html", include_in_schema=False)
async def get_offline_tender_page(request: Request) -> Response:
    """The page as one file with today's trust data."""
    node = node_of(request)
    trusted = await node.trust.current()
    node.charge(request, ONE_FILE)
    made = await node.offline_tender_pages.get(trusted, node.speaker(trusted).mark_up())
    name = f"huren-tender-{day_of(node.now()):%Y%m%d}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return bytes_response(
        request, made.html, digest=made.digest, media=MEDIA["html"], headers=headers, pack=False
    )


@router.get(f"/static/{_FIRST}", include_in_schema=False)
async def get_tender_script(request: Request) -> Response:
    """The modules of the page and its workers in two pieces."""
    return _script_response(request, _FIRST)


@router.get(f"/static/{_LATER}", include_in_schema=False)
async def get_later_tender_script(request: Request) -> Response:
    """The piece that is loaded on demand."""
    return _script_response(request, _LATER)


def _script_response(request: Request, path: str) -> Response:
    headers = {"Content-Security-Policy": WORKER_POLICY}
    return bytes_response(request, page_scripts(TENDER)[path], media=MEDIA["js"], headers=headers)
