"""Address and scheme of a browser behind a proxy: from headers that a proxy of the settings sent.

uvicorn's own reader believes the first hop where all are trusted, which is whatever the client wrote: a
program on this machine would get a new address, and new limits, with every request.
"""

from collections.abc import Iterable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.rate_limits import read_address
from api.settings import is_among

_MOST_HOPS: Final = 8
"""Hops that are looked at: of more, no proxy of ours is the author."""


class BehindProxies:
    """Gives the application the client's address: the last hop that no trusted proxy is, else the last."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...]) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        client = scope.get("client")
        if scope["type"] == "http" and client is not None and is_among(client[0], self._proxies):
            headers: list[tuple[bytes, bytes]] = scope["headers"]
            scheme = [value.decode("latin-1").strip() for name, value in headers if name == _PROTO][-1:]
            if scheme in (["http"], ["https"]):
                scope["scheme"] = scheme[0]
            address = self._find_client(value for name, value in headers if name == _FOR)
            if address:
                scope["client"] = address, 0
        await self._app(scope, receive, send)

    def _find_client(self, values: Iterable[bytes]) -> str:
        hops = b",".join(values).decode("latin-1").rsplit(",", _MOST_HOPS)[-_MOST_HOPS:]
        read = [read_address(hop) for hop in reversed(hops)]
        return next((hop for hop in read if not is_among(hop, self._proxies)), read[0])


_FOR, _PROTO = b"x-forwarded-for", b"x-forwarded-proto"
