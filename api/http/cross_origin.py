"""Other sites' pages may read public answers and ask for verifications (Fetch standard, CORS protocol).

Answers need no login, so the origin is `*` and credentials are never allowed. Pages for people and
submissions stay with the site that a person visits.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.http.responses import PAGE

_OWN = {PAGE, "association"}
"""Tags of the routes that are closed to other sites."""
_API = "/api/"
"""Prefix of addresses for programs, also of addresses without a route."""
_TABLE = "/statistics.csv"
"""A file for programs beside the pages."""
_READ = (
    "ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Repr-Digest, Retry-After, "
    "X-Request-ID"
)
_SENT = "Accept-Language, Content-Type, If-None-Match, X-Request-ID"

SHARED = [(b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", _READ.encode())]
"""The headers of an answer that pages of other sites may read."""


def is_shared(scope: Scope) -> bool:
    """Return whether pages of other sites may use the matched route."""
    route = scope.get("route")
    if route is None:
        return str(scope.get("path", "")).startswith(_API)
    if getattr(route, "path", None) == _TABLE:
        return True
    tags = getattr(route, "tags", [])
    return bool(tags) and _OWN.isdisjoint(tags)


def is_preflight(request: Request) -> bool:
    """Return whether a browser asks before it sends."""
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def preflight_response(allowed: str) -> Response:
    """Return the answer to a preflight; `allowed` are the methods of the route."""
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": _SENT,
            "Access-Control-Max-Age": "86400",
        },
    )
