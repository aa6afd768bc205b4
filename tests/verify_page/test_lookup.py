"""A number or code typed on the verify page (`javascript`): a node finds it, or it is said what to do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verify_page.page_visit import Site, node_at, visiting
from tests.world import World
from web.single_file import build_one_file

pytestmark = pytest.mark.javascript

NUMBER = "CQ-LOOKUP-0041"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    world = World()
    world.issue(by="cq", certificate_number=NUMBER)
    with node_at(tmp_path_factory.mktemp("node"), world) as found:
        yield found


def type_in(page: Any, text: str) -> None:
    page.locator("summary", has_text="粘贴").click()
    page.locator("#pasted").fill(text)
    page.locator("#paste button").click()


def test_a_number_or_a_code_opens_what_it_names(reader: Any, site: Site) -> None:
    line = site.node.client.get("/api/v1/credentials").json()["items"][0]
    uscc = line["uscc"]
    with visiting(reader, site) as person:
        page = person.open("/v")
        for text in (NUMBER, "ｃｑ-ｌｏｏｋｕｐ-００４１"):
            type_in(page, text)
            page.locator(".asked", has_text=text).wait_for()
            assert NUMBER in page.locator("main").inner_text(), text
            page.locator("summary", has_text="粘贴").click()
    for text, path in (
        (uscc, f"/enterprises/{uscc}"),
        (f"{uscc[:2]} {uscc[2:8]} {uscc[8:].lower()}", f"/enterprises/{uscc}"),
        (uscc[-6:], "/search"),
    ):
        with visiting(reader, site) as person:
            page = person.open("/v")
            type_in(page, text)
            page.wait_for_url(f"**{path}**")
            assert NUMBER in page.locator("main").inner_text(), text


def test_the_home_goes_along(reader: Any, site: Site) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v")
        page.locator("#home").select_option(site.world.sc.did)
        type_in(page, NUMBER)
        page.locator(".counts", has_text="四川").wait_for()
        assert "home=did" in str(page.locator("#lookup-words a").get_attribute("href"))


def test_without_a_network_it_says_how_else(reader: Any, site: Site) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v")
        person.context.set_offline(True)
        type_in(page, NUMBER)
        words = page.locator("#lookup-words")
        words.wait_for()
        assert "联网" in words.inner_text()
        assert page.locator(".verdict").count() == 0
        page.locator("#pasted").fill("{}")
        page.locator("#paste button").click()
        page.locator(".verdict").wait_for()
        assert not words.is_visible()


@pytest.mark.night
def test_the_single_file_looks_nothing_up(reader: Any, site: Site, tmp_path: Path) -> None:
    path = tmp_path / "verify.html"
    path.write_bytes(build_one_file(site.world.bundle(), site.world.pin))
    with visiting(reader, site) as person:
        page = person.open(path.as_uri())
        person.asked.clear()  # the file itself
        type_in(page, "渝北 清源")
        page.locator("#lookup-words").wait_for()
        assert "不联网" in page.locator("#lookup-words").inner_text()
        assert page.url == path.as_uri()
        assert person.asked == []
