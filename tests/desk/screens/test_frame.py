"""The frame of the desk's pages: no link leads nowhere, each key opens one page, the first load is small."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import desk
from tests.desk.web.desk_site import DeskSite, desk_site

TEMPLATES = Path(desk.__file__).with_name("templates")
BUTTON = re.compile(r"\{\{ no_enter\([^)]*\) \}\}|<button\b[^>]*>")
FIRST_LOAD = 60_000
"""Bytes, gzipped."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    with desk_site(tmp_path_factory.mktemp("desk"), "p1") as site:
        yield site


def test_every_link_of_the_frame_has_a_page_that_names_itself(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    head = browser.get("/").text.partition("</header>")[0]
    links = {*re.findall(r'<a href="(/[^"?]*)"', head)}
    assert links >= {"/", "/plans", "/plans/new", "/enterprises", "/inbox", "/people", "/journal", "/mine"}
    for link in links:
        answer = browser.get(link)
        assert answer.status_code == 200, link
        assert len(re.findall("<h1", answer.text)) == 1, link
        assert len(re.findall(r'class="main"', answer.text)) <= 1 or link in MANY, link


MANY = ("/plans/new", "/people", "/settings", "/supervision", "/password", "/keys")
"""Pages of several forms, each with its own button."""


def test_a_key_opens_one_page_and_the_foot_has_it(site: DeskSite) -> None:
    page = site.signed_in("p1").get("/").text
    head, _, foot = page.partition("</header>")
    keys = re.findall(r'accesskey="(.)"', page)
    assert len(keys) == len({*keys}), keys
    assert {"j", "q", "s", "c"} <= {*keys}
    assert {
        key for key in re.findall(r'accesskey="(.)"', head) if f"<kbd>Alt {key.upper()}</kbd>" not in foot
    } == set()


def test_the_first_load_is_small(site: DeskSite) -> None:
    browser = site.signed_in("p1")
    page = browser.get("/")
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    assert "/static/styles/desk.css" in sheets
    loaded = [page.content, *(browser.get(sheet).content for sheet in sheets)]
    assert sum(len(gzip.compress(data, 6, mtime=0)) for data in loaded) <= FIRST_LOAD


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_enter_in_a_field_never_chooses_one_of_several_buttons(path: Path) -> None:
    """Enter presses the first submit button of a form in the page, a disabled one to no effect."""
    text = path.read_text("utf-8")
    for form in re.finditer(r"<form\b[^>]*>.*?</form>", text, re.DOTALL):
        own = re.search(r'<form\b[^>]* id="([^"]+)"', form[0])
        of_form = re.compile(rf' form="{own[1]}"|no_enter\("{own[1]}"' if own is not None else "(?!)")
        outside = [found for found in BUTTON.finditer(text) if of_form.search(found[0])]
        inside = [*BUTTON.finditer(text, form.start(), form.end())]
        buttons = sorted({found.start(): found[0] for found in (*inside, *outside)}.items())
        if len(buttons) > 1 and re.search(r'<input\b(?![^>]*type="(?:hidden|file)")', form[0]):
            assert buttons[0][1].startswith("{{ no_enter("), form[0][:200]
