"""The refusal of a GET where a route of another method stands, and a reference would match its address."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import Response


async def refuse_get() -> Response:
    """This address takes a POST alone."""
    raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
