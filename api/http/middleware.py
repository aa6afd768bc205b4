"""Wrapping of every answer: request id, security headers, rate headers, one log line, problems for
exceptions.

The code is pure ASGI, because every request passes through it. The log line is one JSON object with the
route, never the path, the query, an address or a name. It cannot contain a line break.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb

import orjson
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError
from api.http.cross_origin import SHARED, is_shared
from api.http.language import choose_language
from api.http.problems import problem_response
from signing.errors import HurenError

LOGGER = logging.getLogger("huren.api")

# a client's id goes into headers and the log: no line break, no quotation mark
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_ROOT = Path(__file__).parents[2]
_FAILED = 500
_GONE = 499
"""The status logged when the client left before the answer (as nginx does)."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",  # public answers are for pages of other sites, too
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
}
_SECURITY = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]


class Envelope:
    """The outermost layer of the application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        monotonic: Callable[[], float],
        new_request_id: Callable[[], str],
        refuse: Callable[[Request, HurenError], Response],
        count: Callable[[str, str, int, float], None],
    ) -> None:
        self._app = app
        self._refuse, self._count = refuse, count
        self._monotonic = monotonic
        self._new_request_id = new_request_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._monotonic()
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = self._id_of(scope)
        method: str = scope["method"]
        head_only = method == "HEAD"
        if head_only:  # on a copy of the scope: the server must still see HEAD and send no body
            scope = {**scope, "method": "GET"}
        status, size = 0, 0

        async def send_wrapped(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _wrap(message["headers"], request_id, scope)
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
                if head_only:
                    message = {**message, "body": b""}
            await send(message)

        failure = None
        try:
            await self._app(scope, receive, send_wrapped)
        except ClientDisconnect:
            status = _GONE
        # the server stops and its time for open requests is over (settings.stop_seconds)
        except asyncio.CancelledError:
            # once an answer has begun, the client would read a second status line as part of its body
            if status != 0:
                raise
            lang = choose_language(Headers(scope=scope).get("accept-language"))
            problem = ApiError("node-stopping", headers={"Connection": "close"})
            await problem_response(problem, lang, request_id)(scope, receive, send_wrapped)
        except Exception as error:
            failure = error
            if status == 0:
                answer = self._explain(scope, ApiError("internal", request=request_id))
                await answer(scope, receive, send_wrapped)
            else:
                raise
        finally:
            if (share := state.get("share")) is not None:
                share.end()
            spent = self._monotonic() - started
            self._count(getattr(scope.get("route"), "path", "-"), method, status, spent)
            _log(
                scope,
                method=method,
                request_id=request_id,
                status=status,
                size=size,
                spent=spent,
                failure=failure,
            )

    def _explain(self, scope: Scope, error: ApiError) -> Response:
        """Return the refusal in the form the client asked for; return a problem if making that form fails."""
        try:
            return self._refuse(Request(scope), error)
        except Exception:
            lang = choose_language(Headers(scope=scope).get("accept-language"))
            return problem_response(error, lang, scope["state"]["request_id"])

    def _id_of(self, scope: Scope) -> str:
        """Return the client's own `X-Request-ID` if it is harmless, else a new one."""
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given: str = value.decode("latin-1")
                return given if _REQUEST_ID.fullmatch(given) else self._new_request_id()
        return self._new_request_id()


def _wrap(headers: list[tuple[bytes, bytes]], request_id: str, scope: Scope) -> list[tuple[bytes, bytes]]:
    names = {name for name, _ in headers}
    # pages bring wider policies of their own
    extra = [(name, value) for name, value in _SECURITY if name not in names]
    extra.append((b"x-request-id", request_id.encode()))
    if is_shared(scope):
        extra += [(name, value) for name, value in SHARED if name not in names]
    share = scope["state"].get("rate_headers")
    if isinstance(share, dict) and b"ratelimit-limit" not in names:
        extra += [(name.lower().encode(), value.encode()) for name, value in share.items()]
    return [*headers, *extra]


def _log(
    scope: Scope,
    *,
    method: str,
    request_id: str,
    status: int,
    size: int,
    spent: float,
    failure: Exception | None,
) -> None:
    """Write one log line. Of an exception it names only the class and the places, because messages may
    quote content."""
    level = logging.ERROR if failure is not None or status >= _FAILED else logging.INFO
    if not LOGGER.isEnabledFor(level):
        return
    route = scope.get("route")
    line: dict[str, object] = {
        "id": request_id,
        "method": method if method.isalpha() else "-",
        "route": getattr(route, "path", "-"),
        "status": status,
        "bytes": size,
        "ms": round(spent * 1000, 1),
    }
    if "problem" in scope["state"]:
        line["problem"] = scope["state"]["problem"]
    if failure is not None:
        line["error"] = type(failure).__name__
        line["where"] = [
            format_place(frame.filename, frame.lineno) for frame in extract_tb(failure.__traceback__)
        ]
    LOGGER.log(level, "%s", orjson.dumps(line).decode())


def format_place(filename: str, line: int | None) -> str:
    """Return `api/http/body.py:31`, or the name alone for a file of a package."""
    path = Path(filename)
    inside = path.is_relative_to(_ROOT) and "site-packages" not in path.parts
    return f"{path.relative_to(_ROOT) if inside else path.name}:{line}"
