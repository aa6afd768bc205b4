"""From the front page by links alone, a new reader finds every function (`javascript`, `browser`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credentials.h1 import format_h1_url
from signing.strict_json import parse_json
from tests.harness.browser import (
    DESKTOP,
    PHONE,
    chromium,
    find_overflow,
    find_violations,
    resize,
    serving_app,
    visitor,
)
from tests.harness.document.pages import pages_in_node
from tests.harness.selection.by_day import by_day
from tests.pages.pages import LONG_NAME, USCC, Scene, site

pytestmark = pytest.mark.javascript

SMALL = 320


class Shown:
    """A served node with samples."""

    def __init__(self, scene: Scene, address: str) -> None:
        self.scene, self.address = scene, address


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    samples = tmp_path_factory.mktemp("samples")
    with site(tmp_path_factory.mktemp("site")) as scene:
        _lay_out(samples, scene)
        scene.node.app.state.node.samples = samples
        with serving_app(scene.node.app) as address:
            yield Shown(scene, address)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def reader() -> Iterator[Any]:
    with pages_in_node() as found:
        yield found


def _lay_out(folder: Path, scene: Scene) -> None:
    from carriers.qr import format_qr_png

    address = format_h1_url(parse_json(scene.credentials["active"]), "https://cq.huren.example")  # type: ignore[arg-type]
    for name in ("valid", "forged"):
        (folder / f"{name}.h1.txt").write_text(address, encoding="ascii")
    (folder / "valid.png").write_bytes(format_qr_png(address))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("lang", "scheme"), [("zh", "dark"), pytest.param("en", "light", marks=pytest.mark.night)]
)
def test_with_samples_the_page_fits_its_window_and_axe_finds_nothing(
    browser: Any, shown: Shown, lang: str, scheme: Any
) -> None:
    """tests/pages/test_browser.py tests the pages to which it leads."""
    with visitor(browser, shown.address, color_scheme=scheme) as page:
        page.goto(f"{shown.address}/?lang={lang}")
        for width in (SMALL, PHONE, DESKTOP):
            resize(page, width)
            assert find_overflow(page) == [], width
        assert find_violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("lang", by_day(["zh", "en"], ["zh"]))
def test_the_first_view_of_a_phone_says_what_it_is_and_shows_the_first_door(
    browser: Any, shown: Shown, lang: str
) -> None:
    with visitor(browser, shown.address, width=PHONE) as page:
        page.set_viewport_size({"width": PHONE, "height": 844})
        page.goto(f"{shown.address}/?lang={lang}")
        for seen in ("h1", ".hero .main", ".door h3"):
            box = page.locator(seen).first.bounding_box()
            assert box["y"] >= 0, seen
            assert box["y"] + box["height"] <= 844, seen


@pytest.mark.browser
def test_the_offline_checker_is_one_click_away_and_its_use_another(browser: Any, shown: Shown) -> None:
    with visitor(browser, shown.address, width=PHONE, java_script_enabled=False) as page:
        page.goto(f"{shown.address}/?lang=zh")
        with page.expect_download() as saved:
            page.get_by_role("link", name="离线核验文件").click()
        assert Path(saved.value.path()).stat().st_size > 100_000
        page.get_by_role("link", name="如何断网核验").click()
        page.get_by_role("heading", name="核验投标文件夹（可离线）").wait_for()


@pytest.mark.night
def test_an_example_shows_where_a_grade_counts(reader: Any, shown: Shown) -> None:
    with visitor(reader, shown.address, width=PHONE, java_script_enabled=False) as page:
        page.goto(f"{shown.address}/?lang=en")
        page.get_by_role("link", name="Find mine").click()
        page.get_by_role("link", name=USCC).click()
        page.get_by_role("heading", name="Where accepted, and as what").wait_for()


def test_where_a_grade_counts_is_two_clicks_and_a_code_away(reader: Any, shown: Shown) -> None:
    with visitor(reader, shown.address, width=PHONE, java_script_enabled=False) as page:
        page.goto(f"{shown.address}/?lang=zh")
        page.get_by_role("link", name="找到我的企业").click()
        page.get_by_role("searchbox").fill(USCC)
        page.keyboard.press("Enter")
        page.wait_for_url("**/enterprises/*")
        assert page.get_by_role("heading", level=1).inner_text() == LONG_NAME
        page.get_by_role("heading", name="在哪里获认可，视同什么等级").wait_for()


@pytest.mark.night
def test_how_a_record_is_printed_is_one_click_away(reader: Any, shown: Shown) -> None:
    with visitor(reader, shown.address, width=PHONE, java_script_enabled=False) as page:
        page.goto(f"{shown.address}/?lang=zh")
        page.get_by_role("link", name="如何打印核验记录").click()
        page.get_by_text("文件夹的列表上方，点“打印核验记录”").wait_for()


ONE_CLICK_AWAY = {
    "zh": {
        "等级对应表": "等级对应",
        "能力评价证书": "查询企业与凭证",
        "重庆信用评价": "查询企业与凭证",
        "四川信用评价": "查询企业与凭证",
        "统一标准": "统一标准",
        "环保技术信息库": "技术库",
        "行业统计": "行业统计",
        "联席会议": "联席会议",
        "公告": "公告",
    },
    "en": {
        "Table of grades": "Equivalences",
        "Certificates of capability": "Find an enterprise or a credential",
        "Credit in Chongqing": "Find an enterprise or a credential",
        "Credit in Sichuan": "Find an enterprise or a credential",
        "Unified standards": "Standards",
        "Technology database": "Technologies",
        "Statistics": "Statistics",
        "Joint conferences": "Joint conferences",
        "Notices": "Notices",
    },
}
"""Text of a link on the front page, and a heading of its target."""


@pytest.mark.parametrize(
    ("lang", "width"), [("zh", PHONE), pytest.param("en", DESKTOP, marks=pytest.mark.night)]
)
def test_every_work_of_the_agreement_and_the_table_of_grades_is_one_click_away(
    reader: Any, shown: Shown, lang: str, width: int
) -> None:
    with visitor(reader, shown.address, width=width, java_script_enabled=False) as page:
        page.goto(f"{shown.address}/?lang={lang}")
        for link, heading in ONE_CLICK_AWAY[lang].items():
            page.locator("main").get_by_role("link", name=link, exact=True).click()
            page.get_by_role("heading", name=heading, exact=True).wait_for()
            page.go_back()


def test_a_sample_is_verified_and_printed_from_the_front_page(reader: Any, shown: Shown) -> None:
    with visitor(reader, shown.address, width=PHONE, service_workers="block") as page:
        page.context.clock.set_fixed_time(shown.scene.world.now)
        page.goto(f"{shown.address}/?lang=zh")
        page.get_by_role("link", name="试真样本").click()
        page.get_by_role("button", name="打印核验记录").first.wait_for()
        assert LONG_NAME in page.locator("main").inner_text()
