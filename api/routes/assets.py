"""Files that pages load in the browser."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.responses import PAGE, bytes_response
from api.node import node_of
from registry.publishing.stores.store import FOR_EVER
from web.assets import MEDIA, find_asset
from web.served_page import PDF_WORKER, WORKER_POLICY

router = APIRouter()


@router.get("/static/{path:path}", dependencies=costs(kib=512), name=PAGE, include_in_schema=False)
async def get_asset(request: Request, path: str) -> Response:
    """Return a file of `static/`."""
    asset = find_asset(path)
    if asset is None:
        raise ApiError("address-unknown")
    headers = {"Content-Security-Policy": WORKER_POLICY} if path == PDF_WORKER else None
    return bytes_response(request, asset.data, digest=asset.digest, media=asset.media, headers=headers)


@router.get("/brand/{name}.css", dependencies=costs(), name=PAGE, include_in_schema=False)
async def get_brand_sheet(request: Request, name: str) -> Response:
    """Return the colour of this node's brand; another colour has another name."""
    brand = node_of(request).speaker().mark_up()
    if brand.sheet is None or name != brand.sheet_name:
        raise ApiError("address-unknown")
    return bytes_response(request, brand.sheet, media=MEDIA["css"], cache=FOR_EVER)
