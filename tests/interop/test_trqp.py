"""Trust Registry Query Protocol 2.0: who may issue, who recognises whom, and when."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credentials.times import format_time
from tests.world import World
from tests.world.api_node import Node, problem_of


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    node = Node(tmp_path_factory.mktemp("node") / "registry.db", World())
    node.fill()
    node.publish("cq", "sc")
    yield node
    node.registry.close()


def scheme_of(node: Node, owner: str) -> str:
    items = node.client.get("/api/v1/schemes").json()["schemes"]
    return str(next(item["id"] for item in items if item["owner"] == node.world.association(owner).did))


def ask(node: Node, path: str, *asked: str, **context: str) -> Any:
    names = dict(zip(("authority_id", "entity_id", "action", "resource"), asked, strict=True))
    return node.post(path, {**names, "context": context})


def may(node: Node, entity: str, resource: str, action: str = "issue", **context: str) -> bool:
    authority = f"urn:huren:agreement:{node.world.pin}"
    answer = ask(node, "/authorization", authority, entity, action, resource, **context)
    assert answer.status_code == 200, answer.text
    value = answer.json()
    assert value["time_evaluated"] == format_time(node.world.now)
    assert (value["entity_id"], value["authority_id"], value["action"], value["resource"]) == (
        entity, authority, action, resource,
    )  # fmt: skip
    return bool(value["authorized"])


def recognised(node: Node, home: str, issuer: str, resource: str, **context: str) -> bool:
    dids = (node.world.association(name).did for name in (home, issuer))
    answer = ask(node, "/recognition", *dids, "recognize", resource, **context)
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["recognized"])


def test_an_association_may_issue_under_the_schemes_it_was_granted(node: Node) -> None:
    cq, sc = node.world.cq.did, node.world.sc.did
    assert may(node, cq, scheme_of(node, "cq"))
    assert may(node, sc, scheme_of(node, "sc"))
    assert not may(node, cq, scheme_of(node, "sc"))
    assert not may(node, cq, "no-such-scheme")
    assert not may(node, "did:web:nobody.example", scheme_of(node, "cq"))
    assert not may(node, cq, scheme_of(node, "cq"), action="revoke")
    assert not may(node, cq, scheme_of(node, "cq"), time="2001-01-01T00:00:00Z"), "before there was one"


def test_recognition_ends_where_the_home_declines(tmp_path: Path) -> None:
    world = World()
    before = format_time(world.now)
    world.advance(days=1)
    world.decline(by="sc", issuer="cq")
    world.publish()
    node = Node(tmp_path / "registry.db", world)
    scheme = scheme_of(node, "cq")
    assert recognised(node, "sc", "cq", scheme, time=before)
    assert not recognised(node, "sc", "cq", scheme)
    assert recognised(node, "cq", "cq", scheme), "its own"
    assert recognised(node, "cq", "sc", scheme_of(node, "sc")), "each for itself"
    node.registry.close()


def test_other_strings_in_the_context_are_passed_over(node: Node) -> None:
    """The schema of TRQP 2.0 allows further strings; they change no answer, and other types are refused."""
    cq, scheme = node.world.cq.did, scheme_of(node, "cq")
    assert may(node, cq, scheme, locator="abc")
    assert not may(node, cq, scheme, locator="abc", time="2001-01-01T00:00:00Z")
    names = {"entity_id": cq, "authority_id": "x", "action": "issue", "resource": scheme}
    wrong = node.post("/authorization", {**names, "context": {"locator": 1}})
    assert (wrong.status_code, problem_of(wrong)["field"]) == (422, "context.locator")
    wrong = node.post("/authorization", {**names, "locator": "abc"})
    assert (wrong.status_code, problem_of(wrong)["code"]) == (422, "member-unknown")


def test_an_unanswerable_query_is_a_problem(node: Node) -> None:
    cq, scheme = node.world.cq.did, scheme_of(node, "cq")
    for path in ("/authorization", "/recognition"):
        other = ask(node, path, "urn:huren:agreement:" + "0" * 64, cq, "issue", scheme)
        assert (other.status_code, problem_of(other)["code"]) == (404, "not-here")
    authority = f"urn:huren:agreement:{node.world.pin}"
    late = ask(node, "/authorization", authority, cq, "issue", scheme, time="2090-01-01T00:00:00Z")
    assert (problem_of(late)["code"], problem_of(late)["field"]) == ("time-after-now", "context.time")
    assert "through" not in late.text
    wrong = node.post("/authorization", {"entityId": cq})
    assert wrong.status_code == 422
