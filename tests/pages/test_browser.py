"""The public pages in a real browser: phone, desktop, paper, accessibility."""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations, cycle, product
from typing import Any

import pypdfium2
import pytest

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
from tests.pages.pages import LONG_NAME, NUMBERS, USCC, Scene, sign_report, site
from tests.world import digest_of
from web.refusal_page import RefusalWords, build_refusal_page

pytestmark = pytest.mark.browser

SMALL, TWICE = 320, 640
"""Widths: the narrowest window (WCAG 2.2, 1.4.10), and a desktop's at 200 %."""


class Shown:
    """A browser in front of a served node."""

    def __init__(self, scene: Scene, address: str, browser: Any, report: str) -> None:
        self.scene, self.address, self.browser = scene, address, browser
        made = {name: digest_of(data) for name, data in scene.credentials.items()}
        listed = {name: digest_of(data) for name, data in scene.technologies.items()}
        self.paths = [
            "/", "/help", "/problems",
            "/search", "/search?q=示例", "/search?q=zzz", f"/enterprises/{USCC}", "/associations",
            f"/credentials/{made['active']}", f"/credentials/{made['revoked']}",
            f"/associations/{scene.world.cq.did}", "/schemes", "/schemes/cq-facility-operation",
            "/schemes/cq-credit", "/agreements", "/agreements/cq-sc-environment-example/2", "/status",
            "/technologies", "/technologies?targets=cod&require=COD <= 20 mg/L&verified=true",
            "/technologies?require=一级A&others=true",
            f"/technologies/{listed['joint']}", f"/technologies/{listed['ended']}",
            f"/technologies/compare?id={listed['joint']}&id={listed['newer']}&id={listed['objected']}",
            "/statistics", f"/records/{report}", "/docs", "/problems/bad-signature", "/nothing",
        ]  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with (
        chromium() as browser,
        site(tmp_path_factory.mktemp("site")) as scene,
        serving_app(scene.node.app) as address,
    ):
        report = sign_report(scene)
        scene.node.registry.admit(report, now=scene.world.now)
        yield Shown(scene, address, browser, digest_of(report))


FEW = ("/", "/search?q=示例", f"/enterprises/{USCC}", "/technologies", "/statistics")
"""Pages of each layout, besides those of credentials and the comparison, whose addresses are digests."""


@pytest.fixture(scope="module", params=["few", pytest.param("all", marks=pytest.mark.night)])
def looked(request: pytest.FixtureRequest, shown: Shown) -> dict[str, tuple[list[str], list[str]]]:
    """Findings of axe and overflow on each Chinese page, in one visit.

    Pages with many tones are visited in dark colours, too. Two widths alternate: a page that fits only one
    is too wide.
    """
    found = {}
    made = ("/credentials/", "/technologies/compare")
    paths = [one for one in shown.paths if request.param == "all" or one in FEW or one.startswith(made)]
    with visitor(shown.browser, shown.address) as page:
        for path, width in zip(paths, cycle((PHONE, DESKTOP)), strict=False):
            _go(page, shown, path, "zh")
            resize(page, width)
            violations = find_violations(page)
            if path in ("/status", "/statistics") or path.startswith(("/credentials/", "/enterprises/")):
                page.emulate_media(color_scheme="dark")
                violations += [f"dark: {one}" for one in find_violations(page)]
                page.emulate_media(color_scheme="light")
            found[path] = violations, find_wide(page, SMALL, TWICE)
    return found


def find_wide(page: Any, *widths: int) -> list[str]:
    """Return the elements wider than the window, with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = []
    for width in widths:
        resize(page, width)
        found += [f"{width}: {one}" for one in find_overflow(page)]
    return found


def test_no_page_is_wider_than_its_window(looked: dict[str, tuple[list[str], list[str]]]) -> None:
    assert {path: wide for path, (_, wide) in looked.items() if wide} == {}


@pytest.mark.night
def test_no_page_in_english_is_wider_than_its_window(shown: Shown) -> None:
    with visitor(shown.browser, shown.address) as page:
        for path in shown.paths:
            _go(page, shown, path, "en")
            assert find_wide(page, SMALL, PHONE, DESKTOP) == [], path


def test_axe_finds_nothing(looked: dict[str, tuple[list[str], list[str]]]) -> None:
    assert {path: violations for path, (violations, _) in looked.items() if violations} == {}


@pytest.mark.parametrize("lang", [pytest.param("zh", marks=pytest.mark.night), "en"])
def test_the_header_stands_in_one_line_on_a_desktop(shown: Shown, lang: str) -> None:
    with visitor(shown.browser, shown.address, width=DESKTOP) as page:
        _go(page, shown, "/search", lang)
        party, bar = (page.locator(f".mast {part}").bounding_box() for part in (".party", ".bar"))
        assert party["x"] + party["width"] <= bar["x"]
        assert bar["y"] < party["y"] + party["height"] <= bar["y"] + bar["height"] + party["height"] / 2


def _go(page: Any, shown: Shown, path: str, lang: str) -> None:
    if path == "/nothing":  # the browser reports the status of a missing page as an error
        page.goto(f"{shown.address}/problems/not-here?lang={lang}")
        return
    joint = "&" if "?" in path else "?"
    assert page.goto(f"{shown.address}{path}{joint}lang={lang}").ok, path


def test_a_clerk_finds_an_answer_without_a_script(shown: Shown) -> None:
    with visitor(shown.browser, shown.address, width=PHONE, java_script_enabled=False) as page:
        page.goto(f"{shown.address}/search?lang=zh")
        page.get_by_role("searchbox").fill(USCC)
        page.keyboard.press("Enter")
        page.wait_for_url("**/enterprises/*")
        assert page.get_by_role("heading", level=1).inner_text() == LONG_NAME
        page.get_by_role("link", name="重庆污染治理设施运行服务能力（示例）").first.click()
        page.wait_for_url("**/credentials/*")
        page.locator(".verdict").wait_for()
        page.locator(".menu summary").click()
        page.get_by_role("link", name="English").click()
        page.get_by_role("heading", name="Where accepted, and as what").wait_for()


def test_on_paper_there_is_the_answer_and_nothing_to_press(shown: Shown) -> None:
    digest = digest_of(shown.scene.credentials["active"])
    with visitor(shown.browser, shown.address) as page:
        page.goto(f"{shown.address}/credentials/{digest}?lang=zh")
        page.emulate_media(media="print")
        for seen in (".verdict", "h1", "img.code-box", "table.stack", ".voluntary"):
            assert page.locator(seen).first.is_visible(), seen
        for hidden in (".bar", ".menu", ".foot .noprint", "form", ".btn"):
            assert not [item for item in page.locator(hidden).all() if item.is_visible()], hidden
        assert page.locator("img.code-box").evaluate("image => image.naturalWidth") > 0
        page.goto(f"{shown.address}/enterprises/{USCC}?lang=zh")
        with closing(pypdfium2.PdfDocument(page.pdf(format="A4"))) as paper:
            first = paper[0].get_textpage().get_text_range()
        assert NUMBERS["active"] in first, "a long table begins on the page of its heading"


@pytest.mark.night
def test_the_tables_of_an_agreement_are_open_on_paper(shown: Shown) -> None:
    """On a screen they are folded, without a script; technical details stay folded on paper, too."""
    with visitor(shown.browser, shown.address) as page:
        page.goto(f"{shown.address}/agreements/cq-sc-environment-example/2?lang=zh")
        folded = page.locator("details.on-paper")
        assert folded.count() > 1
        assert not page.locator("details.on-paper table").first.is_visible()
        page.emulate_media(media="print")
        assert all(table.is_visible() for table in page.locator("details.on-paper table").all())
        with closing(pypdfium2.PdfDocument(page.pdf(format="A4"))) as paper:
            text = "".join(sheet.get_textpage().get_text_range() for sheet in paper)
        assert "第三条第一款" in text
        assert not page.locator("details.more:not(.on-paper) dl").last.is_visible()


def test_a_credential_on_paper_is_a_record_of_two_sheets(shown: Shown) -> None:
    """Whole pin, digests, page numbers; room for tender, officer and signature; folded parts are printed."""
    digest, world = digest_of(shown.scene.credentials["soon"]), shown.scene.world
    with visitor(shown.browser, shown.address) as page:
        for lang, said in (
            ("zh", ("核验记录", "招标项目", "核验人", "签名")),
            ("en", ("Verification record",)),
        ):
            page.goto(f"{shown.address}/credentials/{digest}?lang={lang}&home={world.sc.did}")
            with closing(pypdfium2.PdfDocument(page.pdf(format="A4"))) as paper:
                texts = [sheet.get_textpage().get_text_range() for sheet in paper]
            assert len(texts) == 2, lang
            assert [f"{number} / 2" in text for number, text in enumerate(texts, 1)] == [True, True]
            text = re.sub(r"\s", "", "".join(texts))
            for words in (world.pin, digest, NUMBERS["soon"], *said):
                assert words.replace(" ", "") in text, words


def test_what_counts_at_home_is_in_the_first_view_of_a_phone(shown: Shown) -> None:
    digest, home = digest_of(shown.scene.credentials["soon"]), shown.scene.world.sc.did
    ends = (
        "[...document.querySelectorAll('.here .facts, .here nav')].map(e => e.getBoundingClientRect().bottom)"
    )
    with visitor(shown.browser, shown.address, width=PHONE) as page:
        page.set_viewport_size({"width": PHONE, "height": 844})
        for lang in ("zh", "en"):
            page.goto(f"{shown.address}/credentials/{digest}?lang={lang}&home={home}")
            found = page.evaluate(ends)
            assert len(found) == 2
            assert max(found) <= 844, lang


def test_home_is_chosen_beside_the_answer_and_the_place_is_kept(shown: Shown) -> None:
    digest = digest_of(shown.scene.credentials["soon"])
    with visitor(shown.browser, shown.address, width=PHONE) as page:
        page.goto(f"{shown.address}/credentials/{digest}?lang=zh")
        assert "未选择我方协会，未判断是否认可" in page.locator(".verdict .top").inner_text()
        page.locator(".here nav a", has_text="四川").click()
        page.wait_for_url("**#home")
        assert page.evaluate("document.activeElement.textContent") == "四川"
        assert page.evaluate("scrollY") < 200
        assert "在四川视同" in page.locator(".here").inner_text()
        assert "未选择我方协会" not in page.locator(".verdict").inner_text()


_WORDS = """svg => [...svg.querySelectorAll('text')].map(text => {
  const {left, top, right, bottom} = text.getBoundingClientRect();
  const size = parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / 340;
  return {left, top, right, bottom, size, words: text.textContent};
})"""


@pytest.mark.night
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_words_of_a_chart_are_large_and_stand_clear(shown: Shown, lang: str) -> None:
    with visitor(shown.browser, shown.address) as page:
        page.goto(f"{shown.address}/statistics?lang={lang}")
        for width, media in product((SMALL, PHONE, 600, 800, DESKTOP), ("screen", "print")):
            resize(page, width)
            page.emulate_media(media=media)
            charts = page.locator("svg.chart").all()
            assert charts
            for chart in charts:
                words = chart.evaluate(_WORDS)
                assert all(one["size"] >= 12 for one in words), (width, media, words)
                _check_apart(words)


def _check_apart(words: list[dict[str, Any]]) -> None:
    """Check that no two words on one line touch."""
    for one, other in combinations(words, 2):
        if abs(one["top"] - other["top"]) < 4:
            apart = one["right"] <= other["left"] or other["right"] <= one["left"]
            assert apart, (one, other)


def test_the_keyboard_reaches_every_control(shown: Shown) -> None:
    with visitor(shown.browser, shown.address) as page:
        page.goto(f"{shown.address}/search?q={NUMBERS['active']}&lang=zh")
        page.keyboard.press("Tab")
        page.locator(".skip:focus").wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url("**#main")
        reached = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.tagName"))
        assert {"INPUT", "BUTTON", "A", "SUMMARY"} <= reached


def test_every_state_is_told_without_colour(shown: Shown) -> None:
    """Each tone has a sign and a word; where colours are forced, edges remain."""
    digest = digest_of(shown.scene.credentials["revoked"])
    with visitor(shown.browser, shown.address, forced_colors="active", reduced_motion="reduce") as page:
        for path in (f"/enterprises/{USCC}", f"/credentials/{digest}", "/status"):
            page.goto(f"{shown.address}{path}?lang=zh")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            marks = page.locator(".mark, .verdict > .top, .checks > li").all()
            assert marks, path
            for mark in marks:
                assert mark.locator("svg[aria-hidden=true]").count() == 1
                assert mark.inner_text().strip()
            edges = page.evaluate(
                """[...document.querySelectorAll(".mark, .verdict > .top")]
                    .map(e => getComputedStyle(e).borderTopWidth)"""
            )
            assert "0px" not in edges, path
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_targets_are_large_enough(shown: Shown) -> None:
    """Targets of 44 px; links inside sentences and lists of lines are exempt (WCAG 2.2, 2.5.8)."""
    pressed = "button, .btn, select, input:not([type=hidden]), summary, nav a"
    small = f"""[...document.querySelectorAll("{pressed}")]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 90))"""
    with visitor(shown.browser, shown.address, width=PHONE) as page:
        for path in ("/search?q=示例", f"/enterprises/{USCC}", "/agreements", "/status"):
            _go(page, shown, path, "zh")
            assert page.evaluate(small) == [], path


@pytest.mark.night
def test_text_of_twice_the_size_fits_the_narrowest_window(shown: Shown) -> None:
    """WCAG 2.2, 1.4.4 and 1.4.10."""
    digest = digest_of(shown.scene.credentials["active"])
    with visitor(shown.browser, shown.address, width=SMALL, bypass_csp=True) as page:
        for path in (
            "/",
            "/search?q=示例",
            f"/enterprises/{USCC}",
            f"/credentials/{digest}",
            "/agreements",
            "/statistics",
            "/v",
        ):
            for lang in ("zh", "en"):
                _go(page, shown, path, lang)
                page.add_style_tag(content="html { font-size: 200% }")
                assert page.evaluate("document.documentElement.scrollWidth") == SMALL, (path, lang)


@pytest.mark.night
def test_on_a_phone_the_table_of_a_chart_unfolds(shown: Shown) -> None:
    """The table unfolds without a script; on paper and on a desktop it is open."""
    with visitor(shown.browser, shown.address, width=PHONE) as page:
        page.goto(f"{shown.address}/statistics?lang=zh")
        table = page.locator("figure table").first
        assert not table.is_visible()
        page.get_by_label("数字表格").first.check()
        assert table.is_visible()
        page.get_by_label("数字表格").first.uncheck()
        page.emulate_media(media="print")
        assert table.is_visible()
    with visitor(shown.browser, shown.address) as page:
        page.goto(f"{shown.address}/statistics?lang=zh")
        assert page.locator("figure table").first.is_visible()
        widths = ("figure .chart", "figure")
        chart, card = (page.locator(name).first.bounding_box()["width"] for name in widths)
        assert chart > 0.95 * card


_BROKEN = """() => [...document.querySelectorAll('h1, h2, h3, .mark')].flatMap(shown => {
  const broken = [], walk = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode())
    for (const word of text.textContent.matchAll(/[A-Za-z]{2,}/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  return broken;
})"""


@pytest.mark.night
def test_a_phone_at_twice_the_size_breaks_headings_and_marks_between_words(shown: Shown) -> None:
    digest = digest_of(shown.scene.credentials["active"])
    with visitor(shown.browser, shown.address, width=PHONE // 2) as page:
        for path in ("/", "/search?q=示例", "/statistics", f"/credentials/{digest}", f"/enterprises/{USCC}"):
            _go(page, shown, path, "en")
            assert page.evaluate(_BROKEN) == [], path


@pytest.mark.parametrize(
    ("width", "scheme"), [(SMALL, "dark"), pytest.param(DESKTOP, "light", marks=pytest.mark.night)]
)
def test_the_page_of_a_refusal_is_dressed_like_the_others(shown: Shown, width: int, scheme: str) -> None:
    """It loads no style sheet, yet its head has their colour."""
    words = RefusalWords(
        "请求头过大", "The head is too large", "请缩短。", "Send less.", "head-too-large", "0" * 64
    )
    ground = "getComputedStyle(document.querySelector('.mast')).backgroundColor"
    with visitor(shown.browser, shown.address, width=width, color_scheme=scheme) as page:
        page.goto(f"{shown.address}/help")
        expected = page.evaluate(ground)
        page.goto("about:blank")  # the policy of the page before would stay
        page.set_content(build_refusal_page(words))
        assert page.evaluate(ground) == expected
        assert find_overflow(page) == []
        assert find_violations(page) == []
