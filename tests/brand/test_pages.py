"""The brand on every page, on errors, on the verify page and in the single file; in both languages."""

import base64
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api.pages.rendering import POLICY
from cli.demo.brand import demo_brand
from keys_example import CHONGQING, SICHUAN
from tests.brand.brands import BRAND
from tests.brand.drawings import svg
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
from tests.harness.checkout import ROOT
from tests.harness.selection.by_day import by_day
from tests.pages.pages import HTML
from tests.world import World
from tests.world.api_node import Node, running
from web.brand.brand import Branding
from web.brand.emblem import draw_emblem
from web.brand.markup import BrandMarkup, mark_up
from web.brand.settings import BrandSettings
from web.served_page import page_html
from web.single_file import build_one_file

NAMES = {
    "zh": ("四川示例环境保护产业协会", "川渝环境产业互认登记", "登记库由", "示例信息中心", "联系方式",
           "异议受理", "成都市示例路 1 号"),
    "en": ("Sichuan Environmental Protection Industry Association (Example)", "Chongqing–Sichuan register",
           "Registry run by", "Example data centre", "Contact", "Objections", "1 Example Road, Chengdu"),
}  # fmt: skip
PATHS = (
    "/search",
    "/associations",
    "/agreements",
    "/statistics",
    "/status",
    "/docs",
    "/problems",
    "/nothing",
)
EMBLEM = str(ROOT / "cli" / "demo" / "emblem.svg")
REACHED = ('href="tel:02886000000"', 'href="mailto:office@sc.huren.example"')


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("brand"), brand={**BRAND, "emblem": EMBLEM}) as found:
        for name in ("cq", "sc", "cq"):
            found.publish(name)
        yield found


def sheet_of(html: str) -> str:
    (found,) = re.findall(r'<link rel="stylesheet" href="(/brand/[0-9a-f]{16}\.css)">', html)
    return str(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_says_who_speaks_and_how_they_are_reached(node: Node, path: str, lang: str) -> None:
    answer = node.client.get(f"{path}?lang={lang}", headers=HTML)
    html = answer.text
    for words in (*NAMES[lang], *REACHED):
        assert words in html, words
    other = NAMES["en" if lang == "zh" else "zh"]
    for words in (other[1], other[3], other[6]):
        assert words not in html, words
    assert 'class="party"' in html
    assert answer.headers["content-security-policy"] == POLICY
    assert "style=" not in html
    assert node.client.get(sheet_of(html)).status_code == 200


def test_an_error_page_shows_the_brand_even_as_the_first_page(tmp_path: Path) -> None:
    with running(tmp_path, brand=BRAND) as node:
        answer = node.client.get("/nothing", headers=HTML)
        assert answer.status_code == 404
        assert NAMES["zh"][0] in answer.text


def test_the_verify_page_has_both_languages_and_stays_whole_offline(node: Node) -> None:
    html = node.client.get("/v").text
    for words in (*NAMES["zh"], *NAMES["en"], *REACHED):
        assert words in html, words
    assert html.count('class="in-zh"') == html.count('class="in-en"') >= 4
    worker = node.client.get("/service_worker.js").text
    kept = json.loads(re.search(r"const KEPT = (\{.*?\});", worker, re.DOTALL)[1])  # type: ignore[index]
    for address in ("/v", sheet_of(html)):
        assert kept[address] == sha256(node.client.get(address).content).hexdigest()


@pytest.mark.parametrize(
    ("brand", "zh", "en"),
    [
        (BRAND, "川环协", "SCEPIA"),
        pytest.param({}, "互认登记库", "Mutual recognition registry", marks=pytest.mark.night),
        pytest.param({"party": CHONGQING}, "重庆示例环境保护产业协会",
         "Chongqing Environmental Protection Industry Association (Example)", marks=pytest.mark.night),
    ],
)  # fmt: skip
def test_the_title_says_who_speaks(tmp_path: Path, brand: dict[str, Any], zh: str, en: str) -> None:
    world = World()
    one_file = build_one_file(world.bundle(), world.pin, marked(BrandSettings.model_validate(brand), world))
    with running(tmp_path, brand=brand) as node:
        served = node.client.get("/v").text
        for page in (served, one_file.decode()):
            (title,) = re.findall(r"<title.*?</title>", page)
            assert title == f'<title data-zh="{zh}" data-en="{en}">核验凭证 · {zh}</title>'
        for path in ("/", "/search"):
            html = node.client.get(f"{path}?lang=en", headers=HTML).text
            assert f" · {en}</title>" in html
            assert "huren</title>" not in html


@pytest.mark.parametrize(
    "path",
    [
        "/static/no.css", "/samples/no.pdf", "/brand/0.css", "/api/v1/credentials/CQ-0/certificate.pdf",
        "/api/v1/credentials/CQ-0/label.svg", "/api/v1/credentials/CQ-0/qr.png",
    ],
)  # fmt: skip
def test_what_a_page_links_to_is_refused_with_a_page(node: Node, path: str) -> None:
    answer = node.client.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert NAMES["zh"][0] in answer.text
    for accepted in ("*/*", "application/pdf"):
        answer = node.client.get(path, headers={"accept": accepted})
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_sheet_has_its_digest_for_a_name_and_is_kept_for_ever(node: Node) -> None:
    address = sheet_of(node.client.get("/v").text)
    answer = node.client.get(address)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert sha256(answer.content).hexdigest().startswith(address[7:23])
    assert answer.text.startswith(":root{--mast:#1d3f72}")
    for other in ("/brand/0000000000000000.css", "/brand/x.css", "/brand/..%2fx.css"):
        assert node.client.get(other).status_code == 404


def test_without_an_accent_there_is_no_sheet(tmp_path: Path) -> None:
    with running(tmp_path) as node:
        for path in ("/v", "/search"):
            html = node.client.get(path, headers=HTML).text
            assert "/brand/" not in html
            assert "互认登记库" in html
        assert node.client.get("/brand/0000000000000000.css").status_code == 404


def test_attack_text_of_the_settings_stays_text(tmp_path: Path) -> None:
    hostile = {"zh": "<script>一</script>&amp;", "en": '"><img src=x onerror=alert(1)> <!-- /brand -->'}
    registry = {"zh": f"登记{hostile['zh']}", "en": f"Register {hostile['en']}"}
    with running(tmp_path, brand={"party": SICHUAN, "registry": registry, "operator": hostile}) as node:
        for path in ("/v", "/search?lang=zh", "/search?lang=en", "/nothing"):
            html = node.client.get(path, headers=HTML).text
            assert "<script>一" not in html
            assert "<img src=x" not in html
            assert "一&lt;/script&gt;&amp;amp;" in html or "lang=en" in path


def test_the_plain_head_stands_where_a_later_agreement_contradicts(tmp_path: Path) -> None:
    world = World()
    with running(tmp_path, world, brand=BRAND) as node:
        assert NAMES["zh"][0] in node.client.get("/nothing", headers=HTML).text

        def rename(text: Any) -> None:
            text["parties"][0]["legalName"] = {"zh": BRAND["operator"]["zh"], "en": BRAND["operator"]["en"]}

        world.amend(rename)
        node.fill()
        node.clock.wait(60)
        node.client.get("/search", headers=HTML)
        node.client.get("/api/v1/trust")
        told = node.client.get("/api/v1/node").json()["brand"]
        assert (told["party"], told["operator"], told["registry"]["zh"]) == (None, None, "互认登记库")


def marked(given: BrandSettings, world: World) -> BrandMarkup:
    from credentials.documents.agreement import AgreementText

    branding = Branding.load(given)
    return mark_up(branding, branding.speak(AgreementText.model_validate(world.text)))


def test_the_single_file_says_who_speaks_and_its_policy_lets_the_colour_in() -> None:
    world = World()
    brand = marked(BrandSettings.model_validate(BRAND), world)
    page = build_one_file(world.bundle(), world.pin, brand).decode()
    for words in (*NAMES["zh"], *NAMES["en"], *REACHED):
        assert words in page, words
    assert brand.sheet is not None
    policy = re.search(r'content="(default-src[^"]*)"', page)
    assert policy is not None
    assert base64.b64encode(sha256(brand.sheet).digest()).decode() in policy[1]
    assert f"<style>{brand.sheet.decode()}</style>" in page
    assert "/brand/" not in page
    assert page == build_one_file(world.bundle(), world.pin, brand).decode()


def test_the_demo_speaks_for_chongqing() -> None:
    page = page_html(marked(demo_brand(), World())).decode()
    assert "重庆示例环境保护产业协会" in page
    assert Branding.load(demo_brand()).speak(None).party is None
    assert demo_brand().party == CHONGQING


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


WIDTHS = (320, PHONE, DESKTOP)
DRAWN = "document.querySelector('.party img')?.naturalWidth > 0"
"""The policy of the page lets the emblem in."""


@pytest.mark.night
@pytest.mark.browser
def test_the_single_file_shows_the_emblem_under_its_policy(browser: Any, tmp_path: Path) -> None:
    world, file = World(), tmp_path / "verify.html"
    file.write_bytes(build_one_file(world.bundle(), world.pin, marked(demo_brand(), world)))
    page = browser.new_page()
    page.goto(file.as_uri())
    page.wait_for_function(DRAWN)
    page.close()


@pytest.mark.browser
def test_an_image_runs_no_script_and_shows_the_colour_of_the_head(browser: Any) -> None:
    """The browser runs no script of an unchecked drawing, and shows the gold of a checked one."""
    script = svg("<script>fetch('https://evil.example/')</script>", 'onload="parent.ran = 1"')
    unchecked = base64.b64encode(script.encode()).decode()
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    square = draw_emblem(svg('<rect width="24" height="24"/>').encode())
    page.set_content(f'<img src="data:image/svg+xml;base64,{unchecked}">{square}')
    colour = page.evaluate(
        """async () => {
          const [, image] = document.images, canvas = document.createElement("canvas");
          await image.decode();
          const surface = canvas.getContext("2d");
          surface.drawImage(image, 0, 0, 9, 9);
          return [...surface.getImageData(4, 4, 1, 1).data.slice(0, 3)];
        }"""
    )
    assert colour == [0xFF, 0xD5, 0x8A]
    assert page.evaluate("window.ran") is None
    page.close()
    assert [url for url in asked if url.startswith("http")] == []


@pytest.mark.browser
@pytest.mark.parametrize("lang", by_day(["zh", "en"], ["zh"]))
@pytest.mark.parametrize("path", by_day(["/v", "/search", "/problems/not-here"], ["/v"]))
def test_in_a_browser_one_language_stands_there_and_everybody_can_read_it(
    node: Node, browser: Any, lang: str, path: str
) -> None:
    with serving_app(node.app) as address, visitor(browser, address) as page:
        page.goto(f"{address}{path}?lang={lang}")
        page.wait_for_selector("main[aria-busy=false], main:not([aria-busy])")
        for width in WIDTHS:
            resize(page, width)
            check_shown(page, lang, width)


def check_shown(page: Any, lang: str, width: int) -> None:
    """Check head, foot, title and colour of the page at this width; run axe on the first width alone."""
    page.wait_for_function(DRAWN)
    where = page.url, width
    shown, foot = page.inner_text(".party"), page.inner_text(".foot")
    short = BRAND["short_name"][lang]
    assert (short if width < DESKTOP else NAMES[lang][0]) in shown, where
    assert NAMES["en" if lang == "zh" else "zh"][1] not in shown + foot, where
    for words in NAMES[lang]:
        assert words in foot, (where, words)
    assert NAMES[lang][2] in shown, where
    assert page.title().endswith(f" · {short}"), where
    assert find_overflow(page) == [], where
    if width == (PHONE if lang == "zh" else DESKTOP):
        assert find_violations(page) == [], where
    colour = page.evaluate("getComputedStyle(document.querySelector('.mast')).backgroundColor")
    assert colour == "rgb(29, 63, 114)", where
