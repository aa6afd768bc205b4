"""Marks of a technology in lists, in comparisons, on its page and for a need."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from credentials.times import format_time
from tests.harness.selection.by_day import by_day
from tests.pages.pages import Page, Scene
from tests.world import World, digest_of
from tests.world.api_node import running
from tests.world.works import grant_technologies, listing, notice, signed, technology


@pytest.fixture
def scene(tmp_path: Any) -> Iterator[Scene]:
    """Chongqing lists a joint and verified technology and one with an objection; Sichuan wants such."""
    world = World()
    grant_technologies(world)
    second: dict[str, Any] = {"title": {"zh": "示例乙工艺", "en": "B (Example)"}, "verification": ...}
    joint, objected = signed(world, technology(world)), signed(world, technology(world, **second))
    said = [listing(world, joint), listing(world, objected, decision="objects")]
    asks, bare = (notice(world, "sc"), notice(world, "sc", limits=..., targets=["cod"]))
    data = [joint, objected, *(signed(world, one) for one in (*said, asks, bare))]
    with running(tmp_path, world) as node:
        node.registry.admit_many(data, now=world.now)
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        named = {"joint": joint, "objected": objected, "asks": data[-2], "bare": data[-1]}
        yield Scene(node, world, technologies=named)


def pages_of(scene: Scene, lang: str) -> dict[str, Page]:
    """Return every page that shows a technology."""
    joint, objected, asks, bare = (digest_of(one) for one in scene.technologies.values())
    paths = {
        "list": f"/technologies?lang={lang}",
        "limit": f"/technologies?require=COD%20%3C%3D%2050%20mg/L&lang={lang}",
        "compare": f"/technologies/compare?id={joint}&id={objected}&lang={lang}",
        "record": f"/technologies/{joint}?lang={lang}",
        "need": f"/notices/{asks}?lang={lang}",
        "bare": f"/notices/{bare}?lang={lang}",
    }
    return {name: scene.page(path) for name, path in paths.items()}


@pytest.mark.night
def test_a_need_shows_its_technologies_as_the_search_does(scene: Scene) -> None:
    pages = pages_of(scene, "zh")
    asked, bare = (re.sub(r"\s+", " ", pages[name].text) for name in ("need", "bare"))
    for text in (asked, bare):
        assert "有异议" in text
        assert "联合入库" in text
        assert "出水化学需氧量 ≤ 30 mg/L，进水 200–450 mg/L，≥ 12 °C，日均值 已验证" in text
    assert "明确满足的技术" in asked
    assert "满足 出口化学需氧量 ≤ 30 mg/L" in asked
    assert "符合条件的技术" in bare
    assert "满足" not in bare
    assert "共同收录" not in asked


@pytest.mark.parametrize("lang", by_day(["zh", "en"], ["zh"]))
def test_an_ended_technology_has_no_good_mark(scene: Scene, lang: str) -> None:
    for name, page in pages_of(scene, lang).items():
        assert '<span class="mark ok">' in page.html, name
    scene.world.advance(days=15)  # nobody has published since, so revocations are unknown
    standing, borne_out = (
        ("无法确认", "第三方验证：") if lang == "zh" else ("annot be confirmed", "Verified by a third")
    )
    for name, page in pages_of(scene, lang).items():
        assert '<span class="mark ok">' not in page.html, name
        assert standing in page.text, name
        assert borne_out not in page.text


@pytest.mark.night
def test_a_statement_that_has_not_begun_is_not_said_to_be_over(scene: Scene) -> None:
    now, title = scene.world.now, {"zh": "示例丙工艺", "en": "C (Example)"}
    since = format_time(now + timedelta(days=9))
    later = signed(scene.world, technology(scene.world, title=title, verification__from=since))
    scene.node.registry.admit_many([later], now=now)
    scene.node.publish("cq")
    page = scene.page(f"/technologies/{digest_of(later)}?lang=zh")
    assert page.text.count("验证尚未开始") == 2, "in the answer and beside the term"
    assert "验证已到期" not in page.text
