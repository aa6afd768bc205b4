"""`docs/` as a site: links hold, no page loads from another host, the search finds both languages."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import chromium, serving_files, visitor
from tests.harness.checkout import ROOT
from tests.harness.groups import require

pytestmark = [pytest.mark.site, pytest.mark.night]
LOADED = re.compile(r'<(?:script|img)\b[^>]* src="([^"]+)"|<link\b[^>]* rel="stylesheet"[^>]* href="([^"]+)"')
ELSEWHERE = re.compile(r"url\(\s*['\"]?https?:|@import")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` does, where a warning is an error."""
    for package in ("sphinx", "furo", "myst_parser"):
        require(package, "site")
    folder = tmp_path_factory.mktemp("site")
    options = ("-q", "-W", "--keep-going", "-d", str(folder / "doctrees"), "-c", "tools/docs/site", "docs")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(folder / "html")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def searched(site: Path) -> Iterator[Any]:
    """The search page in a browser that knows no other host; a request elsewhere fails the test."""
    with chromium() as browser, serving_files(site) as port:
        address = f"http://127.0.0.1:{port}"
        with visitor(browser, address) as page:
            page.goto(f"{address}/search.html")
            yield page


def test_every_page_is_in_the_site(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    assert pages <= {path.relative_to(site) for path in site.rglob("*.html")}


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("map", "signing/jcs.py"),
        ("command", "huren key new"),
        ("errors", "malformed-checkpoint"),
        ("problems", "year-reported"),
        ("checks", "status-incomplete"),
    ],
)
def test_long_tables_are_only_in_the_site(site: Path, name: str, row: str) -> None:
    def count(text: str) -> int:
        return len(re.findall(r"^\| |<tr", text, re.MULTILINE))

    text = (site / "reference" / f"{name}.html").read_text(encoding="utf-8")
    committed = (ROOT / "docs" / "reference" / f"{name}.md").read_text(encoding="utf-8")
    assert row.rpartition("/")[2] in text
    assert count(text) > count(committed) + 30


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = {
        address
        for path in site.rglob("*.html")
        for pair in LOADED.findall(path.read_text(encoding="utf-8"))
        for address in pair
        if address
    }
    assert loaded
    assert [address for address in loaded if re.match(r"(?:\w+:)?//", address)] == []
    assert [
        path.name for path in site.rglob("*.css") if ELSEWHERE.search(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "found"),
    [("互认", "join-an-agreement"), ("证书", "print-certificates"), ("unwitnessed", "checks")],
)
def test_the_search_finds_words_of_both_languages(searched: Any, query: str, found: str) -> None:
    searched.goto(f"{searched.url.partition('?')[0]}?q={query}")
    searched.wait_for_selector(f"#search-results a[href*='{found}']")
