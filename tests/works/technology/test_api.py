"""Technologies over HTTP: found by facets and limits, told as their verdicts say, refused with a mend."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import quote

import pytest

from credentials.drafting.draft import StatusDraft
from credentials.kinds import parse_any
from credentials.times import format_time
from registry.issuing.issue import change_status
from tests.world import World
from tests.world.api_node import Node, problem_of, running
from tests.world.works import grant_technologies, listing, signed, technology

PATH = "/api/v1/technologies"
NOX = "outlet nox <= 50 mg/m3 dry-standard 6 % O2"


class Scene:
    """Three technologies: joined and verified; objected to, without NOx; one that has ended."""

    def __init__(self, node: Node) -> None:
        self.node, self.world = node, node.world
        world = self.world
        full = technology(world, title={"zh": "示例甲工艺", "en": "A (Example)"})
        bare = technology(world, title={"zh": "示例乙工艺", "en": "B (Example)"}, verification=...)
        subject: Any = bare["credentialSubject"]
        subject["indicators"] = [one for one in subject["indicators"] if one["target"] != "nox"]
        gone = technology(world, title={"zh": "示例丙工艺", "en": "C (Example)"})
        self.full, self.bare, self.gone = (signed(world, one) for one in (full, bare, gone))
        said = [
            signed(world, listing(world, self.full)),
            signed(world, listing(world, self.bare, decision="objects")),
            signed(world, listing(world, self.gone)),
        ]
        for data in (self.full, self.bare, self.gone, *said):
            node.registry.admit(data, now=world.now)
        draft = StatusDraft(gone["id"], "revoke", "issued-in-error", world.now)
        signer = world.cq.signers["assessment"]
        change_status(node.registry, draft, signer, now=world.now, random=Random(1))
        for name in ("cq", "sc", "cq"):
            node.publish(name)

    def get(self, **query: Any) -> Any:
        answer = self.node.client.get(PATH, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def titles(self, **query: Any) -> list[str]:
        return [line["title"]["zh"][2] for line in self.get(**query)["items"]]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    world = World()
    grant_technologies(world)
    with running(tmp_path_factory.mktemp("node"), world) as node:
        yield Scene(node)


def test_a_line_agrees_with_the_verdict(scene: Scene) -> None:
    page = scene.get()
    assert {"总计": page["total"], "joint": page["joint"], "verified": page["verified"]} == {
        "总计": 2, "joint": 1, "verified": 1,
    }  # fmt: skip
    every = scene.get(status="any")
    assert (every["total"], every["joint"], every["verified"]) == (3, 1, 1), "what has ended is neither"
    for flag in ("joint", "verified"):
        assert scene.titles(status="any", **{flag: "true"}) == ["甲"]
    told = {
        line["title"]["zh"][2]: (line["standing"], line["listing"], line["verification"])
        for line in every["items"]
    }
    assert told == {
        "甲": ("active", "joint", "current"),
        "乙": ("active", "objected", "none"),
        "丙": ("revoked", "single", "none"),
    }
    assert page["counts"]["media"] == {"water": 2}
    assert page["counts"]["targets"]["nox"] == 2


def test_met_limits_come_before_unstated_ones(scene: Scene) -> None:
    page = scene.get(require=NOX)
    assert [line["limits"] for line in page["items"]] == [
        [{"limit": NOX, "result": "met", "indicator": "outlet-nox"}],
        [{"limit": NOX, "result": "not-stated", "indicator": None}],
    ]
    assert (page["total"], page["stated"]) == (2, 1)
    assert scene.titles(require="氮氧化物 ≤ 34 mg/m³（标准状态干基，基准氧含量 6 %）") == ["乙"]
    (unverified,) = scene.get(require=NOX, verified="true")["items"]
    assert unverified["limits"] == [{"limit": NOX, "result": "not-verified", "indicator": "outlet-nox"}]
    assert scene.titles(require="nox <= 34 mg/m3 dry 6 % O2", verified="true") == [], "missed is missed"
    wet = scene.get(require="outlet nox <= 1 mg/m3 wet")
    assert (wet["total"], wet["stated"]) == (2, 0)
    assert [line["limits"][0]["result"] for line in wet["items"]] == ["not-comparable", "not-stated"]
    assert scene.titles(require=[NOX, "COD <= 0.001 mg/L"]) == []


def test_oxygen_is_part_of_a_limit_and_converted_where_both_state_it(scene: Scene) -> None:
    """35 at 6 % is 23.3 at 11 %; if a number does not state its oxygen, the result is unknown."""
    for limit, result in (
        ("nox <= 24 mg/m3 dry 11 % O2", "met"),
        ("nox <= 35 mg/Nm3 dry, 6 % O2", "met"),
        ("nox <= 50 mg/m3 dry", "not-comparable"),
        ("nox <= 50 mg/m3 dry 21 % O2", "not-comparable"),
    ):
        line = next(one for one in scene.get(require=limit)["items"] if one["title"]["zh"][2] == "甲")
        assert line["limits"][0]["result"] == result, limit
    assert "甲" not in scene.titles(require="nox <= 35 mg/m3 dry 3 % O2")


def test_what_acts_on_no_target_is_counted_and_listed_where_it_is_asked_for(scene: Scene) -> None:
    page = scene.get(require="SO2 <= 35 mg/m3 dry")
    assert (page["total"], page["stated"], page["others"], page["items"]) == (0, 0, 2, [])
    whole = scene.get(require="SO2 <= 35 mg/m3 dry", others="true")
    assert (whole["total"], whole["stated"], whole["others"]) == (2, 0, 2)
    assert scene.get()["others"] == scene.get(require=NOX)["others"] == 0


def test_a_limit_set_is_asked_for_by_its_name(scene: Scene) -> None:
    page = scene.get(require="GB 18918-2002 一级A")
    assert page["total"] == 2
    limits = {one["limit"]: one["result"] for one in page["items"][0]["limits"]}
    assert len(limits) == 11
    assert limits["outlet cod <= 50 mg/L"] == "met"
    assert limits["outlet ph 6-9 [pH]"] == "not-stated"
    assert scene.get(require="gb-18918-2002-1a") == page


def test_every_parameter_narrows(scene: Scene) -> None:
    line = scene.get(words="甲工艺")["items"][0]
    for query in (
        {"media": ["water", "air"]}, {"targets": "nox"}, {"issuers": line["issuer"]},
        {"classes": line["class"]}, {"forms": line["form"]}, {"maturities": line["maturity"]},
        {"industries": "46"},
    ):  # fmt: skip
        assert scene.get(**query)["total"] == 2, query
    for query in (
        {"media": "noise"}, {"targets": "radon"}, {"issuers": scene.world.sc.did}, {"classes": "收录"},
        {"forms": "software"}, {"maturities": "bench"}, {"industries": "99"}, {"words": "nowhere"},
    ):  # fmt: skip
        assert scene.get(**query)["total"] == 0, query
    assert scene.titles(joint="true") == scene.titles(verified="true") == scene.titles(words="甲") == ["甲"]
    before = format_time(scene.world.now - timedelta(days=400))
    assert scene.get(at=before)["total"] == 0


def test_pages_go_on_where_they_ended(scene: Scene) -> None:
    for query in ({}, {"require": NOX}, {"status": "any"}):
        whole = scene.get(**query)
        found, cursor = [], None
        while True:
            page = scene.get(limit=1, **query, **({"cursor": cursor} if cursor else {}))
            found += page["items"]
            assert (page["total"], page["counts"]) == (whole["total"], whole["counts"])
            cursor = page["next"]
            if cursor is None:
                break
        assert found == whole["items"]


def test_one_technology_with_what_is_said_of_it(scene: Scene) -> None:
    record = parse_any(scene.full)
    for reference in (record.digest, record.body.id):
        answer = scene.node.client.get(f"{PATH}/{reference}")
        held = answer.json()
        assert (held["digest"], held["standing"], held["listing"]) == (record.digest, "active", "joint")
        assert held["technology"] == record.value
        assert [one["credentialSubject"]["decision"] for one in held["listings"]] == ["joins"]
        assert held["verdict"]["outcome"] == "valid"
        assert answer.headers["access-control-allow-origin"] == "*"
    ended = scene.node.client.get(f"{PATH}/{parse_any(scene.gone).body.id}").json()
    assert (ended["standing"], len(ended["events"]), len(ended["listings"])) == ("revoked", 1, 1)
    assert (ended["listing"], ended["verification"]) == ("single", "none")
    elsewhere = scene.node.client.get(f"{PATH}/{record.digest}", params={"issuer": scene.world.sc.did})
    assert problem_of(elsewhere)["status"] == 404
    for nothing in ("0" * 64, "urn:uuid:00000000-0000-4000-8000-000000000000", "x"):
        assert problem_of(scene.node.client.get(f"{PATH}/{nothing}"))["code"] == "not-here"


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("require=COD+%3C+30+mg/L", "limit-sign", "require[0]"),
        ("require=COD+%3C%3D+30+mg/L&require=COD+%3C%3D+30+ppm", "unit-basis", "require[1]"),
        ("require=nox+%3C%3D+30+mg/m3", "limit-state", "require[0]"),
        ("require=glamour+%3C%3D+30+mg/L", "limit-target", "require[0]"),
        ("&".join(["require=COD+%3C%3D+30+mg/L"] * 11), "member-length", "require"),
        ("media=water&media=fire", "member-value", "media[1]"),
        ("targets=%00", "target-unknown", "targets[0]"),
        ("industries=C46", "member-form", "industries[0]"),
        ("words=" + "x" * 201, "member-length", "words"),
        ("joint=yes", "member-type", "joint"),
        ("joint=true&joint=true", "item-repeated", "joint"),
        ("limit=101", "member-value", "limit"),
        ("cursor=0.1.zz", "cursor-damaged", "cursor"),
        ("cursor=" + quote("٣.1." + "a" * 64), "cursor-damaged", "cursor"),
        ("at=2099-01-01", "at-after-now", "at"),
        ("at=yesterday", "when-form", "at"),
        ("status=gone", "member-value", "status"),
        ("colour=red", "parameter-unknown", "colour"),
    ],
)
def test_a_refusal_of_a_query_names_the_fault(scene: Scene, query: str, code: str, field: str) -> None:
    problem = problem_of(scene.node.client.get(f"{PATH}?{query}"))
    assert (problem["code"], problem["field"]) == (code, field)
    assert problem["status"] in (400, 422)


@pytest.mark.parametrize("query", ["words=%00", "words=%25_/", "words=%ED%A0%80", "words=%27%22%3B--"])
def test_any_words_can_be_searched(scene: Scene, query: str) -> None:
    answer = scene.node.client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    assert answer.json()["total"] == (2 if query == "words=%00" else 0)
