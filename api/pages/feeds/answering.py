"""Answers with feeds and calendars: a client that has the current version gets 304 before any work."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import TypeVar

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.http.query import PageQuery
from api.http.responses import bytes_response, unchanged_response
from api.pages.feeds.calendar_file import CALENDAR_TYPE, CalendarFile, write_calendar
from api.pages.feeds.writing import ATOM_TYPE, Feed, write_atom
from api.pages.rendering import begin, spoken_headers
from api.visit import Visit
from registry.monitor.newest import find_newest

Q = TypeVar("Q", bound=PageQuery)


async def answer_feed(
    request: Request, model: type[Q], make: Callable[[Visit, Q], Feed | CalendarFile]
) -> Response:
    """Return the feed that `make` writes, dated by its newest entry; 304 if the client already has that
    version."""
    visit, query = await begin(request, model)
    state = await _tell_state(visit)
    headers = spoken_headers(visit.lang)
    if (unchanged := unchanged_response(request, state, headers)) is not None:
        return unchanged
    visit.node.charge(request)

    def answer() -> Response:
        made = make(visit, query)
        if isinstance(made, Feed):
            data, media, changed = write_atom(made), ATOM_TYPE, made.updated
        else:
            data, media = write_calendar(made), CALENDAR_TYPE
            changed = max((entry.changed for entry in made.entries), default=visit.names.text.effective_from)
        media = f"{media}; charset=utf-8"
        return bytes_response(request, data, state=state, media=media, headers=headers, changed=changed)

    return await run_in_threadpool(answer)


async def _tell_state(visit: Visit) -> str:
    """Return a short name for the inputs of a feed: address, language, newest entries, and the hour.

    The hour covers changes that come with time alone, such as an end or a beginning.
    """
    trusted = visit.trusted
    assert trusted is not None  # noqa: S101 - `begin` guarantees trust data
    newest = await visit.node.read(partial(find_newest, issuers=sorted(visit.trust.parties)))
    state = [str(visit.request.url), visit.lang, f"{visit.now:%Y%m%d%H}", trusted.digest, newest]
    return sha256(orjson.dumps(state, default=str)).hexdigest()[:32]
