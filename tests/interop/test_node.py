"""openvc-core against a node: it fetches key list and status lists there, and reaches our outcomes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from credentials.documents.status_list import decode_bitstring, is_set
from signing.jcs import canonicalize
from tests.harness.groups import require
from tests.world.api_node import Node, running

HOST = "cq.huren.example"

openvc = require("openvc", "independent-implementations")

from openvc.did.did_web import DidWebResolver  # noqa: E402

from tests.interop import peer_openvc  # noqa: E402


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with a good, a revoked and a suspended credential of Chongqing, in this order."""
    with running(tmp_path_factory.mktemp("node")) as node:
        issued = [node.world.issue(by="cq") for _ in range(3)]
        node.world.revoke(issued[1])
        node.world.suspend(issued[2])
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        yield node


FETCHED: list[str] = []
"""Every requested address."""


def fetch(node: Node, address: str) -> Any:
    """Return the file at an https address of an association, from the node under that name."""
    FETCHED.append(address)
    host, _, path = address.removeprefix("https://").partition("/")
    answer = node.client.get(f"/{path}", headers={"host": host})
    assert answer.status_code == 200, (address, answer.text)
    return answer.json()


def accepts(node: Node, credential: Any) -> bool:
    """Tell whether openvc accepts it, status included, with only the files that the node serves."""
    resolver = DidWebResolver(lambda address: fetch(node, address))
    now = node.world.now

    def resolve(address: str) -> Any:
        waived = peer_openvc.policy(now, require_status=False)
        return openvc.verify_credential(fetch(node, address), resolver=resolver, policy=waived).credential

    try:
        openvc.verify_credential(
            credential, resolver=resolver, resolve_status_list=resolve, policy=peer_openvc.policy(now)
        )
    except openvc.OpenvcError:
        return False
    return True


def test_a_third_party_verifies_what_the_node_serves(node: Node) -> None:
    issued = [canonicalize(credential) for credential in node.world.cq.credentials.values()]
    for data, expected in zip(issued, (True, False, False), strict=True):
        number = json.loads(data)["credentialSubject"]["assessment"]["certificateNumber"]
        found = node.client.get(f"/api/v1/credentials/{number}").json()
        assert found["credential"] == json.loads(data)
        assert (found["verdict"]["outcome"] == "valid") is expected
        assert accepts(node, found["credential"]) is expected
    assert f"https://{HOST}/.well-known/did.json" in FETCHED
    for purpose in ("revocation", "suspension"):
        assert f"https://{HOST}/status/{purpose}/1" in FETCHED, "the lists that the credential names"
    forged = json.loads(issued[0].replace("示例".encode(), "例示".encode(), 1))
    assert not accepts(node, forged)


def test_the_status_lists_agree_with_the_node(node: Node) -> None:
    """Bit by bit: only the revoked credential is set in one, only the suspended one in the other."""
    states: dict[str, list[tuple[bool, bool]]] = {}
    for item in node.client.get("/api/v1/credentials").json()["items"]:
        found = node.client.get(f"/api/v1/credentials/{item['certificateNumber']}").json()
        bits = []
        for entry in found["credential"]["credentialStatus"]:
            subject = fetch(node, entry["statusListCredential"])["credentialSubject"]
            assert subject["statusPurpose"] == entry["statusPurpose"]
            bits.append(is_set(decode_bitstring(subject["encodedList"]), int(entry["statusListIndex"])))
        states.setdefault(found["standing"], []).append((bits[0], bits[1]))
    assert states == {"active": [(False, False)], "revoked": [(True, False)], "suspended": [(False, True)]}


def test_the_served_context_has_every_term(node: Node) -> None:
    """The context that the node serves, or that of VC 2.0, has every term of the document."""
    answer = node.client.get("/ns/v1")
    assert answer.headers["content-type"] == "application/ld+json"
    terms = answer.json()["@context"]
    (item, *_) = node.client.get("/api/v1/credentials").json()["items"]
    credential = node.client.get(f"/api/v1/credentials/{item['certificateNumber']}").json()["credential"]
    assert credential["@context"][1] == "https://w3id.org/huren/v1"
    for term in (*credential["type"][1:], credential["credentialSubject"]["type"]):
        assert term in terms


def test_vc_api_verifies_as_openvc_does(node: Node) -> None:
    """POST /credentials/verify gives the outcome of an independent verifier."""
    for item in node.client.get("/api/v1/credentials").json()["items"]:
        found = node.client.get(f"/api/v1/credentials/{item['certificateNumber']}").json()
        answer = node.post("/credentials/verify", {"verifiableCredential": found["credential"]}).json()
        assert answer["verified"] is accepts(node, found["credential"]) is (found["standing"] == "active")
