"""Refusals by nginx itself: a program gets a problem, a person a page."""

import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.errors import ApiError
from api.http.middleware import SECURITY_HEADERS
from api.http.problems import STATUS, problem_object
from tests.bounds.served import folder
from tests.harness.processes.nginx import HOST, find_nginx, running_nginx
from tests.harness.processes.serving import serving
from tests.pages.pages import HTML, Page
from web.refusal_page import refusal_policy

pytestmark = pytest.mark.bounds

__all__ = ["folder"]

FACTS: dict[str, dict[str, Any]] = {
    "body-too-large": {"limit": 32 * 1024 * 1024},
    "head-too-large": {"limit": 16 * 1024},
    "too-many-requests": {"seconds": 1},
}
PROBLEM = "application/problem+json"
LANGUAGES = {"en": "en-GB,en;q=0.9", "zh": "zh-CN,zh;q=0.9"}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    find_nginx()
    (tmp_path / "nginx").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "bundle.json").write_text("{}")
    return tmp_path


@contextmanager
def without_node(work: Path) -> Iterator[httpx2.Client]:
    with running_nginx(work / "nginx", work / "site") as client:
        yield client


def check_problem(answer: Any, code: str, lang: Any = "en") -> None:
    """Check that the answer is the node's problem, word for word, with each header once."""
    assert answer.headers["content-type"] == PROBLEM, answer.text
    value = answer.json()
    error = ApiError(code, **FACTS.get(code, {}))
    assert value == problem_object(error, lang, value["requestId"])
    assert answer.status_code == value["status"]
    assert answer.headers["x-request-id"] == value["requestId"]
    assert answer.headers["cache-control"] == "no-store"
    names = [name.lower() for name, _ in answer.headers.multi_items()]
    for name, expected in SECURITY_HEADERS.items():
        assert (answer.headers[name], names.count(name.lower())) == (expected, 1)


def check_page(answer: Any, code: str) -> None:
    """Check that the page says what the node would say, in both languages, and loads nothing."""
    error = ApiError(code, **FACTS.get(code, {}))
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.status_code == STATUS[code]
    page = Page.of(answer.text)
    for lang in ("zh", "en"):
        said = problem_object(error, lang, "")
        assert str(said["title"]) in page.text
        assert str(said["detail"]) in page.text
    assert code in page.text
    assert answer.headers["x-request-id"] in page.text
    assert answer.headers["content-security-policy"] == refusal_policy()
    assert answer.headers["content-language"] == "zh-CN, en"
    assert page.links == ["/"]
    assert not {"script", "img", "link"} & {name for name, _ in page.elements}
    assert "nginx" not in answer.text
    assert "<!--" not in answer.text


def test_without_the_file_of_the_page_a_problem_leaves(work: Path) -> None:
    with running_nginx(work / "nginx", work / "site", changed={"/refused.html ": "/none.html "}) as client:
        answer = client.get("/v", headers={"accept": "text/html"})
        assert answer.status_code == 502
        assert answer.json()["code"] == "node-away"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nginx_says_that_the_node_is_away(work: Path, lang: str) -> None:
    with without_node(work) as client:
        for path in ("/api/v1/node", "/healthz", "/readyz", "/credentials/verify", "/openapi.json"):
            answer = client.get(path, headers={"accept-language": LANGUAGES[lang]})
            check_problem(answer, "node-away", lang)
        for path in ("/", "/v", "/no/such"):
            answer = client.get(path, headers={"accept-language": LANGUAGES[lang], "accept": "text/html"})
            assert answer.status_code == 502
            check_page(answer, "node-away")
        assert client.get("/api/v1/node", headers={"accept": "text/html"}).headers["content-type"] == PROBLEM
        assert client.get("/v").headers["content-type"] == PROBLEM, "no browser that looks at a page"
        assert client.get("/bundle.json").text == "{}", "published files go on"
        assert client.get("/.refused/problem").status_code == 502, "nobody asks for it by name"


def test_nginx_says_that_the_node_is_late(work: Path) -> None:
    """A node that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        text = {"proxy_read_timeout 60s;": "proxy_read_timeout 100ms;"}
        node = silent.getsockname()[1]
        with running_nginx(work / "nginx", work / "site", node, changed=text) as client:
            check_problem(client.get("/api/v1/node"), "node-late")
            check_page(client.get("/search", headers=HTML), "node-late")


def test_nginx_refuses_bodies_heads_and_nonsense_with_problems(work: Path) -> None:
    with without_node(work) as client:
        check_problem(client.get("/api/v1/credentials", headers={"x": "y" * 20_000}), "head-too-large")
        long = {"accept": "text/html", "x": "y" * 20_000}
        check_page(client.get("/search", headers=long), "head-too-large")
        check_page(client.post("/search", headers=HTML, content=b"0" * 40_000_000), "body-too-large")
        check_problem(client.get("/api/v1/credentials?q=" + "y" * 20_000), "head-too-large")
        body = b"POST /api/v1/records HTTP/1.1\r\nHost: cq.huren.example\r\nContent-Length: 40000000\r\n\r\n"
        for head, code in (
            (body, "body-too-large"),
            (
                b"GET /api/v1/bundle HTTP/1.1\r\nHost: cq.huren.example\r\nHost: b\r\n\r\n",
                "request-malformed",
            ),
            (b"GET /api/v1/bundle HTTP/1.1\r\n\r\n", "request-malformed"),
            (
                b"POST /api/v1/records HTTP/1.1\r\nHost: cq.huren.example\r\nTransfer-Encoding: gzip\r\n\r\n",
                "request-malformed",
            ),
            (b"GET /api/v1/bundle HTTP/7.0\r\nHost: cq.huren.example\r\n\r\n", "request-malformed"),
            (b"\x00\x01\r\n\r\n", "request-malformed"),
        ):
            answer_head, _, body = raw(client, head).partition(b"\r\n\r\n")
            assert b"application/problem+json" in answer_head, (head, answer_head)
            assert f'"code":"{code}"'.encode() in body
            assert answer_head.split()[1] == str(STATUS[code]).encode()


UNKNOWN = (
    *(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"GET /v HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n"),
    *(b"GET / HTTP/1.0\r\n\r\n", b"GET https://evil.example/v HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
    *(b"GET / HTTP/7.0\r\nHost: evil.example\r\n\r\n", b"CONNECT / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
)


def test_nginx_answers_nobody_who_asks_for_another_host(work: Path) -> None:
    with without_node(work) as client:
        (plain,) = {
            *re.findall(r"listen 127.0.0.1:(\d+);", (work / "nginx" / "site.conf").read_text("utf-8"))
        }
        for data in UNKNOWN:
            if b"HTTP/1.1" in data:  # a line without HTTP/1.1 names no host: over TLS the handshake does
                assert raw(client, data) == b"", data
            assert raw(client, data, plain=plain) == b"", data
        head = f"GET /a?b HTTP/1.1\r\nHost: {HOST.upper()}:80\r\nConnection: close\r\n\r\n"
        answer = raw(client, head.encode(), plain=plain)
        assert f"\r\nLocation: https://{HOST}/a?b\r\n".encode() in answer


@pytest.mark.parametrize("path", ["/", "/bundle.json", "/api/v1/bundle", "other.example:443"])
def test_nginx_refuses_a_tunnel(work: Path, path: str) -> None:
    with without_node(work) as client:
        answer = raw(client, f"CONNECT {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b'"code":"request-malformed"' in answer


def connect(client: httpx2.Client) -> ssl.SSLSocket:
    """Open a TLS connection to the given host name."""
    port = client.base_url.port
    assert port is not None
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    return context.wrap_socket(plain, server_hostname=HOST)


def raw(client: httpx2.Client, data: bytes, *, plain: int | None = None) -> bytes:
    """Send bytes over TLS, or without it to the port `plain`, and return the answer."""
    with connect(client) if plain is None else socket.create_connection(("127.0.0.1", plain)) as connection:
        connection.sendall(data)
        found = b""
        while not found.endswith(b"}") and (chunk := connection.recv(65_536)):
            found += chunk
        return found


def test_nginx_refuses_too_many_with_problems(work: Path) -> None:
    """The client sends more requests than `limit_req` lets through at once."""
    text = {"rate=50r/s": "rate=1r/m", "burst=200 nodelay": "burst=1 nodelay"}
    with running_nginx(work / "nginx", work / "site", changed=text) as client:
        answers = [client.get("/api/v1/bundle") for _ in range(4)]
        check_problem(answers[0], "node-away")
        check_problem(answers[-1], "too-many-requests")
        check_page(client.get("/search", headers=HTML), "too-many-requests")
        assert answers[-1].headers["retry-after"] == "1"


BY_HEADER = {
    "server_tokens off;\n    # Requests": "set_real_ip_from 127.0.0.1; real_ip_header X-Test;\n"
    "    server_tokens off;\n    # Requests"
}
"""Configuration by which nginx reads the client's address from a header."""


def test_nginx_counts_a_subscriber_of_ipv6_once(work: Path) -> None:
    text = {"rate=50r/s": "rate=1r/m", "burst=200 nodelay": "burst=1 nodelay", **BY_HEADER}
    with running_nginx(work / "nginx", work / "site", changed=text) as client:

        def ask(address: str) -> int:
            return client.get("/api/v1/bundle", headers={"x-test": address}).status_code

        assert [ask(f"2001:db8:1:2::{n}") for n in range(1, 5)] == [502, 502, 429, 429]
        assert [ask(f"2001:db8:1:2:{n}::a0a") for n in range(1, 3)] == [429, 429]
        assert ask("2001:db8:1:3::1") == 502, "another /64"
        assert [ask(f"192.0.2.{n}") for n in range(1, 5)] == [502] * 4, "of IPv4 every address"


def test_nginx_bounds_the_connections_of_a_client(work: Path) -> None:
    """Three connections send a body slowly; the fourth is refused."""
    head = f"POST /api/v1/records HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 9\r\n"
    text = {"limit_conn huren_connections 100;": "limit_conn huren_connections 3;", **BY_HEADER}
    with (
        running_nginx(work / "nginx", work / "site", changed=text) as client,
        ExitStack() as open_,
    ):
        for number in range(3):
            open_.enter_context(connect(client)).sendall(
                f"{head}X-Test: 2001:db8::{number}\r\n\r\n{{".encode()
            )
        deadline = time.monotonic() + 30
        while (answer := client.get("/api/v1/bundle", headers={"x-test": "2001:db8::9"})).status_code != 503:
            assert time.monotonic() < deadline, "the three are not counted"
        check_problem(answer, "too-many-connections")
        assert answer.headers["retry-after"] == "5"
        check_page(client.get("/search", headers={**HTML, "x-test": "2001:db8::9"}), "too-many-connections")
        assert client.get("/api/v1/bundle", headers={"x-test": "2001:db8:0:1::9"}).status_code == 502


@pytest.fixture(scope="module")
def node(folder: Path) -> Iterator[int]:
    """The port of a node."""
    with serving(folder) as (_, address):
        yield int(address.rpartition(":")[2])


def test_the_node_answers_other_methods_and_folders(work: Path, node: int) -> None:
    """Another method at the name of a file, and a folder's name: a problem by the node, no page of nginx."""
    (work / "site" / HOST).mkdir()
    with running_nginx(work / "nginx", work / "site", node) as client:
        for method, path, status in (
            ("POST", "/bundle.json", 405), ("DELETE", "/api/v1/bundle", 405), ("GET", f"/{HOST}", 404),
        ):  # fmt: skip
            answer = client.request(method, path)
            assert answer.status_code == status, (path, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
        for _ in range(20):
            assert client.head("/healthz").status_code == 200
            assert client.get("/healthz").status_code == 200, "nobody pays for another's HEAD"
        for media, size, code in (
            ("application/json", 3_000_000, "body-too-large"), ("text/plain", 30_000_000, "media-type"),
        ):  # fmt: skip
            answer = client.post(
                "/api/v1/verifications", content=b" " * size, headers={"content-type": media}
            )
            assert answer.json()["code"] == code, "the node's own word, no node-away"


def test_the_node_itself_answers_what_it_has_cosigned(work: Path, node: int) -> None:
    """The tree has the cosignatures of the last publication, and nginx serves them while the node is away."""
    page = f"witness/{'ab' * 32}/checkpoint"
    written = work / "site" / page
    written.parent.mkdir(parents=True)
    written.write_text("as it was written\n")
    with running_nginx(work / "nginx", work / "site", node) as client:
        answer = client.get(f"/{page}")
        assert answer.status_code == 404, "this node has cosigned no such log"
        assert answer.headers["content-type"] == PROBLEM
    with without_node(work) as client:
        answer = client.get(f"/{page}")
        assert (answer.status_code, answer.text) == (200, "as it was written\n")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        answer = client.get(f"/witness/{'cd' * 32}/checkpoint")
        assert answer.status_code == 502, "whether it has cosigned that log nobody can say"
        check_problem(answer, "node-away")
