"""Bounds on heads, bodies, trailers and chunks: length, slowness, damage."""

import re
import signal
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.bounds.served import GET, MIB, Served, fill, folder, node, problem_of, rest_of, served
from tests.harness.processes.memory import family_bytes
from tests.pages.pages import Page
from web.refusal_page import refusal_policy

pytestmark = pytest.mark.bounds

__all__ = ["folder", "served"]


def test_a_head_has_so_many_bytes(served: Served) -> None:
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


def test_a_browser_gets_a_page_where_the_head_is_too_large(served: Served) -> None:
    accept = b"Accept: text/html,application/xhtml+xml;q=0.9\r\n"
    for path, is_page in ((b"/search", True), (b"/api/v1/node", False)):
        with served.connect() as connection:
            connection.sendall(
                b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n" + accept + b"Cookie: " + b"a" * 5_000
            )
            head, _, body = rest_of(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 431 ")
        assert (b"text/html; charset=utf-8" in head) is is_page
        assert f"Content-Length: {len(body)}".lower() in head.decode().lower()
        if is_page:
            page = Page.of(body.decode())
            assert refusal_policy() in head.decode()
            for words in ("请求头超过 4096 字节", "has more than 4096 bytes", "head-too-large"):
                assert words in page.text
            assert page.links == ["/"]
        else:
            assert b'"code":"head-too-large"' in body
    with served.connect() as connection:
        connection.sendall(GET + accept + b"Connection: keep-alive\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"nonsense\r\n\r\n")
        assert problem_of(rest_of(connection))["code"] == "request-malformed", (
            "of another request is the header"
        )


def test_a_flood_of_headers_costs_no_memory(served: Served) -> None:
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


def send_slowly(connection: socket.socket) -> str:
    """Send empty lines, which are ignored before a request and could go on for ever; return the refusal."""
    connection.settimeout(0.05)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            connection.sendall(b"\r\n")
            return str(problem_of(connection.recv(65_536))["code"])
        except TimeoutError:
            continue
        except ConnectionError:  # closed, and the answer is lost
            return "head-late"
    raise TimeoutError


def test_a_head_or_a_body_that_does_not_come_is_not_waited_for(served: Served) -> None:
    post = b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    with ExitStack() as open_:

        def send(data: bytes) -> socket.socket:
            connection = open_.enter_context(served.connect())
            connection.sendall(data)
            return connection

        silent, head, idle = send(b""), send(GET), send(GET + b"\r\n")
        body, unread = send(post % b"/api/v1/verifications"), send(post % b"/healthz")
        assert send_slowly(send(b"")) == "head-late"
        assert rest_of(silent) == b"", "who says nothing hears nothing"
        assert rest_of(idle).startswith(b"HTTP/1.1 200 "), "and is closed"
        problem = problem_of(rest_of(head))
        assert (problem["status"], problem["code"]) == (408, "head-late")
        assert problem_of(rest_of(body))["code"] == "body-late"
        assert rest_of(unread).startswith(b"HTTP/1.1 405 "), "no route reads this body"


def test_bytes_that_are_not_http_are_a_problem(served: Served) -> None:
    with served.connect() as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\r\n\r\n")
        assert problem_of(rest_of(connection))["code"] == "request-malformed"


def test_requests_in_one_piece_are_all_answered_in_order(served: Served) -> None:
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
def test_trailers_have_the_bounds_of_a_head(served: Served, path: str, field: bytes) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n".encode()
    with served.connect() as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")
        with pytest.raises(ConnectionError):
            fill(connection, field)
    assert served.health().startswith(b"HTTP/1.1 200 ")


def test_a_damaged_chunk_is_a_problem(served: Served) -> None:
    head = b"POST /api/v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    for rest in (b"zz\r\n", b"2\r\n{}no"):
        with served.connect() as connection:
            connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + rest)
            problem = problem_of(rest_of(connection))
            assert (problem["status"], problem["code"]) == (400, "request-malformed")


WISHES = (
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAA\r\n",
    b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n",
)


def test_an_upgrade_to_another_protocol_is_ignored(folder: Path) -> None:
    body = b'{"credential":"H1.1"}'
    post = b"POST /api/v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    length = b"Content-Length: %d\r\n" % len(body)
    asks = [ask for wish in WISHES for ask in (GET + wish + b"\r\n", post + wish + length + b"\r\n" + body)]
    with node(folder) as served:
        for ask in asks:
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
        served.process.send_signal(signal.SIGTERM)
        assert served.process.stderr is not None
        lines = served.process.stderr.read()
    assert "pgrade" not in lines
    assert "WebSocket" not in lines
