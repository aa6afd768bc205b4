"""Addresses of associations, below which any node serves their files."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter
from starlette.requests import Request

from api.errors import ApiError
from api.node import node_of
from credentials.identifiers import did_web_address

T = TypeVar("T")
Handler = TypeVar("Handler", bound=Callable[..., object])


def at_site(
    router: APIRouter, path: str, *, dependencies: list[Any], **described: Any
) -> Callable[[Handler], Handler]:
    """Route a file of the association at this host, and files of any association at its address below this
    host; the latter route is tried first."""

    def add(handler: Handler) -> Handler:
        below = "/{site:path}" + path
        router.get(below, dependencies=dependencies, include_in_schema=False)(handler)
        return router.get(path, dependencies=dependencies, **described)(handler)

    return add


def needed(value: T | None) -> T:
    """Return the value; ApiError address-unknown if nothing was found below the address."""
    if value is None:
        raise ApiError("address-unknown")
    return value


async def issuer_at(request: Request) -> str:
    """Return the association that the path's `site` names, else the host name of the request."""
    site = request.path_params.get("site", "")
    chain = (await node_of(request).trust.current()).store.chain
    known = {did_web_address(issuer).removeprefix("https://"): issuer for issuer in chain.members}
    host = request.headers.get("host", "").partition(":")[0].lower()
    for address in (site, f"{host}/{site}") if site else (host,):
        if address in known:
            return known[address]
    raise ApiError("address-unknown")
