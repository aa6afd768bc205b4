"""Rules about a request before anybody is asked who they are: where it comes from, and over what."""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from desk.web.errors import DeskWebError

_HOST: Final = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9a-z.-]+))(?::[0-9]{1,5})?")
LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")


def check_host(request: Request, origins: Iterable[str | None]) -> None:
    """Refuse a request by a name that is none of the desk's: DeskWebError other-host.

    Whoever makes a name of their own lead here (DNS rebinding) has pages of one origin with the desk's. The
    number of this machine is nobody's name.
    """
    host = host_of(request)
    own = {urlsplit(origin).hostname for origin in origins if origin is not None}
    if host not in LOCAL_NAMES and host not in own and not _is_number_of(request, host):
        raise DeskWebError("other-host")


def host_of(request: Request) -> str:
    """Return the host that a browser asked for, without brackets and port; empty for what is none."""
    match = _HOST.fullmatch(request.headers.get("host", "").lower())
    return (match[1] or match[2]) if match is not None else ""


def _is_number_of(request: Request, host: str) -> bool:
    """True where a host is the number at which this request came in."""
    server = request.scope.get("server")
    try:
        return server is not None and ip_address(host) == ip_address(server[0])
    except ValueError:
        return False


def check_origin(request: Request) -> None:
    """Refuse a state change that no page of this desk sent: DeskWebError other-origin.

    Every browser since 2023 says so in `Sec-Fetch-Site`, which no page can set. `Origin` stands in for older
    ones. A request with neither is refused: a form without a token has nothing else.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_own = site == "same-origin"
    else:
        is_own = request.headers.get("origin") == own_origin(request)
    if not is_own:
        raise DeskWebError("other-origin")


def own_origin(request: Request) -> str:
    """Return the origin of this request's address, as a browser writes it."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def is_local(request: Request) -> bool:
    """True for a browser on this machine that asked for this machine by name.

    Both: a name that somebody else's DNS leads here is no local one, nor is a proxy's request for another.
    """
    client = request.client.host if request.client is not None else ""
    return host_of(request) in LOCAL_NAMES and client in ("127.0.0.1", "::1")


def is_private(request: Request) -> bool:
    """True where nobody on the way reads or changes the page: https, or this machine alone."""
    return request.url.scheme == "https" or is_local(request)


def check_private(request: Request) -> None:
    """Refuse over plain HTTP from elsewhere what only reading and drafts may do: DeskWebError plain-http."""
    if not is_private(request):
        raise DeskWebError("plain-http")
