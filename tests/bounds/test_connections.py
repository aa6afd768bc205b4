"""What one connection, or many, may take of a node: sockets against a process whose times are short."""

import json
import os
import re
import resource
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api import Settings
from api.http.rate_limits import bucket_of
from api.server import host_limits
from api.server.connection import BoundedProtocol, Bounds, Crowd, is_proxy
from api.server.host_limits import HEADROOM, make_room, warn_of_one_bucket
from api.server.service_manager import Manager
from tests.harness.memory import family_bytes
from tests.harness.serving import listening, serving
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

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process, self.address = process, address
        host, port = address.removeprefix("http://").rsplit(":", 1)
        self.place = host, int(port)

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(self.place, timeout=30, source_address=(source, 0))

    def health(self, source: str = "127.0.0.9") -> bytes:
        """The answer to somebody else."""
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
def node(folder: Path, **settings: object) -> Iterator[Served]:
    path = folder / "short.toml"
    chosen = {**SHORT, **settings}
    path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in chosen.items()))
    with serving(folder, "--config", str(path)) as (process, address):
        yield Served(process, address)


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with node(folder) as found:
        yield found


def rest_of(connection: socket.socket) -> bytes:
    """Everything until the node closes."""
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


def test_service_point_4_a_head_has_so_many_bytes(served: Served) -> None:
    for head in (
        GET + b"X: " + b"a" * 5_000,
        GET + b"X: a\r\n" * 700 + b"\r\n",
        b"GET /" + b"a" * 5_000 + b" HTTP/1.1\r\n\r\n",
    ):
        with served.connect() as connection:
            connection.sendall(head)
            problem = problem_of(rest_of(connection))
            assert (problem["status"], problem["code"]) == (431, "head-too-large")
            assert "4096" in problem["detail"]
    with served.connect() as connection:
        connection.sendall((GET + b"X: " + b"a" * 3_000 + b"\r\n\r\n") * 3)
        answers = b""
        while answers.count(b"HTTP/1.1 200") < 3:
            answers += connection.recv(65_536)


def test_service_point_4_a_flood_of_headers_costs_no_memory(served: Served) -> None:
    before = family_bytes(served.process.pid)
    with served.connect() as connection:
        connection.sendall(GET + b"X: ")
        sent = 0
        try:
            while sent < 200 * MIB:
                sent += connection.send(b"a" * MIB)
        except (ConnectionError, TimeoutError):
            pass
        assert sent < 50 * MIB
    assert family_bytes(served.process.pid) - before < 30 * MIB
    assert served.health().startswith(b"HTTP/1.1 200 ")


def test_service_point_4_a_head_that_does_not_come_is_not_waited_for(served: Served) -> None:
    with served.connect() as connection:
        assert rest_of(connection) == b"", "who says nothing hears nothing"
    with served.connect() as connection:
        connection.sendall(GET)
        problem = problem_of(rest_of(connection))
        assert (problem["status"], problem["code"]) == (408, "head-late")


def test_service_point_4_a_head_that_comes_byte_by_byte_is_not_waited_for(served: Served) -> None:
    with served.connect() as connection:
        connection.settimeout(0.05)
        answer = b""
        deadline = time.monotonic() + 30
        while not answer:
            assert time.monotonic() < deadline
            try:
                connection.sendall(b"\r\n")  # before a request these mean nothing, for ever
                answer = connection.recv(65_536)
            except TimeoutError:
                continue
            except ConnectionError:
                return
        assert problem_of(answer)["code"] == "head-late"


def test_service_point_4_a_body_that_does_not_come_is_not_waited_for(served: Served) -> None:
    post = b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    with served.connect() as connection:
        connection.sendall(post % b"/api/v1/verifications")
        assert problem_of(rest_of(connection))["code"] == "body-late"
    with served.connect() as connection:
        connection.sendall(post % b"/healthz")  # no route reads it
        assert rest_of(connection).startswith(b"HTTP/1.1 405 ")


def test_service_point_4_a_connection_without_requests_is_closed(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(GET + b"\r\n")
        assert rest_of(connection).startswith(b"HTTP/1.1 200 ")


def test_service_point_4_a_client_that_takes_nothing_is_dropped(served: Served) -> None:
    """It asks for more than the kernel's queues hold, and reads none of it."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(30)
        connection.bind(("127.0.0.1", 0))
        connection.connect(served.place)
        ask = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
        with pytest.raises(ConnectionError):
            fill(connection, ask)


def fill(connection: socket.socket, data: bytes) -> None:
    """Sends until the node, whose answers nobody takes, drops the connection."""
    while True:
        connection.sendall(data * 10)


class Taken:
    """A transport with so many bytes that the client has not taken."""

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


def test_service_point_4_a_slow_reader_is_no_idle_one() -> None:
    """At 2 KiB a second it is waited for, however long the answer is; at half a KiB it is not."""
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


def test_service_point_4_what_is_no_http_is_a_problem(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\r\n\r\n")
        assert problem_of(rest_of(connection))["code"] == "request-malformed"


def test_service_point_4_an_address_has_so_many_connections_and_others_have_theirs(served: Served) -> None:
    with ExitStack() as open_:
        for _ in range(SHORT["connections_per_address"]):  # type: ignore[call-overload]
            open_.enter_context(served.connect("127.0.0.3")).sendall(GET + b"\r\n")
        with served.connect("127.0.0.3") as one_more:
            problem = problem_of(rest_of(one_more))
            assert (problem["status"], problem["code"]) == (503, "too-many-connections")
        assert served.health().startswith(b"HTTP/1.1 200 ")
    assert served.health("127.0.0.3").startswith(b"HTTP/1.1 200 ")


def test_service_point_4_slow_connections_give_way_to_who_asks(folder: Path) -> None:
    """1,500 that never say what they want, ten times as many as there is room for."""
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


def test_service_point_4_descriptors_decide_how_many_connections_there_are(
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


def test_service_point_4_proxies_are_addresses_networks_or_all() -> None:
    assert is_proxy("127.0.0.1", ("127.0.0.1",))
    assert is_proxy("10.1.2.3", ("192.0.2.1", "10.0.0.0/8"))
    assert is_proxy("2001:db8::1", ("2001:db8::/32",))
    assert is_proxy("192.0.2.9", ("*",))
    assert not is_proxy("192.0.2.9", ("10.0.0.0/8", "proxy.example"))
    assert not is_proxy("", ("127.0.0.1",))


@pytest.mark.parametrize(
    ("host", "proxies", "container", "warned"),
    [
        ("0.0.0.0", ("127.0.0.1",), True, True),  # noqa: S104 - a container's usual setting
        ("::", (), True, True),
        ("0.0.0.0", ("10.88.0.1",), True, False),  # noqa: S104
        ("0.0.0.0", ("127.0.0.1",), False, False),  # noqa: S104
        ("127.0.0.1", ("127.0.0.1",), True, False),
    ],
)
def test_service_point_4_a_mapped_port_that_puts_all_clients_into_one_bucket_is_warned_of(
    caplog: pytest.LogCaptureFixture, host: str, proxies: tuple[str, ...], container: bool, warned: bool
) -> None:
    warn_of_one_bucket(Settings.load(None, host=host, trusted_proxies=proxies), in_container=container)
    assert ["one-bucket" in record.getMessage() for record in caplog.records] == [True] * warned


def test_service_point_4_a_container_is_known_by_more_than_podman_and_docker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(host_limits, "_CONTAINER_MARKS", ())
    assert not host_limits.is_container({}, 4711)
    assert host_limits.is_container({"KUBERNETES_SERVICE_HOST": "10.96.0.1"}, 4711)
    assert host_limits.is_container({"container": "podman"}, 4711)
    assert host_limits.is_container({}, 1), "nothing else is started first"


def test_service_point_4_systemd_hears_that_the_node_is_ready_alive_and_stopping(
    folder: Path, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
        with listening("--data", folder, "serve", "--port", "0", **told) as (process, address):
            assert manager.recv(100) == b"READY=1"
            assert httpx2.get(f"{address}/healthz").status_code == 200
            assert [manager.recv(100) for _ in range(2)] == [b"WATCHDOG=1"] * 2
            process.terminate()
            while (state := manager.recv(100)) == b"WATCHDOG=1":
                pass
            assert state == b"STOPPING=1"


def test_service_point_4_without_a_manager_nobody_is_told() -> None:
    Manager.of({}).tell("READY=1")
    Manager.of({"NOTIFY_SOCKET": "/nowhere/notify"}).tell("READY=1")
    assert Manager.of({"WATCHDOG_USEC": "30000000"}).alive_seconds == 15
    assert Manager.of({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}).alive_seconds is None
    assert Manager.of({"WATCHDOG_USEC": "3", "WATCHDOG_PID": str(os.getpid())}).alive_seconds is not None
    assert Manager.of({"WATCHDOG_USEC": "soon"}).alive_seconds is None
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0huren-test-notify")
        Manager.of({"NOTIFY_SOCKET": "@huren-test-notify"}).tell("READY=1")
        assert manager.recv(100) == b"READY=1"


def test_service_point_4_requests_that_nobody_takes_the_answers_of_cost_no_memory(folder: Path) -> None:
    """One after the other without reading, as fast as the node takes them, on four connections."""
    with node(folder, write_seconds=60) as served, ExitStack() as open_:
        served.health()
        before = family_bytes(served.process.pid)
        ask = b"GET /openapi.json HTTP/1.1\r\n\r\n" * 30_000
        for _ in range(4):
            one = open_.enter_context(served.connect())
            one.settimeout(1)
            with suppress(TimeoutError):
                for _ in range(20):
                    one.sendall(ask)
        assert family_bytes(served.process.pid) - before < 60 * MIB
        assert served.health().startswith(b"HTTP/1.1 200 ")


def test_service_point_4_requests_in_one_piece_are_all_answered_in_order(served: Served) -> None:
    chunked = (
        b"POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nT: a\r\n\r\n"
    )
    asks = [GET + b"\r\n", b"GET /no HTTP/1.1\r\nHost: a\r\n\r\n", chunked] * 100
    with served.connect() as connection:
        connection.sendall(b"".join(asks) + GET + b"Connection: close\r\n\r\n" + GET + b"\r\n")
        answers = rest_of(connection)
    states = re.findall(rb"HTTP/1\.1 (\d+)", answers)
    assert states == [b"200", b"404", b"405"] * 100 + [b"200"]
    with served.connect() as connection:  # wherever it is cut
        for byte in b"".join(asks[:3]) + GET + b"Connection: close\r\n\r\n":
            connection.sendall(bytes([byte]))
        assert re.findall(rb"HTTP/1\.1 (\d+)", rest_of(connection)) == [b"200", b"404", b"405", b"200"]


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/verifications"])
@pytest.mark.parametrize("field", [b"X: a\r\n" * 20_000, b"X: " + b"a" * MIB])
def test_service_point_4_trailers_have_the_bounds_of_a_head(served: Served, path: str, field: bytes) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n".encode()
    with served.connect() as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")
        with pytest.raises(ConnectionError):
            fill(connection, field)
    assert served.health().startswith(b"HTTP/1.1 200 ")


def test_service_point_4_a_damaged_chunk_is_a_problem(served: Served) -> None:
    head = b"POST /api/v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    for rest in (b"zz\r\n", b"2\r\n{}no"):
        with served.connect() as connection:
            connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + rest)
            problem = problem_of(rest_of(connection))
            assert (problem["status"], problem["code"]) == (400, "request-malformed")


@pytest.mark.parametrize(
    "wish",
    [
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAA\r\n",
        b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Sec-WebSocket-Version: 13\r\n",
    ],
)
def test_service_point_4_the_wish_for_another_protocol_is_ignored(folder: Path, wish: bytes) -> None:
    body = b'{"credential":"H1.1"}'
    post = b"POST /api/v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    length = b"Content-Length: %d\r\n" % len(body)
    with node(folder) as served:
        for ask in (GET + wish + b"\r\n", post + wish + length + b"\r\n" + body):
            for cut in (len(ask), 40, ask.index(b"\r\n\r\n") + 2):
                with served.connect() as connection:
                    connection.sendall(ask[:cut])
                    connection.sendall(ask[cut:] + GET + b"Connection: close\r\n\r\n")
                    found = rest_of(connection)
                    assert re.findall(rb"HTTP/1\.1 (\d+)", found) == [b"200"] * 2, found
                    assert (b"outcome" in found) is ask.startswith(b"POST"), "the body is read"
        with served.connect() as connection:
            connection.sendall(b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n")
            assert problem_of(rest_of(connection))["code"] == "request-malformed"
        served.process.terminate()
        assert served.process.stderr is not None
        lines = served.process.stderr.read()
    assert "pgrade" not in lines
    assert "WebSocket" not in lines


def test_service_point_4_one_subscriber_is_one_address() -> None:
    """Of IPv6 a /64, as for the rate limit."""
    crowd = Crowd(Bounds.of(Settings.load(None, connections_per_address=3), 100))
    joined = [
        crowd.join(BoundedProtocol.__new__(BoundedProtocol), f"2001:db8:1:2::{n:x}") for n in range(1, 6)
    ]
    assert joined == [True] * 3 + [False] * 2
    assert crowd.join(BoundedProtocol.__new__(BoundedProtocol), "2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("written", "bucket"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ('"[2001:db8:1:2::7]:4711"', str(0x20010DB800010002)),
        ("[2001:db8:1:2::9]", str(0x20010DB800010002)),
        ("2001:db8:1:2::9%eth0", str(0x20010DB800010002)),
        ("unknown", "-"),
        ("", "-"),
    ],
)
def test_service_point_4_an_address_is_one_however_a_proxy_writes_it(written: str, bucket: str) -> None:
    assert bucket_of(written) == bucket
