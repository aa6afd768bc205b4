"""Bounds on connections: how many, for which address, and what a silent or slow one costs."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from api import Settings
from api.server.connection import BoundedProtocol, Bounds
from api.server.host_limits import HEADROOM, make_room
from tests.bounds.served import (
    GET,
    MIB,
    SHORT,
    Served,
    Taken,
    fill,
    folder,
    node,
    problem_of,
    rest_of,
)
from tests.harness.processes.memory import family_bytes

pytestmark = pytest.mark.bounds

__all__ = ["folder"]


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with node(folder) as found:
        yield found


@pytest.mark.parametrize("path", [b"/healthz", b"/openapi.json", b"/v", b"/no/such"])
def test_after_a_head_request_the_connection_goes_on(served: Served, path: bytes) -> None:
    """A proxy keeps it for other people's requests."""
    ask = b"HEAD " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    with served.connect() as connection:
        connection.sendall(ask + ask + GET + b"Connection: close\r\n\r\n")
        answers = rest_of(connection)
    heads = answers.split(b"HTTP/1.1 ")[1:]
    assert len(heads) == 3, answers
    assert all(head.endswith(b"\r\n\r\n") for head in heads[:2]), "no body follows"
    assert heads[2].endswith(b'{"status":"ok"}')


@pytest.mark.parametrize(
    ("media", "size", "status"),
    [
        (b"application/json", 3 * MIB, 413),
        (b"text/plain", 3 * MIB, 415),
        (b"application/json", 64 * MIB, 413),
    ],
)
def test_a_body_that_is_refused_is_read_to_a_bounded_rest(
    served: Served, media: bytes, size: int, status: int
) -> None:
    """The client gets the answer once it has sent all, and may ask again.

    Beyond the bound the node closes.
    """
    head = b"POST /api/v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    with served.connect() as connection:
        with suppress(ConnectionError):
            connection.sendall(head % (media, size) + b" " * size + GET + b"Connection: close\r\n\r\n")
        answers = rest_of(connection)
    if size > 32 * MIB:
        assert answers.count(b"HTTP/1.1 ") <= 1, "closed; the answer may be lost"
        return
    assert answers.startswith(b"HTTP/1.1 %d " % status)
    assert answers.endswith(b'{"status":"ok"}'), "the connection goes on"


def test_a_client_that_takes_nothing_is_dropped(served: Served) -> None:
    """The client asks for more than the kernel's queues hold, and reads none of it."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(30)
        connection.bind(("127.0.0.1", 0))
        connection.connect(served.place)
        ask = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
        with pytest.raises(ConnectionError):
            fill(connection, ask)


def test_a_slow_reader_is_not_taken_for_an_idle_one() -> None:
    """The node waits for a reader at 2 KiB a second, however long the answer; it drops one at half a KiB."""
    for rate, dropped in ((2_048, False), (512, True)):
        bounds = Bounds.of(Settings.load(None, write_seconds=10), 10)
        transport = Taken()
        one = BoundedProtocol.__new__(BoundedProtocol)
        one._bounds, one._unsent, one._is_refused = bounds, None, True
        one.transport = transport  # type: ignore[assignment]
        for second in range(600):
            transport.left = 2_000_000 - second * rate
            one.check(float(second))
        assert transport.aborted is dropped, rate


def test_an_address_has_so_many_connections_and_others_have_theirs(served: Served) -> None:
    with ExitStack() as open_:
        for _ in range(SHORT["connections_per_address"]):  # type: ignore[call-overload]
            open_.enter_context(served.connect("127.0.0.3")).sendall(GET + b"\r\n")
        with served.connect("127.0.0.3") as one_more:
            problem = problem_of(rest_of(one_more))
            assert (problem["status"], problem["code"]) == (503, "too-many-connections")
        assert served.health().startswith(b"HTTP/1.1 200 ")
    assert served.health("127.0.0.3").startswith(b"HTTP/1.1 200 ")


def test_silent_connections_give_way_to_requests(folder: Path) -> None:
    """1,500 connections send no request, ten times as many as there is room for."""
    with node(folder, header_seconds=3600, connections=150, trusted_proxies=["127.0.0.2"]) as served:
        with ExitStack() as open_:
            resource_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(resource_limit[0], 4096), resource_limit[1]))
            open_.callback(resource.setrlimit, resource.RLIMIT_NOFILE, resource_limit)
            for _ in range(1_500):
                slow = open_.enter_context(served.connect("127.0.0.2"))
                slow.sendall(GET)
            assert served.health().startswith(b"HTTP/1.1 200 ")
            held = len([*Path(f"/proc/{served.process.pid}/fd").iterdir()])
            assert held < 150 + HEADROOM
        assert served.health().startswith(b"HTTP/1.1 200 ")


def test_descriptors_decide_how_many_connections_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits: list[tuple[int, int]] = []

    def room(soft: int, hard: int, connections: int) -> int:
        limits.clear()
        monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
        monkeypatch.setattr(resource, "setrlimit", lambda _, found: limits.append(found))
        return make_room(connections)

    assert room(65_536, 65_536, 1_024) == 1_024
    assert limits == []
    assert room(1_024, 524_288, 1_024) == 1_024
    assert limits == [(1_024 + HEADROOM, 524_288)], "raised as far as it is needed"
    assert room(512, 1_000, 1_024) == 1_000 - HEADROOM
    assert room(256, 256, 1_024) == 16
    assert room(resource.RLIM_INFINITY, resource.RLIM_INFINITY, 99) == 99


@pytest.mark.night
def test_requests_with_unread_answers_cost_no_memory(folder: Path) -> None:
    """One after the other without reading, as fast as the node takes them, on four connections."""
    with node(folder, cold=True, write_seconds=60) as served, ExitStack() as open_:
        served.health()
        before = family_bytes(served.process.pid)
        ask = b"GET /openapi.json HTTP/1.1\r\n\r\n" * 30_000
        for _ in range(4):
            one = open_.enter_context(served.connect())
            one.settimeout(0.25)
            with suppress(TimeoutError):
                for _ in range(20):
                    one.sendall(ask)
        assert family_bytes(served.process.pid) - before < 60 * MIB
        assert served.health().startswith(b"HTTP/1.1 200 ")
