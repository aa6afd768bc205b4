"""Forms of a refusal: a page for a browser that asked for a page, a problem for everything else."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.http.problems import STATUS, TITLES, error_headers, problem_response
from api.http.responses import PAGE
from api.node import language_of, request_id_of
from api.pages.rendering import begin_bare, page_response
from signing.errors import HurenError

_PASSING = (408, 429, 500, 502, 503, 504)
"""Statuses of errors that may be over in a moment."""


def refusal_response(request: Request, error: HurenError) -> Response:
    """Return the answer to a request that `error` ended; its log line names the error."""
    request.scope["state"]["problem"] = error.code
    if not _wants_page(request):
        return problem_response(error, language_of(request), request_id_of(request))
    visit = begin_bare(request)
    status = STATUS[error.code]
    answer = page_response(
        visit,
        "error",
        status=status,
        http_status=status,
        again=visit.same_page() if request.method == "GET" and status in _PASSING else None,
        title=getattr(TITLES[status], visit.lang),
        sentence=error.sentence(visit.lang),
        mend=error.mend(visit.lang),
        code=error.code,
        request_id=request_id_of(request),
    )
    shown = {"Content-Language", "Vary", "Cache-Control"}
    for name, value in error_headers(error, visit.lang).items():
        if name not in shown:
            answer.headers[name] = value
    return answer


def _wants_page(request: Request) -> bool:
    """Return whether a browser asks for a page, a file that pages link to, or an address outside the API.

    The function knows page routes by their tag and files by the name of their route.
    """
    if "text/html" not in request.headers.get("accept", "").lower():
        return False
    route: Any = request.scope.get("route")
    if route is None:
        return not str(request.scope["path"]).startswith("/api/")
    return PAGE in (*getattr(route, "tags", ()), route.name)
