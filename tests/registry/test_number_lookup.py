"""Certificate numbers over HTTP: answers, and proofs for a stranger."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from signing.jcs import canonicalize
from tests.world.api_node import Node, problem_of, running
from verifier import Policy, TrustStore
from verifier.numbers.look_up import look_up_number

HOST = "cq.huren.example"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Five credentials of Chongqing; Sichuan has published none."""
    with running(tmp_path_factory.mktemp("node")) as node:
        for i in range(5):
            node.world.issue(by="cq", certificate_number=f"示例/水-{i}a")
        node.fill()
        node.publish("cq", "sc", "cq")
        yield node


def ask(node: Node, **query: Any) -> Any:
    answer = node.client.get("/api/v1/numbers", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def states(found: Any) -> dict[str, tuple[str, str | None]]:
    return {one["issuer"]: (one["state"], one["why"]) for one in found["answers"]}


def test_each_association_answers_for_itself(node: Node) -> None:
    cq, sc = node.world.cq.did, node.world.sc.did
    found = ask(node, number="示例/水-3A")
    assert states(found) == {cq: ("found", None), sc: ("not-covered", "silent")}
    assert len(found["credentials"]) == 1, "however it is written"
    absent = ask(node, number="示例/水-9")
    assert states(absent)[cq] == ("absent", None)
    assert absent["credentials"] == []
    assert states(ask(node, number="示例/水-9", issuer=cq)) == {cq: ("absent", None)}
    assert states(ask(node, number="示例/水-9", issued="2020-01-01"))[cq] == ("not-covered", "issued")
    assert states(ask(node, number="示例/水-9", scheme="cq-credit"))[cq] == ("not-covered", "scheme")
    assert absent["answers"][0]["manifest"]["signed"] in node.client.get("/bundle.json").text
    for path in ("/api/v1/numbers", "/api/v1/numbers/proof"):
        empty = problem_of(node.client.get(path, params={"number": "\u200b\u3000", "issuer": cq}))
        assert empty["type"].endswith("number-empty"), "nothing is no number that nobody has"
    problem_of(node.client.get("/api/v1/numbers"))
    problem_of(node.client.get("/api/v1/numbers", params={"number": "x", "issued": "yesterday"}))


def test_a_stranger_checks_the_proof_with_the_bundle_alone(node: Node) -> None:
    trust = TrustStore.from_bundle(node.client.get("/bundle.json").content, pin=node.world.pin)
    for number, state in (("示例/水-2A", "found"), ("NONE", "absent")):
        proof = canonicalize(ask(node, number=number)["answers"][0]["proof"])
        query = {"number": number, "issuer": node.world.cq.did}
        assert node.client.get("/api/v1/numbers/proof", params=query).content == proof
        answer = look_up_number(trust, number, proof, now=node.world.now, policy=Policy())
        assert answer.state == state
    none = {"number": "NONE", "issuer": node.world.sc.did}
    assert node.client.get("/api/v1/numbers/proof", params=none).status_code == 404


@pytest.mark.parametrize(("lang", "word"), [("zh", "无此编号"), ("en", "no such number")])
def test_the_search_says_what_a_number_that_is_not_found_means(node: Node, lang: str, word: str) -> None:
    page = node.client.get("/search", params={"q": "示例/水-99", "lang": lang})
    for proof in re.findall(r'href="(/api/v1/numbers/proof[^"]*)"', page.text):
        assert node.client.get(unescape(proof)).status_code == 200, proof
    assert page.status_code == 200
    assert word in page.text
    assert "/api/v1/numbers/proof?number=" in page.text
    for text in ("水务", "示例/水-3a"):
        assert word not in node.client.get("/search", params={"q": text, "lang": lang}).text
