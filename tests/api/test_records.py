"""POST /api/v1/records: each document admitted or refused on its own, by its signature alone."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from api.wire.models import MAX_RECORDS
from credentials.kinds import MAX_ANY_BYTES
from credentials.times import parse_time
from registry import RegistryError
from tests.world import World, tamper
from tests.world.api_node import NDJSON, Node, problem_of, running


@pytest.fixture
def node(tmp_path: Any) -> Iterator[Node]:
    with running(tmp_path) as node:
        yield node


def submit_lines(node: Node, lines: list[bytes], **headers: str) -> Any:
    return node.client.post("/api/v1/records/batch", content=b"\n".join(lines), headers={**NDJSON, **headers})


def test_a_record_is_created_once_and_found_by_its_digest(node: Node) -> None:
    data = node.world.issue(by="cq")
    digest = hashlib.sha256(data).hexdigest()
    first = node.post("/api/v1/records", data)
    assert first.status_code == 201
    assert first.json() == {
        "status": 201, "digest": digest, "kind": "capability", "issuer": node.world.cq.did, "notes": [],
        "url": f"/api/v1/records/{digest}",
    }  # fmt: skip
    assert first.headers["location"] == f"/api/v1/records/{digest}"
    again = node.post("/api/v1/records", data)
    assert (again.status_code, again.json()["status"]) == (200, 200)
    assert node.client.get(first.headers["location"]).content == data


def test_what_is_not_canonical_is_stored_canonically(node: Node) -> None:
    data = node.world.issue(by="cq")
    spaced = json.dumps(json.loads(data), indent=1).encode()
    answer = node.post("/api/v1/records", spaced)
    assert answer.json()["digest"] == hashlib.sha256(data).hexdigest()


def test_a_refused_credential_comes_with_its_verdict(node: Node) -> None:
    data = node.world.issue(by="cq").replace("示例".encode(), "例示".encode(), 1)
    answer = node.post("/api/v1/records", data)
    problem = problem_of(answer)
    assert (answer.status_code, problem["code"]) == (422, "bad-signature")
    assert problem["verdict"]["code"] == "bad-signature"
    assert problem["verdict"]["credential"] is None
    unsigned = json.loads(data)
    del unsigned["proof"]
    problem = problem_of(node.post("/api/v1/records", unsigned))
    assert problem["code"] == "proof-missing"
    assert "verdict" not in problem


def test_the_same_id_with_other_bytes_is_a_conflict(node: Node) -> None:
    first = node.world.issue(by="cq")
    same_id = json.loads(first)["id"]
    second = node.world.issue(by="cq", credential_id=same_id, grade="三级")
    assert node.post("/api/v1/records", first).status_code == 201
    assert problem_of(node.post("/api/v1/records", second))["code"] == "conflict"
    assert node.post("/api/v1/records", second).status_code == 409


def test_the_next_verification_knows_a_submitted_revocation(node: Node) -> None:
    data = node.world.issue(by="cq")
    node.post("/api/v1/records", data)
    before = node.verify(data)["codes"]
    node.world.revoke(data)
    event = json.dumps(node.world.cq.events[-1]).encode()
    assert node.post("/api/v1/records", event).status_code == 201
    assert "revoked" not in before
    assert node.verify(data)["code"] == "revoked"


def test_lines_are_answered_one_by_one_in_order(node: Node) -> None:
    one, two = node.world.issue(by="cq"), node.world.issue(by="sc")
    node.post("/api/v1/records", one)
    bad = tamper(
        node.world.issue(by="cq"), lambda value: value.update(validUntil="2099-01-01T00:00:00+08:00")
    )
    answer = submit_lines(node, [two, b"", one, bad, b"{}", b"[1,", two], **{"accept-language": "zh"})
    value = answer.json()
    assert answer.status_code == 200
    assert [result["status"] for result in value["results"]] == [201, 200, 422, 422, 400, 200]
    assert (value["admitted"], value["already"], value["refused"]) == (1, 2, 3)
    assert value["results"][2]["verdict"]["outcome"] == "invalid"
    assert value["results"][4]["code"] == "not-json"
    assert "不是 JSON" in value["results"][4]["detail"]


def test_a_refusal_tells_the_last_day_that_its_verdict_tells(node: Node) -> None:
    data = node.world.issue(by="cq", valid_until=parse_time("2099-04-01T00:00:00+08:00"))
    for lang in ("zh", "en"):
        answer = node.post("/api/v1/records", data, **{"accept-language": lang}).json()
        (told,) = [found["detail"] for found in answer["verdict"]["findings"] if found["code"] == "too-long"]
        assert "2099-03-31" in answer["detail"]
        assert answer["detail"].removeprefix("validUntil: ") in told


def test_a_successor_and_its_event_come_together(node: Node) -> None:
    number: dict[str, Any] = {"certificate_number": "示例-同号-1"}
    old = node.world.issue(by="cq", **number)
    node.post("/api/v1/records", old)
    new = node.world.issue(by="cq", **number)
    node.world.supersede(old, new)
    event = json.dumps(node.world.cq.events[-1]).encode()
    results = submit_lines(node, [new, event]).json()["results"]
    assert [result["status"] for result in results] == [201, 201]


def test_a_document_whose_log_is_elsewhere_is_misdirected(tmp_path: Any) -> None:
    world = World()
    address = "https://sc.huren.example"
    with running(tmp_path, world, other_nodes={world.sc.did: address}) as node:
        theirs, ours = world.issue(by="sc"), world.issue(by="cq")
        answer = node.post("/api/v1/records", theirs)
        problem = problem_of(answer)
        assert (answer.status_code, problem["code"]) == (421, "other-node")
        assert answer.headers["location"] == address
        assert address in problem["detail"]
        results = submit_lines(node, [theirs, ours, b"{"]).json()["results"]
        assert [result["status"] for result in results] == [421, 201, 400]


def test_sizes_are_refused_before_they_are_read(node: Node) -> None:
    large = b'{"a":"' + b"x" * MAX_ANY_BYTES + b'"}'
    answer = node.post("/api/v1/records", large)
    assert problem_of(answer)["code"] == "body-too-large"
    assert "connection" not in answer.headers, "the rest was read: the next request may follow"
    record = b'{"a":"' + b"x" * 65_536 + b'"}'
    results = submit_lines(node, [record]).json()["results"]
    assert results[0]["status"] in (413, 422)
    many = submit_lines(node, [b"{}"] * (MAX_RECORDS + 1))
    assert problem_of(many)["code"] == "batch-too-long"


def test_backdating_is_noted(node: Node) -> None:
    long_ago = node.world.now - timedelta(days=40)
    data = node.world.issue(by="cq", valid_from=long_ago, assessed_on=long_ago.date())
    assert node.post("/api/v1/records", data).json()["notes"] == ["backdated"]


def test_every_kind_is_taken(tmp_path: Any) -> None:
    world = World()
    credential = world.issue(by="cq")
    world.suspend(credential)
    world.publish()
    with running(tmp_path, World()) as node:
        kinds = {"manifest": world.cq.manifests[-1], "event": world.cq.events[-1]}
        assert node.post("/api/v1/records", credential).status_code == 201
        for name in ("event", "manifest"):
            assert node.post("/api/v1/records", json.dumps(kinds[name]).encode()).status_code == 201, name


def test_the_answer_after_a_failure_names_what_was_stored(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = node.world.issue(by="cq")
    node.post("/api/v1/records", credential)
    node.verify(credential)
    node.world.revoke(credential)
    event = json.dumps(node.world.cq.events[-1]).encode()
    admit_in_turns = node.registry.admit_in_turns

    def fail_after(items: Any, **options: Any) -> Any:
        yield from admit_in_turns(items, **options)
        raise RegistryError("database-busy")

    monkeypatch.setattr(node.registry, "admit_in_turns", fail_after)
    answer = submit_lines(node, [event])
    assert problem_of(answer)["code"] == "database-busy"
    assert node.verify(credential)["code"] == "revoked"


def test_a_refusal_carries_the_verdict_that_caused_it_if_there_is_one(node: Node) -> None:
    world = node.world
    problem = problem_of(node.post("/api/v1/records", world.issue(by="cq", region="CN-SC")))
    assert (problem["code"], problem["verdict"]["code"]) == ("out-of-scope", "out-of-scope")
    problem = problem_of(node.post("/api/v1/records", world.issue(by="cq", legal_name="示例\u200b公司")))
    assert problem["code"] == "name-characters"
    assert "verdict" not in problem


def test_an_id_used_by_another_party_leaves_the_first_one_alone(node: Node) -> None:
    ours = node.world.issue(by="cq")
    node.post("/api/v1/records", ours)
    reference = json.loads(ours)["id"]
    theirs = node.world.issue(by="sc", credential_id=reference)
    assert node.post("/api/v1/records", theirs).status_code == 201
    address = f"/api/v1/credentials/{reference}"
    issuers = {"": node.world.cq.did, f"?issuer={node.world.sc.did}": node.world.sc.did}
    for query, issuer in issuers.items():
        answer = node.client.get(address + query)
        assert answer.status_code == 200
        assert answer.json()["credential"]["issuer"] == issuer
    assert node.client.get(f"/credentials/{reference}", headers={"accept": "text/html"}).status_code == 200
