"""The verify page on a phone, also enlarged twofold (group `browser`): header, labels and fields."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import PHONE, find_overflow, find_violations
from tests.verify_page.page_visit import Site, node_at, visiting
from web.single_file import build_one_file

pytestmark = pytest.mark.browser

ENLARGED = PHONE // 2
RING = 5
"""Width and offset of the ring around what has the focus, in CSS pixels."""

GAPS = """() => {
  const isShown = (one) => one.offsetHeight > 0 && !one.closest('details:not([open])');
  const shown = (names) => [...document.querySelectorAll(names)].filter(isShown);
  const boxes = shown('label, .soft.small, #trust-words p').filter((one) => one.textContent.trim() !== '');
  const fields = shown('input, select, textarea, button');
  const found = [];
  for (const field of fields) for (const box of boxes) {
    if (box.contains(field) || field.contains(box)) continue;
    const [a, b] = [field.getBoundingClientRect(), box.getBoundingClientRect()];
    if (a.right <= b.left || b.right <= a.left) continue;
    const gap = Math.max(a.top - b.bottom, b.top - a.bottom);
    if (gap < %d) found.push([field.id, box.textContent, gap]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def site(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with node_at(tmp_path_factory.mktemp("node")) as found:
        yield found


def test_the_language_is_in_the_menu_of_a_phone(browser: Any, site: Site) -> None:
    """As on the other pages; on a wide screen it stands in the bar."""
    with visiting(browser, site, width=PHONE) as person:
        page = person.open("/v?lang=en")
        assert not page.locator("#language").is_visible()
        line = page.locator(".party b").evaluate("one => parseFloat(getComputedStyle(one).lineHeight)")
        assert page.locator(".party b").bounding_box()["height"] < 2.5 * line
        page.locator(".menu summary").click()
        assert find_violations(page) == []
        page.locator(".menu button").click()
        page.locator("html[lang=zh-CN]").wait_for(state="attached")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator("#language").click()
        page.locator("html[lang=en]").wait_for(state="attached")


def test_a_file_without_a_menu_keeps_the_language_in_its_header(
    browser: Any, site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "verify.html"
    file.write_bytes(build_one_file(site.world.bundle(), site.world.pin))
    with visiting(browser, site, width=PHONE) as person:
        page = person.open(file.as_uri())
        assert page.locator(".menu").count() == 0
        assert page.locator("#language").is_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_enlarged_the_choice_of_the_association_can_be_read(browser: Any, site: Site, lang: str) -> None:
    with visiting(browser, site, width=ENLARGED) as person:
        page = person.open(f"/v?lang={lang}")
        page.locator("#options summary").click()
        assert page.locator("#home").bounding_box()["width"] > 130
        assert find_overflow(page) == []


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_no_label_or_hint_stands_in_the_ring_of_a_field(browser: Any, site: Site, width: int) -> None:
    with visiting(browser, site, width=width) as person:
        page = person.open("/v?lang=zh")
        page.locator("#options summary").click()
        page.locator("#strip").evaluate("one => one.remove()")
        assert page.evaluate(GAPS % RING) == []
