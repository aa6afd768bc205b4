"""openvc-core against a node: it fetches key list and status lists there, and comes to our outcomes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api_node import Node, running
from tests.groups import require

openvc = require("openvc", "independent-implementations")

from openvc.did.did_web import DidWebResolver  # noqa: E402

from tests import interop_openvc  # noqa: E402


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("node")) as node:
        yield node


def fetch(node: Node, address: str) -> Any:
    """What is under an https address of an association, asked of the node by that name."""
    host, _, path = address.removeprefix("https://").partition("/")
    answer = node.client.get(f"/{path}", headers={"host": host})
    assert answer.status_code == 200, (address, answer.text)
    return answer.json()


def accepts(node: Node, credential: Any) -> bool:
    """Whether openvc accepts it, status and all, with nothing but what the node serves."""
    resolver = DidWebResolver(lambda address: fetch(node, address))
    now = node.world.now

    def resolve(address: str) -> Any:
        waived = interop_openvc.policy(now, require_status=False)
        return openvc.verify_credential(fetch(node, address), resolver=resolver, policy=waived).credential

    try:
        openvc.verify_credential(
            credential, resolver=resolver, resolve_status_list=resolve, policy=interop_openvc.policy(now)
        )
    except openvc.OpenvcError:
        return False
    return True


def test_a_third_party_verifies_what_the_node_serves(node: Node) -> None:
    world = node.world
    good, revoked, suspended = (world.issue(by="cq") for _ in range(3))
    world.revoke(revoked)
    world.suspend(suspended)
    node.fill()
    for name in ("cq", "sc", "cq"):
        node.publish(name)
    for data, expected in ((good, True), (revoked, False), (suspended, False)):
        number = json.loads(data)["credentialSubject"]["assessment"]["certificateNumber"]
        found = node.client.get(f"/api/v1/credentials/{number}").json()
        assert found["credential"] == json.loads(data)
        assert (found["verdict"]["outcome"] == "valid") is expected
        assert accepts(node, found["credential"]) is expected
    forged = json.loads(good.replace("示例".encode(), "例示".encode(), 1))
    assert not accepts(node, forged)
