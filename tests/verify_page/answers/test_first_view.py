"""What a telephone shows at once of an answer, and what moves while the page loads (group `browser`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import PHONE
from tests.verify_page.page_visit import Site, node_at, visiting
from tests.world import World

pytestmark = pytest.mark.browser

HEIGHT = 844
LONG = "重庆两江新区示例清源环境保护工程技术研究与设施运营服务股份有限公司渝北分公司"
LONG_EN = (
    "Chongqing Liangjiang New Area Qingyuan Environmental Protection Engineering Technology Research "
    "and Facility Operation Services Company Limited, Yubei Branch (Example)"
)
MOVED = """
globalThis.moved = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.moved += value;
}).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A certificate in eight categories of an enterprise with a long name."""
    world = World()
    [scheme] = [one for one in world.text["schemes"] if one["id"] == "cq-facility-operation"]
    categories = [one if isinstance(one, str) else one["code"] for one in scheme["categories"]]
    world.issue(by="cq", scheme=scheme["id"], category=categories, legal_name=LONG, legal_name_en=LONG_EN)
    with node_at(tmp_path_factory.mktemp("node"), world) as found:
        found.node.client.get("/api/v1/trust")  # with it the node learns whose agreement it is
        yield found


@pytest.mark.night
def test_everything_that_counts_is_in_the_first_view(browser: Any, site: Site, tmp_path: Path) -> None:
    held = tmp_path / "eight.json"
    [line] = site.node.client.get("/api/v1/credentials").json()["items"]
    held.write_bytes(site.node.client.get(f"/api/v1/records/{line['digest']}").content)
    with visiting(browser, site, width=PHONE, reduced_motion="reduce") as person:
        page = person.open("/v")
        page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        page.locator("#home").select_option(site.world.sc.did)
        for lang, name, more in (("zh-CN", "在线监测", "5"), ("en", "online monitoring", "7")):
            if lang == "en":
                page.evaluate("document.querySelector('#language').click()")
            page.locator(f"html[lang={lang}]").wait_for(state="attached")
            person.verify(page, held)
            page.locator(".counts").first.wait_for()
            strip = page.locator("#strip").bounding_box()["y"]
            for part in (".top", ".who", ".trio", ".here"):
                box = page.locator(f".verdict {part}").bounding_box()
                assert box["y"] >= 0, (lang, part)
                assert box["y"] + box["height"] <= strip, (lang, part)
            assert name not in page.locator(".trio").inner_text()
            fold = page.locator(".trio .others")
            assert more in fold.inner_text()
            fold.click()
            assert name in page.locator(".trio").inner_text()


@pytest.mark.night
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_nothing_moves_while_the_page_loads(browser: Any, site: Site, width: int) -> None:
    """That it is an example stands there from the first byte."""
    assert b'id="example" class="sample">' in site.node.client.get("/v").content
    with visiting(browser, site, width=width) as person:
        person.context.add_init_script(MOVED)
        page = person.open("/v")
        page.locator("#trust .ages li").first.wait_for()
        assert page.locator("#example").is_visible()
        assert page.evaluate("moved") < 0.1
