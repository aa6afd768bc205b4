"""Service in a process of its own, which sends its port to the parent."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple


class Served(NamedTuple):
    """Port and process id."""

    port: int
    pid: int


def serve_to(pipe: Connection, app: Any, settings: Any) -> None:
    """Run the application on a free port and send the port. Runs in the child."""
    from api.server.serve import serve_app  # noqa: PLC0415 - the parent process does not need this module

    listener = socket.create_server(("127.0.0.1", 0))
    pipe.send(listener.getsockname()[1])
    serve_app(app, listener, settings)


@contextmanager
def serving(serve: Callable[..., None], *given: str) -> Iterator[Served]:
    """Run `serve(*given, pipe)` in a child; yield as soon as it listens."""
    context = get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=serve, args=(*given, there))
    child.start()
    try:
        yield Served(here.recv(), child.pid or 0)
    finally:
        child.terminate()
        child.join()
