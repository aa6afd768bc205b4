"""The verify page for anybody with a browser: served, as one file, kept offline; samples of a demo."""

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.rate_limits import ONE_FILE
from api.http.responses import PAGE, bytes_response
from api.node import node_of
from api.pages.rendering import begin_bare, spoken_headers
from credentials.times import day_of
from web.assets import MEDIA
from web.served_page import (
    LATER_SCRIPT,
    POLICY,
    SCRIPT,
    WORKER_POLICY,
    page_html,
    page_scripts,
    service_worker,
)

router = APIRouter()

_SAMPLE = re.compile(r"[a-z0-9-]{1,60}\.(?:json|png|pdf|svg|txt|zip)", re.ASCII)
_MEDIA = {**MEDIA, "pdf": "application/pdf", "zip": "application/zip"}
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


@router.get("/v", include_in_schema=False)
async def get_page(request: Request) -> Response:
    """The page; what it verifies is behind `#` in its address and never comes here."""
    brand = node_of(request).speaker().mark_up()
    lang = begin_bare(request).lang
    headers = {**_HEADERS, **spoken_headers(lang)}
    return bytes_response(request, page_html(brand, lang), media=MEDIA["html"], headers=headers)


@router.get("/verify.html", include_in_schema=False)
async def get_offline_page(request: Request) -> Response:
    """The page as one file with today's trust data, to be taken to a room without a network."""
    node = node_of(request)
    trusted = await node.trust.current()
    node.charge(request, ONE_FILE)
    made = await node.offline_pages.get(trusted, node.speaker(trusted).mark_up())
    name = f"huren-verify-{day_of(node.now()):%Y%m%d}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return bytes_response(
        request, made.html, digest=made.digest, media=MEDIA["html"], headers=headers, pack=False
    )


@router.get(f"/static/{SCRIPT}", include_in_schema=False)
async def get_script(request: Request) -> Response:
    """The modules of the page and its worker in two pieces; each stands beside them as it was written."""
    return _script_response(request, SCRIPT)


@router.get(f"/static/{LATER_SCRIPT}", include_in_schema=False)
async def get_later_script(request: Request) -> Response:
    """The piece that is loaded on demand."""
    return _script_response(request, LATER_SCRIPT)


def _script_response(request: Request, path: str) -> Response:
    headers = {"Content-Security-Policy": WORKER_POLICY}
    return bytes_response(request, page_scripts()[path], media=MEDIA["js"], headers=headers)


@router.get("/service_worker.js", include_in_schema=False)
async def get_service_worker(request: Request) -> Response:
    """At the root, because a service worker answers for what lies beside and below it."""
    headers = {"Content-Security-Policy": WORKER_POLICY}
    brand = node_of(request).speaker().mark_up()
    return bytes_response(request, service_worker(brand), media=MEDIA["js"], headers=headers)


@router.get("/samples/{name}", name=PAGE, include_in_schema=False)
async def get_sample(request: Request, name: str) -> Response:
    """A sample of the demo; other nodes have none."""
    folder = node_of(request).samples
    if folder is None or _SAMPLE.fullmatch(name) is None or not (folder / name).is_file():
        raise ApiError("address-unknown")
    return bytes_response(request, (folder / name).read_bytes(), media=_MEDIA[name.rpartition(".")[2]])
