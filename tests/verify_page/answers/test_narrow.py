"""The verify page in windows of many widths (group `browser`): header, and the fields of the question."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import PHONE, find_overflow, find_violations, resize
from tests.verify_page.page_visit import Site, node_at, visiting
from web.single_file import build_one_file

pytestmark = pytest.mark.browser

ENLARGED = PHONE // 2
WIDTHS = (320, PHONE, 768, 960, 1280, 1600)
RING = 5
"""Width and offset of the ring around what has the focus, in CSS pixels."""

GAPS = """() => {
  const isShown = (one) => one.offsetHeight > 0 && !one.closest('details:not([open]), #strip');
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

_ASTRAY = """() => [...document.querySelectorAll(".fields > div")].flatMap((field) => {
  const room = field.getBoundingClientRect();
  return [...field.querySelectorAll("input, label, p")].flatMap((one) => {
    const {left, right} = one.getBoundingClientRect();
    return left < room.left - 1 || right > room.right + 1 ? [one.id || one.htmlFor] : [];
  });
})"""
"""What reaches out of its field, and so into the next one."""

_TOUCHING = """() => {
  const controls = [...document.querySelectorAll("#question input, #question select")].map((one) =>
    [one.id, one.getBoundingClientRect()]);
  return controls.flatMap(([name, a], i) => controls.slice(i + 1).flatMap(([other, b]) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom ? [[name, other]] : []));
}"""
_CLIPPED = """[...document.querySelectorAll(".moment input")]
  .filter((one) => one.scrollWidth > one.clientWidth).length"""


@pytest.fixture(scope="module")
def site(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with node_at(tmp_path_factory.mktemp("node")) as found:
        yield found


@pytest.fixture(scope="module")
def page(browser: Any, site: Site) -> Iterator[Any]:
    """The question with all of its fields; each test says width and language."""
    with visiting(browser, site) as person:
        found = person.open("/v?lang=zh")
        found.locator("#options > summary").click()
        yield found


def speak(page: Any, lang: str) -> None:
    """Has the page speak a language."""
    if not page.locator("html").get_attribute("lang").startswith(lang):
        page.evaluate("document.querySelector('#language').click()")
    page.locator(f"html[lang^={lang}]").wait_for(state="attached")


@pytest.mark.night
def test_the_language_is_in_the_menu_of_a_phone(page: Any) -> None:
    """As on the other pages; on a wide screen it stands in the bar."""
    speak(page, "en")
    resize(page, PHONE)
    assert not page.locator("#language").is_visible()
    line = page.locator(".party b").evaluate("one => parseFloat(getComputedStyle(one).lineHeight)")
    assert page.locator(".party b").bounding_box()["height"] < 2.5 * line
    page.locator(".menu summary").click()
    assert find_violations(page) == []
    page.locator(".menu button").click()
    page.locator("html[lang=zh-CN]").wait_for(state="attached")
    page.locator(".menu summary").click()
    resize(page, 1280)
    page.locator("#language").click()
    page.locator("html[lang=en]").wait_for(state="attached")


@pytest.mark.night
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
def test_enlarged_the_choice_of_the_association_can_be_read(page: Any, lang: str) -> None:
    speak(page, lang)
    resize(page, ENLARGED)
    assert page.locator("#home").bounding_box()["width"] > 130
    assert find_overflow(page) == []


@pytest.mark.night
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_no_label_or_hint_stands_in_the_ring_of_a_field(page: Any, width: int) -> None:
    speak(page, "zh")
    resize(page, width)
    assert page.evaluate(GAPS % RING) == []


@pytest.mark.night
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_field_of_the_question_runs_into_another(page: Any, lang: str) -> None:
    """Each control stands within its own field, whatever the window."""
    speak(page, lang)
    for width in WIDTHS:
        resize(page, width)
        assert page.evaluate(_ASTRAY) == [], width
        assert page.evaluate(_TOUCHING) == [], width
        assert page.evaluate(_CLIPPED) == 0, width
