"""The desk's own application: an association's people work in it, and `huren serve` never mounts it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.clock import Clock, new_request_id
from api.errors import ApiError
from api.http.middleware import Envelope
from api.http.rate_limits import Limits
from api.metrics import Metrics
from api.node import Node
from api.routes import assets
from api.serving import Serving, Servings
from api.settings import Settings
from desk.office.desk import Desk
from desk.web.accounts import Enrolments
from desk.web.agreement import routes as agreement
from desk.web.audits import DeskAudits, TlsEnds
from desk.web.batches import pages as batches
from desk.web.batches import renewals
from desk.web.care import ending, supervision
from desk.web.keeping import handover, keys
from desk.web.pages import answer_refusal, refuse
from desk.web.passkeys import Challenges
from desk.web.routes import (
    enrolment,
    enterprises,
    inbox,
    login,
    making,
    notices,
    people,
    plans,
    script,
    settings,
    statements,
    today,
    uploads,
)
from desk.web.sessions import token_of
from desk.web.visits import LOGINS_A_MINUTE, LOGINS_AT_ONCE, DeskService, begin_anyone
from desk.web.years import routes as years
from signing.errors import HurenError

_ROOMS = (
    script,
    login,
    enrolment,
    today,
    uploads,
    making,
    statements,
    plans,
    people,
    inbox,
    enterprises,
    notices,
    settings,
    years,
    agreement,
    keys,
    handover,
    supervision,
    ending,
    renewals,
    batches,
)

PAGES = Serving("desk", tuple(room.router for room in _ROOMS))
"""The pages alone: none of them is an address of `huren serve`."""


def create_desk_app(
    settings: Settings,
    desk: Desk,
    clock: Clock,
    *,
    origin: str | None = None,
    request_ids: Callable[[], str] = new_request_id,
) -> FastAPI:
    """Return the application of one association's desk; the caller closes the registry.

    `origin` is the address at which the people open it, until a people list names one.
    """
    node = Node.of(settings, desk.registry, clock, None, Metrics())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await node.prepare()
        yield
        node.stopping.set()
        for pool in node.pools:
            pool.close()
        node.papers.close()
        node.searches.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    for router in (*PAGES.routers, assets.router):
        app.include_router(router)
    app.state.node = node
    app.state.servings = Servings.of((PAGES,))
    app.state.desk = DeskService(
        desk,
        origin,
        Challenges(clock.monotonic),
        Enrolments(clock.monotonic),
        Limits(LOGINS_A_MINUTE, LOGINS_AT_ONCE, clock.monotonic),
        DeskAudits(desk, clock.monotonic),
        TlsEnds(clock.monotonic),
    )
    app.add_exception_handler(HurenError, _answer_refusal)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_unfit)
    app.add_middleware(
        Envelope,
        monotonic=clock.monotonic,
        new_request_id=request_ids,
        refuse=refuse,
        count=node.metrics.count_request,
    )
    return app


async def _answer_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, HurenError)  # noqa: S101 - for mypy: it is registered for this class
    return await answer_refusal(request, error)


async def _answer_unfit(request: Request, _: Exception) -> Response:
    """Answer an address whose parts no page has, such as a word for a number, in words of the desk."""
    return refuse(request, ApiError("address-unknown"))


async def _answer_http(request: Request, error: Exception) -> Response:
    """Answer an error of Starlette: no route, or none for the method."""
    if not isinstance(error, HTTPException) or error.status_code not in (404, 405):
        raise error
    if token_of(request):
        with suppress(HurenError):
            await begin_anyone(request)
    return refuse(request, ApiError("address-unknown"))
