"""Reads a node's answers in this process, at one moment, without a socket."""

import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from fastapi import FastAPI
from starlette.types import Message, Scope

from api.app import create_app
from api.node import Node
from api.serving import Serving
from api.settings import Settings
from registry import Registry


class NodeAnswer(NamedTuple):
    """Status, media type and body of an answer."""

    status: int
    media: str
    body: bytes


class _Moment:
    """A clock that stands still."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return time.monotonic()


class Reader:
    """A reader of the node's pages at a public address."""

    def __init__(self, app: FastAPI, address: str) -> None:
        self._app, self._address = app, urlsplit(address)

    @property
    def node(self) -> Node:
        """Return the node that answers."""
        node: Node = self._app.state.node
        return node

    async def get(self, address: str, lang: str | None = None) -> NodeAnswer:
        """Return the answer to a GET; `lang` goes into the address."""
        path, _, query = address.partition("?")
        asked = "&".join(filter(None, (query, f"lang={lang}" if lang else "")))
        begun: list[Message] = []
        body: list[bytes] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
            else:
                body.append(message.get("body", b""))

        await self._app(self._scope(path, asked), _no_body, send)
        headers = dict(begun[0]["headers"])
        return NodeAnswer(begun[0]["status"], headers.get(b"content-type", b"").decode(), b"".join(body))

    def _scope(self, path: str, query: str) -> Scope:
        base = self._address
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": base.scheme,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", base.netloc.encode())],
            "client": None,
            "server": (base.hostname, base.port),
            "state": {},
        }


async def _no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


@asynccontextmanager
async def open_reader(
    settings: Settings, registry: Registry, servings: Iterable[Serving], *, address: str, now: datetime
) -> AsyncIterator[Reader]:
    """Open a reader whose node answers as at `now` and starts no task of its own."""
    app = create_app(settings, registry, _Moment(now), servings=servings)
    reader = Reader(app, address)
    try:
        await reader.node.prepare()
        yield reader
    finally:
        reader.node.close()
