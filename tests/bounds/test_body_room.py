"""How much of the bodies of requests a node holds at once: sockets against a process with little room."""

import json
import select
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.errors import ApiError
from api.http.body_memory import FREE, Room
from tests.bounds.served import MIB, Served, node, problem_of, rest_of
from tests.harness.processes.memory import family_bytes
from tests.world import World
from tests.world.api_node import NDJSON, running
from tests.world.registries import open_registry

pytestmark = pytest.mark.bounds

BATCH = 3 * MIB
HEAD = b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\nX-Forwarded-For: %s\r\n\r\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "DEMO.txt").touch()
    open_registry(folder / "registry.db", World()).close()
    return folder


def send_most(served: Served, path: bytes, media: bytes, address: str) -> socket.socket:
    """Send all of a body but its end, and leave the answers unread."""
    connection = served.connect()
    try:
        connection.sendall(HEAD % (path, media, BATCH, address.encode()))
        connection.sendall(b" " * (BATCH - 1))
    except ConnectionError:
        pass
    return connection


@pytest.mark.parametrize(
    ("path", "media"),
    [
        (b"/api/v1/records/batch", b"application/x-ndjson"),
        pytest.param(b"/api/v1/verifications/batch", b"application/json", marks=pytest.mark.night),
        pytest.param(b"/presentations/verify", b"application/json", marks=pytest.mark.night),
    ],
)
def test_bodies_in_flight_share_bounded_room(folder: Path, path: bytes, media: bytes) -> None:
    """Sixteen addresses send bodies and four fit; a question about one credential is still answered."""
    settings = {
        "batch_bytes": BATCH, "body_memory": 4 * BATCH, "body_seconds": 60, "connections": 100,
        "connections_per_address": 100, "trusted_proxies": ["127.0.0.1"],
    }  # fmt: skip
    with node(folder, cold=True, **settings) as served, ExitStack() as open_:
        served.health()
        before = family_bytes(served.process.pid)
        sent = [
            open_.enter_context(send_most(served, path, media, f"192.0.2.{number}")) for number in range(16)
        ]
        assert family_bytes(served.process.pid) - before < 12 * BATCH
        refused: list[socket.socket] = []
        deadline = time.monotonic() + 50
        while len(refused) < 12 and time.monotonic() < deadline:
            refused, _, _ = select.select(sent, [], [], 0.2)
        assert 12 <= len(refused) < 16
        # the node may reset a connection before the client reads the answer
        for answer in filter(None, map(rest_of, refused)):
            assert problem_of(answer)["code"] == "bodies-busy"
            assert b"retry-after: 5" in answer.lower()
        assert served.health().startswith(b"HTTP/1.1 200 ")
        question = b'{"credential":"H1.1"}'
        with served.connect() as other:
            other.sendall(
                HEAD % (b"/api/v1/verifications", b"application/json", len(question), b"192.0.2.99")
                + question
                + b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            )
            assert b"outcome" in rest_of(other)


def test_one_address_has_a_part_of_the_room_and_gives_it_back() -> None:
    room = Room(whole=400, longest=50)
    one, two = room.open("a"), room.open("a")
    one.grow(FREE)
    assert room.held == 0, "the first bytes are free"
    one.grow(FREE + 60)
    one.grow(FREE + 80)
    with pytest.raises(ApiError) as refusal:
        two.grow(FREE + 30)
    assert refusal.value.code == "bodies-busy"
    others = [room.open(name) for name in "bcde"]
    for other in others[:3]:
        other.grow(FREE + 100)
    with pytest.raises(ApiError):
        others[3].grow(FREE + 30)
    assert room.held == 380
    for held in (one, two, *others):
        held.end()
        held.end()
    assert room.held == 0
    room.change(10, 50)
    room.open("a").grow(FREE + 50)
    assert room.held == 50, "one batch always finds room"


def test_room_is_given_back_however_the_request_ends(tmp_path: Path) -> None:
    lines = json.dumps({"a": "b" * 1000}).encode() + b"\n"
    with running(tmp_path, World(), batch_bytes=MIB) as here:
        for body in (lines * 300, lines * 2_000, b"\xff" * 200_000):
            here.client.post("/api/v1/records/batch", content=body, headers=NDJSON)
            here.post("/api/v1/verifications/batch", body)
            here.post("/credentials/verify", body)
            assert here.app.state.node.room.held == 0
