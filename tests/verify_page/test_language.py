"""Which language the verify page speaks: the address's, what was chosen before, the browser's, Chinese."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.verify_page.page_visit import Site, node_at, visiting
from tests.world import World
from web.single_file import build_one_file

pytestmark = pytest.mark.javascript

HEADING = {"zh-CN": "核验凭证", "en": "Verify a credential"}
CHANGES = ("asked|", "proving-words|")
"""What says what is asked, and how far the data are."""
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def site(reader: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with node_at(tmp_path_factory.mktemp("language")) as found:
        yield found


@pytest.fixture(scope="module", params=["served", pytest.param("file", marks=pytest.mark.night)])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the page's address, served and as a file."""
    if request.param == "served":
        return "/v"
    world, path = World(), tmp_path_factory.mktemp("file") / "verify.html"
    path.write_bytes(build_one_file(world.bundle(), world.pin))
    return path.as_uri()


def speaks(page: Any, lang: str) -> None:
    """Wait until the page speaks the language, from its root to its heading."""
    page.locator(f"html[lang={lang}]").wait_for()
    page.locator("h1", has_text=HEADING[lang]).wait_for()


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        (("en-US", ""), "en"),
        (("en-GB", "?lang=zh"), "zh-CN"),
        (("en-US", "?lang=fr"), "en"),
        (("zh-CN", ""), "zh-CN"),
        (("zh-CN", "?lang=en"), "en"),
        (("fr-FR", ""), "zh-CN"),
    ],
)
def test_the_address_chooses_the_language_before_the_browser(
    reader: Any, site: Site, address: str, asked: tuple[str, str], lang: str
) -> None:
    locale, query = asked
    with visiting(reader, site, locale=locale) as person:
        speaks(person.open(address + query), lang)


def test_a_persons_choice_comes_before_the_browsers_language(reader: Any, site: Site, address: str) -> None:
    with visiting(reader, site, locale="en-US") as person:
        page = person.open(address)
        page.locator("#language").click()
        speaks(page, "zh-CN")
        assert page.locator("#language").get_attribute("lang") == "en"
        page = person.open(address)
        speaks(page, "zh-CN")
        speaks(person.open(f"{address}?lang=en"), "en")


@pytest.mark.parametrize(
    ("locale", "query", "lang"),
    [("en-US", "", "en"), ("zh-CN", "?lang=en", "en"), ("en-US", "?lang=zh", "zh-CN"), ("fr", "", "zh-CN")],
)
def test_the_language_is_right_without_a_script(
    reader: Any, site: Site, locale: str, query: str, lang: str
) -> None:
    with visiting(reader, site, locale=locale, java_script_enabled=False) as person:
        page = person.context.new_page()
        page.goto(f"{site.address}/v{query}")
        speaks(page, lang)
        search = "/search" if lang == "zh-CN" else "/search?lang=en"
        assert page.locator("nav a[data-page='/search']").first.get_attribute("href") == search
        words = page.locator("[data-say]:not([data-say=language])").all_text_contents()
        assert len(words) > 30
        assert {bool(HAN.search(one)) for one in words if one.strip()} == {lang == "zh-CN"}


def test_what_is_served_says_what_the_script_will_say(reader: Any, site: Site) -> None:
    """So that nothing jumps when it begins to speak."""
    every = """() => [...document.querySelectorAll('[data-say],[data-say-label],[data-say-hint],[data-page]')]
        .map(e => [e.id, e.dataset.say && e.textContent, e.ariaLabel, e.placeholder, e.lang,
                   e.getAttribute('href')].join('|'))"""
    for lang in ("zh", "en"):
        with visiting(reader, site, java_script_enabled=False) as person:
            page = person.context.new_page()
            page.goto(f"{site.address}/v?lang={lang}")
            served, title = page.evaluate(every), page.title()
        with visiting(reader, site) as person:
            page = person.open(f"/v?lang={lang}")
            spoken = [one for one in page.evaluate(every) if not one.startswith(CHANGES)]
            assert len(spoken) > 40
            assert [one for one in spoken if one not in served] == []
            assert page.title() == title


def test_a_cache_keeps_the_languages_apart(site: Site) -> None:
    client = site.node.client
    english = client.get("/v", headers={"accept-language": "en"})
    assert english.headers["content-language"] == "en"
    assert "Accept-Language" in english.headers["vary"]
    chinese = client.get("/v", headers={"if-none-match": english.headers["etag"]})
    assert chinese.status_code == 200
    assert chinese.headers["content-language"] == "zh-CN"
