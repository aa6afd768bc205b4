"""Rules for every public page, found by following every link, in both languages."""

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from api.pages.rendering import NAVIGATION, POLICY
from tests.harness.checkout import ROOT
from tests.pages.pages import HTML, NUMBERS, USCC, Page, Scene

pytestmark = pytest.mark.bounds

HERE = "http://testserver"
BROWSER_PAGES = ("/v", "/verify.html", "/tender", "/tender.html")
"""Pages with scripts, which have tests of their own."""


PROBLEMS = 20
"""Problem pages to check, as all have one template: tests/api/test_problems.py requests each."""

FILES = 3
"""Files of one ending to request, as one function makes them all."""

FEEDS = {
    "/resolutions": 2, "/associations/[^/]+/log": 1, "/notices(/.+)?": 2, "/enterprises/[^/]+": 2,
    "/schemes/[^/]+": 1, "/associations/[^/]+": 5, "/list-notices(/.+)?": 2,
}  # fmt: skip
"""Number of feeds and calendars that the pages at an address name."""


@pytest.fixture(scope="module", params=["zh", pytest.param("en", marks=pytest.mark.night)])
def pages(request: pytest.FixtureRequest, scene: Scene) -> dict[str, tuple[Page, object]]:
    """Every page that can be reached from the front page; other files are requested and not parsed."""
    lang = request.param
    waiting = [f"/?lang={lang}", *(f"{path}?lang={lang}" for path in NAVIGATION.values() if path)]
    waiting += [f"/search?q=示例&lang={lang}", f"/search?q=zzz&lang={lang}", f"/docs?lang={lang}"]
    seen: dict[str, tuple[Page, object]] = {}
    known, problems = set(waiting), set[str]()
    files = Counter[str]()
    while waiting:
        address = waiting.pop()
        answer = scene.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        is_page = answer.headers["content-type"].startswith("text/html")
        if not is_page or urlsplit(address).path in BROWSER_PAGES:
            continue
        page = Page.of(answer.text)
        seen[address] = page, answer
        for link in page.links:
            if link.startswith(("data:", "mailto:", "tel:", "#")):
                continue
            target = urlsplit(urljoin(HERE + address, link))
            assert f"{target.scheme}://{target.netloc}" == HERE, (address, link)
            other = target.path + (f"?{target.query}" if target.query else "")
            other_language = "lang=" in other and f"lang={lang}" not in other
            form = other == "/search"  # fields of the form name the language
            if other_language or form or other in known:
                continue
            if target.path.startswith("/problems/"):
                if len(problems) == PROBLEMS:
                    continue
                problems.add(other)
            known.add(other)
            ending = target.path.rpartition("/")[2].partition(".")[2]
            files[ending] += ending != ""
            if files[ending] <= FILES:
                waiting.append(other)
    assert len(seen) > 30
    return seen


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_that_run_in_a_browser_have_the_navigation_and_foot_of_all_others(
    scene: Scene, lang: str
) -> None:
    def doors(address: str) -> list[list[tuple[str, str]]]:
        text = scene.get(f"{address}?lang={lang}").text
        other, shown = ("zh-CN", "en") if lang == "en" else ("en", "zh-CN")
        text = re.sub(rf'<span class="in-\w+" lang="{other}">.*?</span>', "", text)
        text = re.sub(rf'<span class="in-\w+" lang="{shown}">(.*?)</span>', r"\1", text)
        places = re.findall(r'<nav class="bar".*?</nav>|<p class="row noprint">.*?</p>', text, re.DOTALL)
        link = r'<a href="(/[a-z]*)(?:\?lang=\w+)?"[^>]*>([^<]*)</a>'
        return [re.findall(link, place) for place in (places[0], places[-1])]

    head, foot = doors("/help")
    assert "/tender" in dict(head)
    assert len(foot) > 5
    for page in ("/v", "/tender"):
        assert doors(page) == [head, foot], page


def test_every_kind_of_page_is_reached(pages: dict[str, tuple[Page, object]]) -> None:
    paths = {urlsplit(address).path.rpartition("/")[0] for address in pages}
    assert paths >= {
        "", "/enterprises", "/credentials", "/associations", "/schemes",
        "/agreements/cq-sc-environment-example",
    }  # fmt: skip


def test_tracking_parameters_in_an_address_are_ignored(scene: Scene) -> None:
    collected = "from=singlemessage&isappinstalled=0&utm_source=a&utm_source=b"
    for path in (
        "/", "/search", "/statistics", "/schemes", "/agreements", "/associations", "/statistics.csv",
        f"/enterprises/{USCC}", f"/credentials/{NUMBERS['active']}",
    ):  # fmt: skip
        assert scene.get(f"{path}?{collected}").status_code == 200, path
        assert scene.get(f"{path}?{collected}&lang=fr").status_code == (200 if path == "/" else 422), path
    assert scene.get(f"/api/v1/credentials?{collected}").status_code == 422


def test_the_how_to_pages_name_pages_that_exist(scene: Scene) -> None:
    guides = (ROOT / "docs" / "how-to" / name for name in ("use-the-pages.md", "find-a-technology.md"))
    text = "\n".join(guide.read_text(encoding="utf-8") for guide in guides)
    named = re.findall(r"`(/[^`]*)`", text)
    assert len(named) >= 10
    held = {
        "/enterprises/91500100MAXH2TFA1T": f"/enterprises/{USCC}",
        "/credentials/CQ-2026-VALID": f"/credentials/{NUMBERS['active']}",
    }
    for path in named:
        assert scene.get(held.get(path, path)).status_code == 200, path


def test_a_page_loads_nothing_from_other_hosts_and_runs_no_script(
    pages: dict[str, tuple[Page, object]],
) -> None:
    """An enterprise's page has one module of this node, and is complete without it."""
    for address, (page, answer) in pages.items():
        headers = answer.headers  # type: ignore[attr-defined]
        is_enterprise = address.startswith("/enterprises/")
        policy = f"{POLICY}; script-src 'self'; connect-src 'self'" if is_enterprise else POLICY
        assert headers["content-security-policy"] == policy, address
        module = {"type": "module", "src": "/static/packet/linked.js"}
        assert page.all("script") == ([module] if is_enterprise else []), address
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers
        names = {name for name, _ in page.elements}
        assert not names & {"style", "iframe", "object", "embed", "base"}, address
        for name, attributes in page.elements:
            bad = [key for key in attributes if key == "style" or key.startswith("on")]
            assert not bad, (address, name, bad)
        rels = [link["rel"] for link in page.all("link")]
        assert rels[:3] == ["icon", "stylesheet", "stylesheet"]
        feeds = next((n for way, n in FEEDS.items() if re.fullmatch(way, urlsplit(address).path)), 0)
        assert rels[3:] == ["alternate"] * feeds, address
        leading = {a["href"] for a in page.all("a") if a.get("rel") == "external noreferrer"}
        away = [link for link in page.links if link.startswith(("http:", "https:", "//"))]
        assert [link for link in away if link not in leading or not re.match("/notices/", address)] == []


def test_a_page_is_an_accessible_document(pages: dict[str, tuple[Page, object]]) -> None:
    for address, (page, answer) in pages.items():
        (html,) = page.all("html")
        assert html["lang"] == ("en" if "lang=en" in address else "zh-CN")
        assert answer.headers["content-language"] == html["lang"]  # type: ignore[attr-defined]
        assert [name for name, _ in page.elements].index("title") < 8
        for name in ("h1", "main", "header", "footer"):
            assert len(page.all(name)) == 1, (address, name)
        labels = [nav.get("aria-label") or nav["aria-labelledby"] for nav in page.all("nav")]
        assert len({*labels}) == len(labels) >= 2
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids)), address
        labelled = {label["for"] for label in page.all("label")}
        for name in ("input", "select", "textarea"):
            for field in page.all(name):
                assert field.get("type") == "hidden" or field["id"] in labelled, address
        assert all(image["alt"] for image in page.all("img"))
        for name, attributes in page.elements:
            if name == "a" and attributes["href"].startswith("#"):
                assert attributes["href"][1:] in ids, (address, attributes)


def test_the_words_are_those_of_the_language(pages: dict[str, tuple[Page, object]]) -> None:
    for address, (page, _) in pages.items():
        if not address.startswith("/docs"):  # this page describes placeholders
            assert not re.search(r"\{[a-z_]+\}|Undefined|None\b", page.text), address
        spoken = "Times are Beijing time" if "lang=en" in address else "时间均为北京时间"
        assert spoken in page.text


def test_a_page_is_cached_by_its_etag(scene: Scene) -> None:
    first = scene.get(f"/enterprises/{USCC}")
    again = scene.get(f"/enterprises/{USCC}", **{"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "header", "lang"),
    [
        ("", None, "zh-CN"),
        ("", "fr", "zh-CN"),
        ("", "en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("", "en,zh", "zh-CN"),
        ("lang=en", "zh-CN", "en"),
        ("lang=zh", "en", "zh-CN"),
    ],
)
def test_the_address_chooses_the_language_before_the_browser(
    scene: Scene, query: str, header: str | None, lang: str
) -> None:
    headers: dict[str, Any] = {"accept-language": header} if header is not None else {}
    page = scene.page(f"/search?{query}", **headers)
    assert page.all("html")[0]["lang"] == lang
    kept = [link for link in page.links if link.startswith("/statistics")]
    assert set(kept) == {f"/statistics?{query}" if query else "/statistics"}


def test_the_switch_keeps_the_address(scene: Scene) -> None:
    page = scene.page("/search?q=CQ-active&status=active")
    bar, menu = [a for a in page.all("a") if a.get("rel") == "alternate"]
    assert bar == menu
    assert bar["href"] == "?q=CQ-active&status=active&lang=en"
    other = scene.page(f"/search{bar['href']}")
    assert other.all("html")[0]["lang"] == "en"
    assert NUMBERS["active"] in other.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing/here", 404),
        ("/schemes/none", 404),
        ("/associations/did:web:none.example", 404),
        ("/agreements/none/1", 404),
        ("/credentials/none", 404),
        ("/enterprises/11320000MB151840XJ", 404),
        ("/enterprises/abc", 422),
        ("/search?lang=fr", 422),
        ("/search?q=a&q=b", 422),
        ("/search?q=a&cursor=x", 422),
        ("/statistics.csv?by=name", 422),
        ("/credentials/none?at=2999-01-01", 422),
    ],
)
def test_a_browser_gets_its_errors_as_pages(scene: Scene, path: str, status: int) -> None:
    page = scene.page(path, status)
    assert len(page.all("h1")) == 1
    assert scene.get(path).headers["cache-control"] == "no-store"
    for link in page.links:
        if not link.startswith(("#", "?")):
            assert scene.get(link).status_code == 200, link


def test_a_program_gets_its_errors_as_problems(scene: Scene) -> None:
    for path, accept in (
        ("/enterprises/abc", "*/*"),
        ("/enterprises/abc", "application/json"),
        ("/api/v1/enterprises/abc", HTML["accept"]),
        ("/api/v1/nothing", HTML["accept"]),
    ):
        answer = scene.node.client.get(path, headers={"accept": accept})
        assert answer.headers["content-type"] == "application/problem+json", path
        assert json.loads(answer.content)["status"] == answer.status_code


def test_no_line_breaks_within_a_date(pages: dict[str, tuple[Page, object]]) -> None:
    found = 0
    for address, (page, _) in pages.items():
        kept = re.sub(
            r"<(title|time|option|textarea|pre|code|svg)\b.*?</\1>|<[^>]*>", "", page.html, flags=re.DOTALL
        )
        assert not re.search(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", kept), address
        found += page.html.count("<time>")
    assert found > 100
