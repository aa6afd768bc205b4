"""Look-ups of credentials, enterprises and the agreement over the API."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.world.api_node import Node, problem_of, running


class Scene:
    """A node with five credentials of Chongqing and two of Sichuan."""

    def __init__(self, node: Node) -> None:
        self.node, self.world = node, node.world
        world = self.world
        self.own = [world.issue(by="cq", certificate_number=f"示例/水-{i}") for i in range(5)]
        self.others = [world.issue(by="sc") for _ in range(2)]
        world.revoke(self.own[1])
        world.suspend(self.own[2], until=world.now + timedelta(days=30))
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        self.uscc = json.loads(self.own[0])["credentialSubject"]["unifiedSocialCreditCode"]

    def get(self, path: str, **query: Any) -> Any:
        answer = self.node.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with running(tmp_path_factory.mktemp("node")) as node:
        yield Scene(node)


def numbers(page: Any) -> list[str]:
    return [item["certificateNumber"] for item in page["items"]]


def test_every_filter_narrows(scene: Scene) -> None:
    everything = scene.get("/api/v1/credentials")
    assert len(everything["items"]) == 7
    assert everything["next"] is None
    line = everything["items"][0]
    for name, member in (
        ("uscc", "uscc"), ("issuer", "issuer"), ("scheme", "scheme"), ("grade", "grade"),
        ("status", "standing"),
    ):  # fmt: skip
        found = scene.get("/api/v1/credentials", **{name: line[member]})["items"]
        expected = [item for item in everything["items"] if item[member] == line[member]]
        assert found == expected, name
    found = scene.get("/api/v1/credentials", category=line["category"][0])["items"]
    assert found == [i for i in everything["items"] if line["category"][0] in i["category"]]
    assert scene.get("/api/v1/credentials", grade="none such")["items"] == []
    assert numbers(scene.get("/api/v1/credentials", q="水-3")) == ["示例/水-3"]
    both = scene.get("/api/v1/credentials", issuer=scene.world.sc.did, q="水-3")
    assert both["items"] == []


def test_standings(scene: Scene) -> None:
    standings = [i["standing"] for i in scene.get("/api/v1/credentials", issuer=scene.world.cq.did)["items"]]
    assert standings == ["active", "revoked", "suspended", "active", "active"]
    assert numbers(scene.get("/api/v1/credentials", status="revoked")) == ["示例/水-1"]
    now = scene.world.now
    try:
        scene.world.now = now + timedelta(days=31)
        assert numbers(scene.get("/api/v1/credentials", status="suspended")) == []
        scene.world.now = now + timedelta(days=9_000)
        items = scene.get("/api/v1/credentials", status="expired")["items"]
        assert len(items) == 6
    finally:
        scene.world.now = now


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 500])
@pytest.mark.parametrize("query", [{}, {"status": "active"}, {"q": "示例"}])
def test_pages_put_together_are_the_list(scene: Scene, limit: int, query: dict[str, str]) -> None:
    whole = scene.get("/api/v1/credentials", **query)["items"]
    cursor: dict[str, str] = {}
    found, pages = [], 0
    while True:
        page = scene.get("/api/v1/credentials", limit=limit, **query, **cursor)
        assert len(page["items"]) <= limit
        found += page["items"]
        pages += 1
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == whole
    assert pages <= len(whole) // limit + 2


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"bogus": "1"}, "parameter-unknown"),
        ({"limit": "0"}, "member-value"),
        ({"limit": "501"}, "member-value"),
        ({"limit": "1e2"}, "member-type"),
        ({"limit": "٣"}, "member-type"),
        ({"uscc": "1"}, "uscc-form"),
        ({"status": "good"}, "member-value"),
        ({"cursor": "x"}, "cursor-damaged"),
        ({"cursor": "A" * 43}, "cursor-damaged"),
        ({"q": ""}, "member-length"),
        ({"grade": ["a", "b"]}, "item-repeated"),
    ],
)
def test_an_invalid_query_is_refused(scene: Scene, query: dict[str, Any], code: str) -> None:
    answer = scene.node.client.get("/api/v1/credentials", params=query)
    assert problem_of(answer)["code"] == code
    assert answer.status_code == 422


def test_a_cursor_of_another_association_is_damaged(scene: Scene) -> None:
    cursor = scene.get("/api/v1/credentials", limit=1)["next"]
    answer = scene.node.client.get(
        "/api/v1/credentials", params={"cursor": cursor, "issuer": scene.world.sc.did}
    )
    assert problem_of(answer)["code"] == "cursor-damaged"


def test_a_credential_by_id_number_and_digest(scene: Scene) -> None:
    value = json.loads(scene.own[1])
    number = value["credentialSubject"]["assessment"]["certificateNumber"]
    found = scene.get(f"/api/v1/credentials/{value['id']}", home=scene.world.sc.did)
    assert found["credential"] == value
    assert found["standing"] == "revoked"
    assert [event["credentialSubject"]["action"] for event in found["events"]] == ["revoke"]
    assert found["verdict"]["code"] == "revoked"
    assert found["verdict"] == scene.node.verify(scene.own[1], home=scene.world.sc.did)
    home = {"home": scene.world.sc.did}
    assert scene.get(f"/api/v1/credentials/{number}", **home) == found, "a number may hold a slash"
    assert scene.get(f"/api/v1/credentials/{found['digest']}", **home) == found
    before = scene.get(f"/api/v1/credentials/{number}", at="2021-01-01", issuer=scene.world.cq.did)
    assert before["standing"] == "not-yet-valid"


@pytest.mark.parametrize(
    "reference", ["nothing", "urn:uuid:0", "a" * 64, "x/../../y", "%00", "'; DROP TABLE record"]
)
def test_an_unknown_credential_is_not_found(scene: Scene, reference: str) -> None:
    answer = scene.node.client.get(f"/api/v1/credentials/{reference}")
    assert problem_of(answer)["status"] == 404


def test_an_enterprise_with_what_its_grades_count_as(scene: Scene) -> None:
    found = scene.get(f"/api/v1/enterprises/{scene.uscc}")
    mine = scene.get("/api/v1/credentials", uscc=scene.uscc)["items"]
    assert [c["digest"] for c in found["credentials"]] == [i["digest"] for i in mine]
    assert found["complete"] is True
    first = found["credentials"][0]
    assert (first["outcome"], first["standing"]) == ("valid", "active")
    assert set(first["recognised"]) == {scene.world.cq.did, scene.world.sc.did}
    for home, recognised in first["recognised"].items():
        assert recognised == scene.node.verify(scene.own[0], home=home)["recognised"]
    assert [entry["how"] for entry in first["recognised"][scene.world.cq.did]] == ["own"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.answers.standings.enterprises.MAX_OF_ENTERPRISE", 1)
        part = scene.get(f"/api/v1/enterprises/{scene.uscc}")
        assert (len(part["credentials"]), part["complete"]) == (1, False)
    absent = scene.node.client.get("/api/v1/enterprises/11320000MB151840XJ")
    assert problem_of(absent)["status"] == 404
    assert problem_of(scene.node.client.get("/api/v1/enterprises/abc"))["code"] == "uscc-form"


def test_the_agreement(scene: Scene) -> None:
    listed = scene.get("/api/v1/agreements")
    assert listed["pin"] == scene.world.pin
    (line,) = listed["items"]
    assert line["inForce"] is True
    one = scene.get(line["url"])
    assert one["digest"] == line["digest"] == scene.world.pin
    assert one["text"] == scene.world.text
    assert {half["issuer"] for half in one["halves"]} == {scene.world.cq.did, scene.world.sc.did}
    answer = scene.node.client.get("/api/v1/agreements/other/1")
    assert problem_of(answer)["status"] == 404
    assert problem_of(scene.node.client.get(line["url"] + "0"))["status"] == 404
    schemes = scene.get("/api/v1/schemes")
    for member in ("schemes", "grants", "equivalences"):
        assert schemes[member] == scene.world.text[member]


def test_the_associations(scene: Scene) -> None:
    items = {item["id"]: item for item in scene.get("/api/v1/associations")["items"]}
    assert set(items) == {scene.world.cq.did, scene.world.sc.did}
    mine = items[scene.world.cq.did]
    assert mine["address"] == "https://cq.huren.example"
    assert mine["node"] is None
    assert mine["events"] == 2
    assert mine["logSize"] >= 7
    assert mine["manifest"]["version"] >= 2
    record = scene.node.client.get(f"/api/v1/records/{mine['keyList']['digest']}").json()
    assert record["version"] == mine["keyList"]["version"]


def test_a_short_page_has_a_cursor_to_the_next(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.answers.standings.credential_lists.MAX_LOOKED_AT", 2)
    page = scene.get("/api/v1/credentials", uscc=scene.uscc, status="suspended")
    assert page["items"] == []
    assert page["next"] is not None
    found = []
    while page["next"]:
        page = scene.get("/api/v1/credentials", uscc=scene.uscc, status="suspended", cursor=page["next"])
        found += page["items"]
    assert len(found) == 1


def test_a_search(scene: Scene) -> None:
    name = json.loads(scene.own[0])["credentialSubject"]["legalName"]
    for text in (name, name[2:6], scene.uscc):
        assert len(scene.get("/api/v1/credentials", q=text)["items"]) == 7, text
    active = scene.get("/api/v1/credentials", q=name[2:6], status="active", issuer=scene.world.cq.did)
    assert len(active["items"]) == 3
    assert scene.get("/api/v1/credentials", q="没有这样的企业") == {"items": [], "next": None}
    both = scene.get("/api/v1/credentials", q="水-3", uscc=scene.uscc)
    assert numbers(both) == ["示例/水-3"]


@pytest.mark.parametrize("text", ["水", "ab", "%", "'; --"])
def test_a_search_that_is_too_short(scene: Scene, text: str) -> None:
    problem = problem_of(scene.node.client.get("/api/v1/credentials", params={"q": text}))
    assert (problem["status"], problem["code"], problem["field"]) == (422, "search-too-short", "q")
