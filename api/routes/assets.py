"""What pages are made of in the browser."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.assets import find_asset
from api.errors import ApiError
from api.serving import bytes_response

router = APIRouter()


@router.get("/static/{path:path}", include_in_schema=False)
async def get_asset(request: Request, path: str) -> Response:
    """A file of `static/`."""
    asset = find_asset(path)
    if asset is None:
        raise ApiError("address-unknown")
    return bytes_response(request, asset.data, digest=asset.digest, media=asset.media)
