"""The OpenAPI document: the one that is committed, true of every answer, and never a 5xx (schemathesis)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.api_node import Node
from tests.fuzz import examples
from tests.groups import require
from tests.world import World

schemathesis = require("schemathesis", "schemathesis")

COMMITTED = Path(__file__).parents[1] / "docs" / "reference" / "openapi.json"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    """A node with a credential of each standing."""
    node = Node(tmp_path_factory.mktemp("node") / "registry.db", World())
    world = node.world
    stock = [world.issue(by="cq") for _ in range(4)]
    world.revoke(stock[1])
    world.suspend(stock[2])
    node.fill()
    for name in ("cq", "sc", "cq"):
        node.publish(name)
    return node


@pytest.fixture(scope="module")
def schema(node: Node) -> Any:
    """The document as schemathesis reads it, bound to the application in this process."""
    found = schemathesis.openapi.from_asgi("/openapi.json", node.app)
    found.config.update(base_url="http://testserver")
    return found


api = schemathesis.pytest.from_fixture("schema")


def test_the_committed_document_is_up_to_date(node: Node) -> None:
    assert json.loads(COMMITTED.read_bytes()) == node.app.openapi(), "run: python -m docs.build"


def test_every_operation_is_complete(node: Node) -> None:
    document = node.app.openapi()
    assert document["openapi"] == "3.1.0"
    tags = {tag["name"] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = f"{method} {path}"
            assert operation["operationId"], name
            assert set(operation["tags"]) <= tags, name
            assert " · " in operation["summary"], name
            assert operation["description"].count("\n\n") == 1, name
            assert "500" in operation["responses"], name
            assert ("429" in operation["responses"]) is (method == "post"), name
            for status, answer in operation["responses"].items():
                media = set(answer.get("content", {}))
                assert (media == {"application/problem+json"}) is (int(status) >= 400), (name, status)


@api.parametrize()
@settings(
    max_examples=max(20, examples(0) // 22),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_no_answer_surprises(case: Any) -> None:
    case.call_and_validate()
