"""A node with short patience, as a process, and raw connections to it."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.harness.processes.serving import serving
from tests.harness.processes.warm_start import Start
from tests.world import World
from tests.world.registries import open_registry

MIB = 1024 * 1024


SHORT = {
    "header_bytes": 4096,
    "header_seconds": 1,
    "body_seconds": 1,
    "idle_seconds": 1,
    "write_seconds": 1,
    "connections": 24,
    "connections_per_address": 8,
    "trusted_proxies": [],
    "rate_per_minute": 0,
}


GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"


class Served:
    """A node as a process."""

    def __init__(self, process: Start, address: str) -> None:
        self.process, self.address = process, address
        host, port = address.removeprefix("http://").rsplit(":", 1)
        self.place = host, int(port)

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(self.place, timeout=30, source_address=(source, 0))

    def health(self, source: str = "127.0.0.9") -> bytes:
        """Return the answer to a health check from another connection."""
        with self.connect(source) as other:
            other.sendall(GET + b"Connection: close\r\n\r\n")
            return rest_of(other)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "DEMO.txt").touch()
    open_registry(folder / "registry.db", World()).close()
    return folder


@contextmanager
def node(folder: Path, *, cold: bool = False, **settings: object) -> Iterator[Served]:
    """A node with short timeouts; started `cold` if its memory is measured."""
    path = folder / "short.toml"
    chosen = {**SHORT, **settings}
    path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in chosen.items()))
    with serving(folder, "--config", str(path), cold=cold) as (process, address):
        yield Served(process, address)


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with node(folder, cold=True) as found:
        yield found


def rest_of(connection: socket.socket) -> bytes:
    """Read until the node closes the connection."""
    data = b""
    try:
        while chunk := connection.recv(65_536):
            data += chunk
    except ConnectionError:
        pass
    return data


def problem_of(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower(), answer
    assert b"connection: close" in head.lower()
    assert b"x-content-type-options: nosniff" in head.lower()
    value: dict[str, Any] = json.loads(body)
    assert value["status"] == int(head.split()[1])
    assert value["requestId"].encode() in head
    return value


def fill(connection: socket.socket, data: bytes) -> None:
    """Send until the node, whose answers nobody reads, drops the connection."""
    while True:
        connection.sendall(data * 10)


class Taken:
    """A transport whose write buffer has this many bytes that the client has not read."""

    def __init__(self) -> None:
        self.left, self.aborted = 0, False

    def get_write_buffer_size(self) -> int:
        return self.left

    def get_extra_info(self, _: str) -> "Taken":
        return self

    def fileno(self) -> int:
        return -1

    def abort(self) -> None:
        self.aborted = True
