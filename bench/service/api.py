"""Service over HTTP: one verification, and a batch on every core, alone and four at once."""

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import cycle, repeat
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import Number, in_turns, seconds
from bench.scene import NOW, VERIFY, bare_verify, credentials, world
from bench.serving import serve_to, serving
from cli.apartments import load_servings
from tests.world.registries import open_registry

STREAMS = 8
"""Connections with a request under way, so that the server never waits for the client."""

BATCHES = 4
"""Batches under way at once: a node has several clients."""


class _Clock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


async def _answer_ok(body: dict[str, Any]) -> dict[str, Any]:
    """Do nothing, in a FastAPI route that takes and gives JSON."""
    return {"ok": bool(body)}


def serve(folder: str, pipe: Connection) -> None:
    """Serve on a free port with a no-op beside the routes; send the port. Runs in the child."""
    from api import Settings, create_app  # noqa: PLC0415 - the parent process does not need these modules

    registry = open_registry(Path(folder) / "registry.db", world())
    settings = Settings(rate_per_minute=0, batch_workers=os.cpu_count() or 1, trust_poll_seconds=3600)
    app = create_app(settings, registry, _Clock(), servings=load_servings())

    app.post("/noop")(_answer_ok)

    serve_to(pipe, app, settings)


@contextmanager
def service() -> Iterator[int]:
    """Yield the port of a running service."""
    with tempfile.TemporaryDirectory() as folder, serving(serve, folder) as served:
        yield served.port


class Client:
    """Requests on kept-alive connections, written and read by hand so that the client costs less than the
    server."""

    def __init__(self, port: int) -> None:
        self.sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(STREAMS)]
        self.files = [s.makefile("rb") for s in self.sockets]

    def ask_all(self, bodies: Iterator[bytes], streams: int = STREAMS) -> None:
        """Keep one request under way on each of `streams` connections until all answers are read."""
        for channel in self.sockets[:streams]:
            channel.sendall(next(bodies))
        for file in self.files[:streams]:
            self._read(file)

    def ask(self, request: bytes) -> bytes:
        """Send one request and return its answer."""
        self.sockets[0].sendall(request)
        return self._read(self.files[0])

    def _read(self, file: object) -> bytes:
        line: bytes = file.readline()  # type: ignore[attr-defined]
        assert line.startswith(b"HTTP/1.1 200"), line
        length = 0
        while (header := file.readline()) != b"\r\n":  # type: ignore[attr-defined]
            if header[:15].lower() == b"content-length:":
                length = int(header[15:])
        body: bytes = file.read(length)  # type: ignore[attr-defined]
        return body


def request_bytes(path: str, body: bytes) -> bytes:
    """Return a POST of JSON on a connection that stays open."""
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def bench_api() -> Iterator[Number]:
    """Measure a POSTed verification against a no-op of the same service; a batch of 100 against verifies."""
    stock = credentials(100)
    bodies = [b'{"credential":' + data + b"}" for data in stock]
    batch = request_bytes("/api/v1/verifications/batch", b'{"verifications":[' + b",".join(bodies) + b"]}")
    with service() as port:
        client = Client(port)
        verdict = json.loads(client.ask(request_bytes("/api/v1/verifications", bodies[0])))
        assert verdict["outcome"] != "invalid", verdict["codes"]
        verifications = cycle(request_bytes("/api/v1/verifications", body) for body in bodies)
        noops = cycle(request_bytes("/noop", body) for body in bodies)
        full, noop = in_turns(
            lambda: client.ask(next(verifications)), lambda: client.ask(next(noops)), times=200
        )
        yield Number("api-verify", 1 / full, "requests/s", 0.7, False, 1 / noop, "no-op JSON route")
        busy = Client(port)  # opens new connections, because a node closes idle ones
        full, noop = in_turns(lambda: busy.ask_all(verifications), lambda: busy.ask_all(noops), times=40)
        yield Number(
            "api-verify-busy", STREAMS / full, "requests/s", 0.4, False, STREAMS / noop, "no-op JSON route"
        )
        bare = bare_verify(stock[0])
        assert len(json.loads(client.ask(batch))["verdicts"]) == 100
        alone = Client(port)
        yield _batches("api-batch", lambda: alone.ask(batch), 1, bare)
        crowd = Client(port)
        yield _batches("api-batch-busy", lambda: crowd.ask_all(repeat(batch), BATCHES), BATCHES, bare)


def _batches(name: str, ask: Callable[[], object], at_once: int, bare: Callable[[], None]) -> Number:
    """Measure batches of 100: one client that waits for each answer, or several at once."""
    pairs = [(seconds(ask, 5), seconds(bare, 500)) for _ in range(25)]
    rate, base = 100 * at_once / median(a for a, _ in pairs), 1 / median(b for _, b in pairs)
    return Number(name, rate, "verifications/s", 1.3, False, base, VERIFY)
