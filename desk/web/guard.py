"""Rules about a request before anybody is asked who they are: where it comes from, and over what."""

from typing import Final

from starlette.requests import Request

from desk.web.errors import DeskWebError

LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")


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
    return request.url.hostname in LOCAL_NAMES and client in ("127.0.0.1", "::1")


def is_private(request: Request) -> bool:
    """True where nobody on the way reads or changes the page: https, or this machine alone."""
    return request.url.scheme == "https" or is_local(request)


def check_private(request: Request) -> None:
    """Refuse over plain HTTP from elsewhere what only reading and drafts may do: DeskWebError plain-http."""
    if not is_private(request):
        raise DeskWebError("plain-http")
