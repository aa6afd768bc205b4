"""What of reference oxygen, of a contact and of a limit set stands on the pages."""

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from tests.world import World, digest_of
from tests.world.api_node import Node, running
from tests.world.works import flue_gas, grant_technologies, signed, technology


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    world = World()
    grant_technologies(world)
    with running(tmp_path_factory.mktemp("node"), world) as running_node:
        yield running_node


def list_technology(node: Node, name: str, oxygen: str, **members: Any) -> str:
    """A technology whose NOx is told at this reference oxygen, by its digest."""
    gas = flue_gas()
    gas["condition"]["referenceO2"] = oxygen
    data = signed(
        node.world,
        technology(
            node.world, title={"zh": name, "en": name}, verification=..., targets=["nox"],
            indicators=[gas], **members,
        ),
    )  # fmt: skip
    node.registry.admit(data, now=node.world.now)
    return digest_of(data)


def read(node: Node, path: str) -> str:
    answer = node.client.get(path, params={"lang": "zh"} if "?" not in path else None)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_numbers_of_other_oxygen_stand_on_other_rows(node: Node) -> None:
    first, same, other = (
        list_technology(node, f"示例{name}工艺", oxygen)
        for name, oxygen in (("甲", "6"), ("乙", "6.0"), ("丙", "11"))
    )
    alike = read(node, f"/technologies/compare?lang=zh&id={first}&id={same}")
    assert alike.count("氮氧化物 · 出口") == 1
    assert "气体中浓度，标准状态干基，基准氧含量 6 %" in alike
    apart = read(node, f"/technologies/compare?lang=zh&id={first}&id={other}")
    assert apart.count("氮氧化物 · 出口") == 2
    assert "气体中浓度，标准状态干基，基准氧含量 11 %" in apart


def test_who_answers_stands_in_the_head_or_the_association_does(node: Node) -> None:
    told = read(node, f"/technologies/{list_technology(node, '示例丁工艺', '9')}")
    assert 'href="mailto:technology@anlin.example"' in told
    assert "示例技术推广部" in told
    silent = read(node, f"/technologies/{list_technology(node, '示例戊工艺', '9', contact=...)}")
    assert "未载明，可向入库协会询问：" in silent
    assert "mailto:" not in silent.split("</h1>")[1].split("verdict")[0]


def test_a_limit_set_is_one_condition_whose_limits_and_note_can_be_read(node: Node) -> None:
    page = read(node, "/technologies?lang=zh&require=一级A")
    assert page.count("去掉条件：") == 1
    assert "去掉条件：GB 18918-2002 一级A" in page
    assert "GB 18918-2002 一级A：11 项限值" in page
    assert "出口色度 ≤ 30 倍" in page
    assert "水温不高于 12 ℃ 时为 8 mg/L" in page
    assert "出口酸碱度 6–9 (pH)" in page
    assert all(f'<option value="GB 18918-2002 一级{grade}">' in page for grade in "AB")
