"""Hostile requests: a clear 4xx, one log line, nothing reflected, nothing opened."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.http.body import max_one_bytes
from tests.harness import asgi
from tests.harness.fuzz import examples
from tests.world.api_node import Node, problem_of, running

pytestmark = pytest.mark.bounds

TYPE = (b"content-type", b"application/json")
BODIES = [
    "/api/v1/verifications",
    "/api/v1/verifications/batch",
    "/api/v1/tenders/check",
    "/api/v1/records",
    "/credentials/verify",
]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("node"), body_seconds=0.05, batch_bytes=2_000_000) as node:
        node.credential = node.world.issue(by="cq")  # type: ignore[attr-defined]
        node.fill()
        node.publish("cq")
        node.publish("sc")
        yield node


def send(
    node: Node, path: str, chunks: Any, *headers: tuple[bytes, bytes], method: str = "POST"
) -> asgi.Answer:
    return asyncio.run(asgi.request(node.app, method, path, chunks, [TYPE, *headers]))


# --- bodies ---


@pytest.mark.parametrize("path", BODIES)
def test_a_flood_of_chunks_is_cut_off(node: Node, path: str) -> None:
    chunk = b" " * 65_536
    answer = send(node, path, asgi.endless(chunk))
    assert json.loads(answer.body)["code"] == "body-too-large"
    assert answer.headers["connection"] == "close"
    assert answer.taken * len(chunk) < 20_000_000


@pytest.mark.parametrize("path", BODIES)
def test_a_slow_body_is_not_waited_for(node: Node, path: str) -> None:
    answer = send(node, path, asgi.stalled(b'{"cred'))
    assert (answer.status, json.loads(answer.body)["code"]) == (408, "body-late")
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("path", BODIES)
def test_a_client_that_disconnects_causes_no_error(
    node: Node, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "huren.api")
    assert send(node, path, asgi.leaving(b"{")).status == 0
    assert json.loads(caplog.records[-1].getMessage())["status"] == 499


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"+5", b"0x10", b"\xd9\xa3", b"9" * 30, b""])
def test_an_invalid_content_length_is_refused(node: Node, length: bytes) -> None:
    answer = send(node, BODIES[0], asgi.whole(b"{}"), (b"content-length", length))
    assert (answer.status, json.loads(answer.body)["code"]) == (400, "length-malformed")
    assert answer.taken == 0


@pytest.mark.parametrize("path", BODIES)
def test_a_length_too_large_is_refused_unread(node: Node, path: str) -> None:
    answer = send(node, path, asgi.endless(b" "), (b"content-length", b"999999999999"))
    assert json.loads(answer.body)["code"] == "body-too-large"
    assert answer.taken == 0


@settings(deadline=None, max_examples=examples(100))
@given(st.sampled_from(BODIES), st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)))
def test_any_bytes_are_answered(node: Node, path: str, data: bytes) -> None:
    answer = send(node, path, asgi.whole(data))
    assert 200 <= answer.status < 500
    json.loads(answer.body)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = st.sampled_from(
    ["credential", "verifications", "verifiableCredential", "options", "at", "home", "expect", "proof",
     "type", "@context", "id", "issuer", "tender", "bidders", "credentials", "awardAt"]
)  # fmt: skip


@settings(deadline=None, max_examples=examples(100))
@given(st.sampled_from(BODIES), st.dictionaries(MEMBERS, JSON_VALUES, max_size=6))
def test_any_json_is_answered(node: Node, path: str, value: dict[str, Any]) -> None:
    answer = send(node, path, asgi.whole(json.dumps(value).encode("utf-8", "surrogatepass")))
    assert 200 <= answer.status < 500
    json.loads(answer.body)


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"credential":"' + b"\\ud800" * 1000 + b'"}',
        b'{"credential":"' + "\u202e\u0000".encode() + b'"}',
        b'{"\\u0063redential":"x","credential":"y"}',
        b'{"credential":1e999}',
        b'{"credential":' + b"9" * 5000 + b"}",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b"{}" * 10,
        b'{"__proto__":{"admin":true},"constructor":1}',
    ],
)
def test_monstrous_json_is_answered(node: Node, path: str, data: bytes) -> None:
    answer = send(node, path, asgi.whole(data))
    assert answer.status in (400, 413, 422)
    assert json.loads(answer.body)["code"] != "internal"


# --- addresses ---


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/ns/v1/../../huren.toml",
        "//evil.example/ns/v1", "/\\evil.example", "/ns/v1%00", "/ns/v1%0d%0aSet-Cookie:%20a=b", "/ns//v1",
        "/api/v1/records/%2e%2e%2f%2e%2e%2fregistry.db", "/cq.huren.example/records/../../registry.db.json",
        "/cq.huren.example%2frecords%2f" + "0" * 64 + ".json", "/schemas/..%2fcredit", "/schemas/__class__",
        "/api/v1/agreements/..%2f..%2f/1", "/api/v1/agreements/x/" + "9" * 5000, "/" + "a/" * 2000,
        "/cq.huren.example/status/revocation/" + "9" * 5000, "/problems/../healthz%3f",
        "/ｎｓ/v1", "/api/v1/records/" + "０" * 64, "/https://evil.example/ns/v1", "/@evil.example/ns/v1",
    ],
)  # fmt: skip
def test_path_tricks_find_nothing(node: Node, path: str) -> None:
    answer = node.client.request("GET", "http://testserver" + path, follow_redirects=False)
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:  # the test client itself removed the dots
        assert answer.url.path in ("/healthz", "/ns/v1", "/huren.toml")
        return
    problem_of(answer)
    assert "location" not in answer.headers


SQL = [
    "'",
    "' OR '1'='1",
    "1; DROP TABLE record;--",
    "%' UNION SELECT data FROM record--",
    "\\",
    "%",
    "_",
    "\x00",
]


@pytest.mark.parametrize("text", SQL)
def test_sql_is_text(node: Node, text: str) -> None:
    before = node.client.get("/api/v1/credentials").json()
    assert len(before["items"]) == 1
    for name in ("grade", "category", "q"):
        answer = node.client.get("/api/v1/credentials", params={name: text})
        assert finds_nothing(answer), "no character stands for others"
    for name in ("issuer", "scheme", "uscc", "cursor", "status"):
        answer = node.client.get("/api/v1/credentials", params={name: text})
        assert problem_of(answer)["status"] == 422
    for path in ("/api/v1/credentials/", "/api/v1/enterprises/", "/api/v1/records/"):
        assert node.client.get(path + text.replace("%", "%25").replace("\x00", "%00")).status_code in (
            404,
            422,
        )
    assert node.client.get("/api/v1/credentials").json() == before


def finds_nothing(answer: Any) -> bool:
    """Tell whether the answer is an empty page, or a search refused as too short."""
    if answer.status_code == 200:
        return bool(answer.json()["items"] == [])
    return bool(problem_of(answer)["code"] == "search-too-short")


@pytest.mark.parametrize(
    ("one", "other"),
    [("A", "Α"), ("91350100M000100Y43", "9135О100M000100Y43"), ("é", "e\u0301")],
)
def test_confusables_are_other_characters(node: Node, one: str, other: str) -> None:
    assert one != other
    assert finds_nothing(node.client.get("/api/v1/credentials", params={"q": other}))
    assert node.client.get("/api/v1/credentials", params={"uscc": other}).status_code == 422


@settings(deadline=None, max_examples=examples(100))
@given(
    st.text(max_size=60), st.binary(max_size=40), st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "TRACE"])
)
def test_any_address_is_answered(node: Node, path: str, query: bytes, method: str) -> None:
    sent = asgi.request(
        node.app, method, "/" + path.encode("utf-8", "replace").decode(), asgi.whole(b""), [], raw_query=query
    )
    answer = asyncio.run(sent)
    assert 200 <= answer.status < 500
    assert not any("\r" in value or "\n" in value for value in answer.headers.values())


# --- headers and logs ---


@pytest.mark.parametrize(
    "name", ["x-request-id", "accept-language", "if-none-match", "accept-encoding", "host"]
)
@pytest.mark.parametrize(
    "value", [b"a\r\nSet-Cookie: x=1", b"\x00", b"\xff\xfe", b"x" * 60_000, b"{}\n", "中文".encode(), b""]
)
def test_nothing_reflects_a_line_break(node: Node, name: str, value: bytes) -> None:
    for path in ("/ns/v1", "/nothing", "/api/v1/bundle", "/log/checkpoint"):
        found = asyncio.run(asgi.request(node.app, "GET", path, asgi.whole(b""), [(name.encode(), value)]))
        assert found.status in (200, 304, 404)
        for value_back in found.headers.values():
            assert not set(value_back) & {"\r", "\n", "\x00"}
        assert "set-cookie" not in found.headers


def test_a_log_line_holds_no_content(node: Node, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "huren.api")
    uscc = "91350100M000100Y43"
    name = json.loads(node.credential)["credentialSubject"]["legalName"]  # type: ignore[attr-defined]
    node.client.get(f"/api/v1/enterprises/{uscc}", headers={"user-agent": "spy\nware"})
    node.client.get("/api/v1/credentials", params={"q": name, "uscc": uscc})
    node.post("/api/v1/records", node.credential)  # type: ignore[attr-defined]
    node.client.get(f"/{uscc}%0A{name}")
    asyncio.run(asgi.request(node.app, "GE\nT", "/healthz", asgi.whole(b""), []))
    lines = [record.getMessage() for record in caplog.records if record.name == "huren.api"]
    assert len(lines) == 5
    for line in lines:
        assert "\n" not in line
        assert uscc not in line
        assert name not in line
        assert "spy" not in line
        assert "192.0.2" not in line
    routes = [json.loads(line)["route"] for line in lines]
    assert routes[:3] == ["/api/v1/enterprises/{uscc}", "/api/v1/credentials", "/api/v1/records"]
    assert json.loads(lines[-1])["method"] == "-"


def test_no_request_opens_a_connection(node: Node) -> None:
    """Python cannot remove an audit hook, so a flag tells it when to listen."""
    seen: list[str] = []
    listening = False

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        outgoing = event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request")
        if listening and (outgoing or event.startswith(("subprocess", "os.system", "http.client"))):
            seen.append(f"{event} {arguments!r}")

    sys.addaudithook(hook)
    value = json.loads(node.credential)  # type: ignore[attr-defined]
    value["credentialStatus"][0]["statusListCredential"] = "http://127.0.0.1:9/status/revocation/1"
    value["@context"].append("http://127.0.0.1:9/context")
    value["issuer"] = "did:web:localhost"
    listening = True
    try:
        for path in ("/api/v1/bundle", "/docs", "/readyz", "/api/v1/credentials", "/api/v1/associations"):
            node.client.get(path, headers={"host": "127.0.0.1:9", "referer": "http://127.0.0.1:9/"})
        node.post("/api/v1/verifications", {"credential": value})
        node.post("/api/v1/verifications", {"credential": "http://127.0.0.1:9/v#H1.123"})
        node.post("/credentials/verify", {"verifiableCredential": value})
        node.post("/api/v1/records", json.dumps(value).encode())
    finally:
        listening = False
    assert seen == []


def test_a_text_of_any_size_is_judged_within_the_cap(node: Node) -> None:
    text = "x" * (max_one_bytes() - 100)
    answer = node.post("/api/v1/verifications", {"credential": text})
    assert answer.json()["outcome"] != "valid"
    assert node.post("/api/v1/verifications", {"credential": text + "x" * 200}).status_code == 413
