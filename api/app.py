"""The application: its routes, a problem for every error, and the envelope around every answer."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.clock import Clock, new_request_id
from api.errors import ApiError
from api.http.cross_origin import is_preflight, is_shared, preflight_response
from api.http.middleware import Envelope
from api.http.openapi import TITLE, describe
from api.metrics import Metrics
from api.node import Node
from api.pages.error_answers import refusal_response
from api.routes import (
    agreement,
    assets,
    association,
    enterprise,
    officer,
    operation,
    pages_agreement,
    pages_node,
    pages_records,
    pages_search,
    paper,
    publication,
    verify_page,
)
from api.routes.logs import feeds, files, pages, witness
from api.serving import Serving, Servings
from api.settings import Settings
from registry import Registry
from signing.errors import HurenError
from signing.signer import KeySigner

# paper stands before enterprise, because references in addresses of enterprise may contain slashes
_API = (
    officer,
    association,
    paper,
    enterprise,
    agreement,
    publication,
    files,
    witness,
    operation,
)
_PAGES = (
    verify_page,
    pages,
    feeds,
    pages_search,
    pages_agreement,
    pages_node,
    pages_records,
    assets,
)


def create_app(
    settings: Settings,
    store: Registry,
    clock: Clock,
    *,
    servings: Iterable[Serving],
    samples: Path | None = None,
    metrics: Metrics | None = None,
    signers: Sequence[KeySigner] = (),
    request_ids: Callable[[], str] = new_request_id,
) -> FastAPI:
    """Return the application of one node on an open registry; the caller closes the registry.

    `servings` are its apartments; `samples` is the folder of a demo's samples for the verify page; `metrics`
    already counts the work of the store; `signers` are the publication keys of the node's associations.
    """
    node, apartments = (
        Node.of(settings, store, clock, samples, metrics or Metrics(), signers=signers),
        Servings.of((*servings,)),
    )
    node.kept.update(
        (serving.name, serving.keep(node)) for serving in apartments.all if serving.keep is not None
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await node.prepare()
        tasks = [*node.begin_tasks()]
        yield
        for task in tasks:
            task.cancel()
        node.close()
        await node.peers.wait()

    app = _new_app(apartments, lifespan=lifespan)
    app.state.node = node
    app.add_exception_handler(HurenError, _answer_refusal)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_middleware(
        Envelope,
        monotonic=clock.monotonic,
        new_request_id=request_ids,
        refuse=refusal_response,
        count=node.metrics.count_request,
    )
    return app


def _new_app(servings: Servings, **settings: Any) -> FastAPI:
    """Return an application with its routes, without FastAPI's own pages, which load scripts from a CDN."""
    app = FastAPI(
        title=TITLE, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, **settings
    )
    apartment_routers = (router for serving in servings.all for router in serving.routers)
    for router in (*(room.router for room in _API), *apartment_routers, *(room.router for room in _PAGES)):
        app.include_router(router)
    app.state.servings = servings
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def openapi_document(servings: Iterable[Serving]) -> dict[str, Any]:
    """Return the OpenAPI document; every node with these apartments has the same."""
    return _described(_new_app(Servings.of((*servings,))))


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        servings: Servings = app.state.servings
        wires = (wire for serving in servings.all for wire in serving.wires)
        app.openapi_schema = describe(app, wires, servings.tags)
    return app.openapi_schema


async def _answer_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, HurenError)  # noqa: S101 - mypy: the handler is of this class
    return refusal_response(request, error)


async def _answer_http(request: Request, error: Exception) -> Response:
    """Answer an error of Starlette: no route matches the path, or none matches the method."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        headers = dict(error.headers or {})
        allowed = headers.get("Allow", "GET")
        if is_shared(request.scope) and is_preflight(request):
            return preflight_response(allowed)
        # the answer repeats text of a stranger
        method = request.method if request.method.isalpha() else "–"
        refusal = ApiError("method-not-allowed", headers=headers, method=method[:20], allowed=allowed)
    elif isinstance(error, HTTPException) and error.status_code == 404:
        refusal = ApiError("address-unknown")
    else:
        raise error
    return refusal_response(request, refusal)
