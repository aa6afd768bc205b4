"""What pages are made of in the browser."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.responses import bytes_response
from web.assets import find_asset
from web.served_page import PDF_WORKER, WORKER_POLICY

router = APIRouter()


@router.get("/static/{path:path}", include_in_schema=False)
async def get_asset(request: Request, path: str) -> Response:
    """A file of `static/`."""
    asset = find_asset(path)
    if asset is None:
        raise ApiError("address-unknown")
    headers = {"Content-Security-Policy": WORKER_POLICY} if path == PDF_WORKER else None
    return bytes_response(request, asset.data, digest=asset.digest, media=asset.media, headers=headers)
