"""JSON answers with a list or a single record, found in a thread under the newest trust data."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.paging import ListPage
from api.http.costs import FEWEST
from api.http.responses import object_response
from api.node import language_of, node_of
from credentials.record import JsonObject
from verifier import Verdict

T = TypeVar("T")


async def answer_page(
    request: Request,
    find: Callable[..., ListPage[T]],
    tell: Callable[[T], JsonObject],
    *,
    limit: int | None = None,
) -> Response:
    """Answer with the page that `find(registry, trust=, now=)` returns; `tell` turns an item into a line.

    With `limit`, the request pays for `limit` lines, or for the records looked at where those are more.
    """
    node = node_of(request)
    if limit is not None:
        node.charge(request, max(FEWEST, limit))
    trusted = await node.trust.current()
    page = await run_in_threadpool(node.searches.search, partial(find, trust=trusted.store, now=node.now()))
    if limit is not None:
        node.charge(request, page.looked_at, owed=True)
    return object_response(request, {"items": [*map(tell, page.items)], "next": page.next})


async def answer_record(request: Request, describe: Callable[..., tuple[JsonObject, Verdict]]) -> Response:
    """Answer with the result of `describe(registry, trust=, now=, lang=)`, and count its verdict."""
    node = node_of(request)
    trusted = await node.trust.current()
    look = partial(describe, node.registry, trust=trusted.store, now=node.now(), lang=language_of(request))
    answer, verdict = await run_in_threadpool(look)
    node.tell_verdict("api", verdict)
    return object_response(request, answer, headers={"Vary": "Accept-Language"})
