"""The frame of the desk's pages: no link leads nowhere, each key opens one page, the first load is small."""

import gzip
import re
from collections.abc import Iterator

import pytest

from tests.desk.web.desk_site import DeskSite, desk_site

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
