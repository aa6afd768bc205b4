"""CORS: what pages of other sites may read and ask."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.world.api_node import Node, running

ORIGIN = {"origin": "https://platform.example"}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("node")) as node:
        node.world.issue(by="cq")
        node.fill()
        node.publish("cq")
        yield node


def preflight(node: Node, path: str, method: str, headers: str = "content-type") -> Any:
    asked = {"access-control-request-method": method, "access-control-request-headers": headers}
    return node.client.options(path, headers={**ORIGIN, **asked})


def operations(node: Node) -> Iterator[tuple[str, str, str]]:
    for path, methods in node.app.openapi()["paths"].items():
        for method, operation in methods.items():
            filled = path.replace("{reference}", "x").replace("{tile}", "0/000")
            filled = filled.replace("{kind}", "capability").replace("{", "").replace("}", "")
            yield filled, method.upper(), operation["tags"][0]


def test_public_reads_and_verifications_are_for_pages_of_any_site(node: Node) -> None:
    """Pages of other sites can read problems, too. Never with credentials."""
    shared = 0
    for path, method, tag in operations(node):
        asked = preflight(node, path, method)
        answer = node.client.request(method, path, headers=ORIGIN, content=b"" if method == "POST" else None)
        if tag == "association":
            assert asked.status_code == 405, path
            assert not any(name.startswith("access-control") for name in {**asked.headers, **answer.headers})
            continue
        shared += 1
        assert asked.status_code == 204, (path, asked.text)
        assert asked.content == b""
        assert method in asked.headers["access-control-allow-methods"].split(", ")
        assert "Content-Type" in asked.headers["access-control-allow-headers"]
        for headers in (asked.headers, answer.headers):
            assert headers.get_list("access-control-allow-origin") == ["*"], (path, answer.text)
            assert "access-control-allow-credentials" not in headers
        assert "ETag" in answer.headers["access-control-expose-headers"]
    assert shared > 25


def test_the_files_of_an_association_are_for_pages_of_any_site(node: Node) -> None:
    for path in (
        "/bundle.json",
        "/cq.huren.example/.well-known/did.json",
        "/cq.huren.example/log/checkpoint",
    ):
        answer = node.client.get(path, headers=ORIGIN)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
        assert preflight(node, path, "GET", "if-none-match").status_code == 204


@pytest.mark.parametrize("path", ["/", "/v", "/credentials", "/status", "/nothing"])
def test_pages_for_people_stay_where_they_are(node: Node, path: str) -> None:
    asked, answer = preflight(node, path, "GET"), node.client.get(path, headers=ORIGIN)
    assert asked.status_code in (404, 405)
    for headers in (asked.headers, answer.headers):
        assert not any(name.startswith("access-control") for name in headers), path


def test_a_preflight_allows_no_method_that_the_route_lacks(node: Node) -> None:
    allowed = preflight(node, "/api/v1/bundle", "DELETE").headers["access-control-allow-methods"]
    assert "DELETE" not in allowed
    plain = node.client.options("/api/v1/bundle", headers=ORIGIN)
    assert plain.status_code == 405, "it is no preflight"


def test_other_sites_can_read_tables_and_not_found_answers(node: Node) -> None:
    for path, status in (("/statistics.csv", 200), ("/api/v1/none", 404)):
        answer = node.client.get(path, headers={"Origin": "https://other.example"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*"), path
    assert "access-control-allow-origin" not in node.client.get("/statistics").headers
