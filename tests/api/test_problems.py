"""Problems: one table, both languages, for whatever goes wrong; and the pages that explain them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.answers.readiness import HOLD_SECONDS
from api.errors import ApiError
from api.http.language import choose_language
from api.http.problems import _STATUS, MESSAGES, STATUS, TITLES, problem_object, type_of
from carriers.errors import CarrierError
from credentials.words.placeholder_words import PLACEHOLDER_WORDS
from credentials.words.speech import PLACEHOLDERS
from registry.database.revisions import REVISION
from registry.errors import RegistryError
from tests.harness.selection.by_day import by_day
from tests.world.api_node import Node, problem_of, running
from verifier.codes import CODES


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("node"), body_seconds=0.2) as node:

        @node.app.get("/broken", include_in_schema=False)
        async def broken() -> None:
            raise RuntimeError("秘密\r\nSet-Cookie: x")

        @node.app.get("/busy", include_in_schema=False)
        async def busy() -> None:
            raise RegistryError("database-busy")

        yield node


def test_an_address_that_takes_a_post_alone_says_so(node: Node) -> None:
    """An address for programs that takes POST alone has no page."""
    for path, methods in node.app.openapi()["paths"].items():
        if "get" not in methods and "{" not in path:
            answer = node.client.get(path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "POST"), path
            assert problem_of(answer)["code"] == "method-not-allowed"


def test_the_table_has_every_code_and_no_other() -> None:
    assert set(STATUS) == set(MESSAGES)
    assert set(_STATUS) <= set(MESSAGES)
    assert set(STATUS.values()) == set(TITLES)
    assert set(ApiError.MESSAGES) <= set(_STATUS) | {
        "at-after-now",
        "time-after-now",
        "home-unknown",
        "cursor-damaged",
        "search-too-short",
        "presentation-proof",  # only the answer to a presentation has these two codes
        "presentation-unsigned",
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_makes_a_problem(lang: Any) -> None:
    for code in MESSAGES:
        floor = next(f for f in (ApiError, RegistryError, CarrierError) if code in f.MESSAGES)
        error = floor(code)
        value = problem_object(error, lang, "0" * 16)
        assert value["status"] == STATUS[code]
        own = re.fullmatch(r"https://w3id\.org/huren/problems/[a-z0-9-]+", str(value["type"]))
        assert own or code == "vcalm-option"
        json.dumps(value)


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        (None, "en"), ("", "en"), ("*", "en"), ("zh", "zh"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en,zh;q=0.5", "en"), ("fr, zh-Hant;q=0.1", "zh"), ("zh;q=0", "en"), ("zh;q=2", "en"),
        ("zh;q=x", "en"), ("ZH-cn", "zh"), ("zh" * 5000, "en"), ("zh;q=nan", "en"),
        ("en;q=0.1,zh;q=0.2", "zh"),
    ],
)  # fmt: skip
def test_the_language_of_an_answer(header: str | None, lang: str) -> None:
    assert choose_language(header) == lang


def test_unknown_addresses_and_methods_are_refused(node: Node) -> None:
    problem = problem_of(node.client.get("/nothing", headers={"accept-language": "zh-CN"}))
    assert (problem["code"], problem["title"]) == ("address-unknown", "未找到")
    answer = node.client.delete("/api/v1/bundle")
    assert problem_of(answer)["status"] == 405
    assert answer.headers["allow"] == "GET"
    assert (
        problem_of(node.client.request("BREW\u00e9".encode().decode("latin-1"), "/healthz"))["status"] == 405
    )
    assert problem_of(node.client.get("/api/v1/records"))["detail"].endswith("Use “POST”.")


@pytest.mark.parametrize(
    "media", ["text/plain", "", "application/xml", "multipart/form-data; boundary=x", "*/*"]
)
@pytest.mark.parametrize(
    "path", ["/api/v1/verifications", "/api/v1/verifications/batch", "/api/v1/records", "/credentials/verify"]
)
def test_a_body_must_say_what_it_is(node: Node, path: str, media: str) -> None:
    answer = node.client.post(path, content=b"{}", headers={"content-type": media})
    assert problem_of(answer)["code"] == "media-type"
    assert answer.status_code == 415


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "image/png", "text/plain", ""])
def test_a_checkpoint_may_come_as_any_media_type(node: Node, media: str) -> None:
    """C2SP names no media type, and curl sends that of a form."""
    answer = node.client.post("/add-checkpoint", content=b"0", headers={"content-type": media})
    assert (answer.status_code, problem_of(answer)["code"]) == (400, "request-unfit")


def test_encoded_bodies_are_not_read(node: Node) -> None:
    answer = node.post("/api/v1/verifications", b"\x1f\x8b", **{"content-encoding": "gzip"})
    assert problem_of(answer)["code"] == "body-encoded"


def test_an_internal_failure_reveals_nothing(node: Node, caplog: pytest.LogCaptureFixture) -> None:
    answer = node.client.get("/broken", headers={"accept-language": "zh"})
    problem = problem_of(answer)
    assert (answer.status_code, problem["code"]) == (500, "internal")
    assert problem["requestId"] in problem["detail"]
    assert "秘密" not in answer.text
    line = json.loads(caplog.records[-1].getMessage())
    assert (line["status"], line["error"], line["id"]) == (500, "RuntimeError", problem["requestId"])
    assert any(place.startswith("tests/api/test_problems.py:") for place in line["where"])
    assert "秘密" not in caplog.text.replace("test_a_failure", "")


def test_a_temporary_problem_says_when_to_retry(node: Node) -> None:
    answer = node.client.get("/busy")
    assert problem_of(answer)["status"] == 503
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize(("lang", "every"), by_day([("zh", 5), ("zh", 1), ("en", 1)], [("zh", 5)]))
def test_every_problem_has_its_page_without_a_placeholder(node: Node, lang: str, every: int) -> None:
    listed = node.client.get("/problems").text
    assert set(PLACEHOLDER_WORDS) == set(PLACEHOLDERS)
    for code in [*MESSAGES, *CODES][::every]:
        answer = node.client.get(f"/problems/{code}?lang={lang}")
        text = answer.text
        assert answer.status_code == 200
        assert type_of(code) in text
        assert f'href="/problems/{code}"' in listed or code not in MESSAGES
        assert not re.search(r"[{}]", re.sub(r"(?s)<(style|script).*?</\1>", "", text)), code
    told = node.client.get(f"/problems/assessed-in-future?lang={lang}").text
    assert "评价日期〈日期〉尚未到来" in told
    assert "&lt;day&gt;" in told
    assert problem_of(node.client.get("/problems/other"))["status"] == 404


def test_docs_show_every_operation(node: Node) -> None:
    text = node.client.get("/docs").text
    document = node.client.get("/openapi.json").json()
    operations = [o["operationId"] for methods in document["paths"].values() for o in methods.values()]
    assert len(operations) == len(set(operations)) > 15
    for operation in operations:
        assert f'id="{operation}"' in text


def test_every_answer_is_wrapped(node: Node) -> None:
    for path in ("/healthz", "/nothing", "/docs", "/broken", "/api/v1/bundle"):
        headers = node.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [("order-66.a_b", True), ("x" * 64, True), ("short", False), ("x" * 65, False), ("a b c d e", False),
     ("12345678<script>", False)],
)  # fmt: skip
def test_a_request_id_is_the_clients_if_it_is_harmless(node: Node, given: str, kept: bool) -> None:
    found = node.client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"]
    assert (found == given) is kept


def test_ready(node: Node) -> None:
    node.clock.wait(HOLD_SECONDS)
    answer = node.client.get("/readyz")
    assert answer.json()["ready"] is True
    assert [check["name"] for check in answer.json()["checks"]][:8] == [
        "database", "migrations", "heads", "records", "writing", "pages", "agreement", "clock",
    ]  # fmt: skip
    now = node.world.now
    try:
        node.world.advance(days=8)
        problem = problem_of(node.client.get("/readyz"))
        assert (problem["status"], problem["code"]) == (503, "not-ready")
        assert [c["ready"] for c in problem["checks"]] == [True] * 8 + [False, False]
        node.world.now = now.replace(year=2020)
        checks = problem_of(node.client.get("/readyz"))["checks"]
        assert {c["name"]: c["ready"] for c in checks}["clock"] is False
    finally:
        node.world.now = now
    assert node.client.get("/healthz").json() == {"status": "ok"}


def test_not_ready_when_another_version_has_changed_the_tables(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    node.clock.wait(HOLD_SECONDS)
    monkeypatch.setattr("api.answers.readiness.REVISION", "0000")
    problem = problem_of(node.client.get("/readyz"))
    (failed,) = (check for check in problem["checks"] if not check["ready"])
    assert failed["name"] == "migrations"
    assert REVISION in failed["detail"]


def test_not_ready_without_a_database(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RegistryError("storage-failed", reason="x")

    node.clock.wait(HOLD_SECONDS)
    monkeypatch.setattr(type(node.registry), "read", fail)
    problem = problem_of(node.client.get("/readyz"))
    assert problem["checks"] == [{"name": "database", "ready": False, "detail": "storage-failed"}]
    assert problem_of(node.client.get("/api/v1/credentials"))["code"] == "storage-failed"
    assert node.client.get("/healthz").status_code == 200
