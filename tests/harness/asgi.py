"""One request to an application without server or client; the test chooses the chunks of the body."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """An answer; `taken` counts the body's chunks that the application read."""

    status: int
    headers: dict[str, str]
    body: bytes
    taken: int


async def request(
    app: Any,
    method: str,
    path: str,
    chunks: AsyncIterator[bytes | None],
    headers: list[tuple[bytes, bytes]],
    *,
    raw_query: bytes = b"",
) -> Answer:
    """Send a request and return the answer; a chunk of None is a client that disconnects."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": raw_query, "root_path": "",
        "headers": headers, "client": ("192.0.2.9", 1), "server": ("test", 80), "state": {},
    }  # fmt: skip
    taken, sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        try:
            chunk = await anext(chunks)
        except StopAsyncIteration:
            return {"type": "http.request", "body": b"", "more_body": False}
        if chunk is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    if not sent:
        return Answer(0, {}, b"", taken)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], found, body, taken)


async def endless(chunk: bytes) -> AsyncIterator[bytes | None]:
    """A body without end."""
    while True:
        yield chunk


async def stalled(chunk: bytes) -> AsyncIterator[bytes | None]:
    """A body of one chunk, then silence."""
    yield chunk
    await asyncio.Event().wait()


async def leaving(chunk: bytes) -> AsyncIterator[bytes | None]:
    """A body of one chunk, then the client is gone."""
    yield chunk
    yield None


async def whole(data: bytes) -> AsyncIterator[bytes | None]:
    """A body in one chunk."""
    yield data


def flat_routes(routes: Any) -> Any:
    """Return every route, those of routers in their order."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from flat_routes(inner.routes)
        elif getattr(route, "methods", None):
            yield route
