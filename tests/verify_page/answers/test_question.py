"""The question of the verify page: each control stands within its own field, whatever the window."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.browser import PHONE
from tests.verify_page.page_visit import Site, node_at, visiting

pytestmark = pytest.mark.browser

SMALL = 320
WIDTHS = (SMALL, PHONE, 768, 960, 1280, 1600)

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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with node_at(tmp_path_factory.mktemp("layout")) as found:
        yield found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_field_of_the_question_runs_into_another(browser: Any, site: Site, lang: str) -> None:
    with visiting(browser, site) as person:
        page = person.open(f"/v?lang={lang}")
        page.locator("#options > summary").click()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(_ASTRAY) == [], width
            assert page.evaluate(_TOUCHING) == [], width
            clipped = (
                "[...document.querySelectorAll('.moment input')].filter(e => e.scrollWidth > e.clientWidth)"
            )
            assert page.evaluate(f"{clipped}.length") == 0, width
