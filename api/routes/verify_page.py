"""Routes of the pages that run in a browser: served pages, single-file pages, the offline copy of the
verify page, samples of a demo."""

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.offline_page import OfflinePages
from api.errors import ApiError
from api.http.costs import costs
from api.http.responses import PAGE, bytes_response
from api.node import node_of
from api.pages.rendering import begin_bare, find_doors, spoken_headers
from api.serving import servings_of
from credentials.times import day_of
from web.assets import MEDIA
from web.served_page import (
    PACKET,
    PAGES,
    POLICY,
    TENDER,
    VERIFY,
    WORKER_POLICY,
    ServedPage,
    page_html,
    page_scripts,
    service_worker,
)

router = APIRouter()

# excludes separators, so that the name cannot lead to another folder
_SAMPLE = re.compile(r"[a-z0-9-]{1,60}\.(?:json|png|pdf|svg|txt|zip)", re.ASCII)
_MEDIA = {**MEDIA, "pdf": "application/pdf", "zip": "application/zip"}
_SCRIPTS = {f"/static/{path}": (served, path) for served in (*PAGES, PACKET) for path in served.scripts}
"""The linked scripts of every page and part by address."""


@router.get(VERIFY.address, dependencies=costs(), include_in_schema=False)
async def get_page(request: Request) -> Response:
    """Return the verify page; its question stands behind `#` in its address and never comes here."""
    return _page_response(request, VERIFY, camera="self")


@router.get("/verify.html", dependencies=costs(kib=4_352, verifications=3_700), include_in_schema=False)
async def get_offline_page(request: Request) -> Response:
    """Return the page as one file with today's trust data, for a room without a network."""
    return await _file_response(request, node_of(request).offline_pages, "verify")


@router.get(TENDER.address, dependencies=costs(), include_in_schema=False)
async def get_tender_page(request: Request) -> Response:
    """Return the page of a bid opening; the papers that it reads never come here."""
    return _page_response(request, TENDER, camera="")


@router.get("/tender.html", dependencies=costs(kib=4_352, verifications=3_700), include_in_schema=False)
async def get_offline_tender_page(request: Request) -> Response:
    """Return the page of a bid opening as one file with today's trust data."""
    return await _file_response(request, node_of(request).offline_tender_pages, "tender")


def _page_response(request: Request, served: ServedPage, *, camera: str) -> Response:
    brand = node_of(request).speaker().mark_up()
    lang = begin_bare(request).lang
    headers = {
        "Content-Security-Policy": POLICY,
        "Permissions-Policy": f"camera=({camera}), geolocation=(), microphone=()",
        **spoken_headers(lang),
    }
    page = page_html(brand, lang, served, find_doors(servings_of(request)))
    return bytes_response(request, page, media=MEDIA["html"], headers=headers)


async def _file_response(request: Request, pages: OfflinePages, name: str) -> Response:
    node = node_of(request)
    trusted = await node.trust.current()
    made = await pages.get(trusted, node.speaker(trusted).mark_up())
    file = f"huren-{name}-{day_of(node.now()):%Y%m%d}.html"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return bytes_response(
        request, made.html, digest=made.digest, media=MEDIA["html"], headers=headers, pack=False
    )


async def get_script(request: Request) -> Response:
    """Return a script: the modules of a page and its workers come in three pieces; each module is also
    served as written."""
    served, path = _SCRIPTS[request.scope["path"]]
    headers = {"Content-Security-Policy": WORKER_POLICY}
    return bytes_response(request, page_scripts(served)[path], media=MEDIA["js"], headers=headers)


for _address in _SCRIPTS:
    router.add_api_route(_address, get_script, dependencies=costs(kib=512), include_in_schema=False)


@router.get("/service_worker.js", dependencies=costs(verifications=60), include_in_schema=False)
async def get_service_worker(request: Request) -> Response:
    """Return it at the root, because a service worker serves only addresses beside and below its own."""
    headers = {"Content-Security-Policy": WORKER_POLICY}
    brand = node_of(request).speaker().mark_up()
    script = service_worker(brand, find_doors(servings_of(request)))
    return bytes_response(request, script, media=MEDIA["js"], headers=headers)


@router.get("/samples/{name}", dependencies=costs(kib=512), name=PAGE, include_in_schema=False)
async def get_sample(request: Request, name: str) -> Response:
    """Return a sample of the demo; other nodes have none."""
    folder = node_of(request).samples
    if folder is None or _SAMPLE.fullmatch(name) is None or not (folder / name).is_file():
        raise ApiError("address-unknown")
    return bytes_response(request, (folder / name).read_bytes(), media=_MEDIA[name.rpartition(".")[2]])
