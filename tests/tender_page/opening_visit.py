"""Visits to the page of a bid opening: a room without a network, the example's papers alone.

The page is one file that holds the example's trust data; its clock stands at the example's time.
"""

import json
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2

from tender.command.handed_in import NO_CACHE, open_cache, read_folders
from tests.harness.browser import DESKTOP, PHONE, find_overflow, find_violations, open_context
from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.tender_page.hostile.hostile_papers import FEW, MARKUP, PAPERS, blank
from verifier import TrustStore
from verifier.tender import parse_bidders, parse_tender
from verifier.tender.looks.text_layer import make_text_test
from verifier.tender.record import TenderOpening
from web.served_page import TENDER
from web.single_file import build_one_file

EXAMPLE = ROOT / "examples" / "tender"
EXPECTED: dict[str, Any] = json.loads((EXAMPLE / "expected.json").read_bytes())
NOW = datetime.fromisoformat(EXPECTED["opening"]["now"])
ALL = tuple(one["id"] for one in json.loads((EXAMPLE / "bidders.json").read_bytes())["bidders"])
BY_DAY = ("B2", "B5", "B6", "B11")
"""Every kind of file, a page without a code, a double participation, a folder that cannot be read whole."""

HOSTILE = "bids/11"
"""Folder to which hostile papers are added: its outcomes are open without them too."""

BUNDLE, PIN = (EXAMPLE / "bundle.json").read_bytes(), (EXAMPLE / "pin.txt").read_text().strip()
_VENDOR = ROOT / "web" / "vendor" / "pdfjs"
_LONG_MS = 120_000
_OWN = ("file:", "data:", "blob:")


def furnish(folder: Path, bidders: Collection[str]) -> Path:
    """Write tender, list and folders of these bidders; hostile papers lie in one of them."""
    shutil.copy(EXAMPLE / "tender.json", folder)
    listed = json.loads((EXAMPLE / "bidders.json").read_bytes())
    listed["bidders"] = [one for one in listed["bidders"] if one["id"] in bidders]
    (folder / "bidders.json").write_text(json.dumps(listed), encoding="utf-8")
    for one in listed["bidders"]:
        shutil.copytree(EXAMPLE / one["folder"], folder / one["folder"])
    for name, data in {**{name: PAPERS[name] for name in FEW}, MARKUP: blank()}.items():
        (folder / HOSTILE / name).write_bytes(data)
    return folder


def at_the_terminal(room: Path) -> TenderOpening:
    """Return the terminal's results on the files of a room."""
    tender = parse_tender((room / "tender.json").read_bytes())
    bidders = parse_bidders((room / "bidders.json").read_bytes())
    trust = TrustStore.from_bundle(BUNDLE, pin=PIN)
    is_like = make_text_test(trust, bidders.body, NOW)
    with open_cache(NO_CACHE) as cache:
        inputs = read_folders(bidders.body, room, cache=cache, jobs=1, is_like=is_like)
    return TenderOpening(tender, bidders, inputs, BUNDLE, PIN)


COUNTED = """
    const post = Worker.prototype.postMessage;
    globalThis.pagesAsked = 0;
    globalThis.stopAfter = Infinity;
    Worker.prototype.postMessage = function (message, ...more) {
      if (message?.method === 'page') {
        globalThis.pagesAsked += 1;
        if (globalThis.pagesAsked === globalThis.stopAfter) document.getElementById('stop').click();
      }
      return post.call(this, message, ...more);
    };
"""
"""Script that counts the pages given to the page's threads, and stops the reading at `stopAfter`."""


class Officer:
    """A person with a browser and the page as a file."""

    def __init__(self, browser: Any, address: str, width: int, **options: Any) -> None:
        self.address = address
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.context = open_context(browser, width, accept_downloads=True, **options)
        self.context.set_default_timeout(_LONG_MS)
        self.context.set_offline(True)
        self.context.clock.set_fixed_time(NOW)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def open(self) -> Any:
        """Open the page and wait until everything that it may need later is loaded."""
        page = self.context.new_page()
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.goto(self.address)
        page.locator("#papers[data-ready]").wait_for()
        return page

    def give_documents(self, page: Any, room: Path = EXAMPLE) -> None:
        """Choose tender and list of bidders."""
        page.locator("#file").set_input_files([room / "tender.json", room / "bidders.json"])
        page.locator("#edit-bidders").wait_for()

    def give_folders(self, page: Any, folder: Path) -> None:
        """Choose the folder of all bidders."""
        page.locator("#folder").set_input_files(str(folder))

    def wait_read(self, page: Any, folders: int) -> None:
        """Wait until every folder is read and the matrix is whole."""
        page.locator("li[data-state=read]").nth(folders - 1).wait_for(state="attached")
        page.locator("#common-words").wait_for()

    @property
    def foreign(self) -> list[str]:
        """Return every request to anybody."""
        return [url for url in self.asked if not url.startswith(_OWN)]


def write_page(folder: Path) -> str:
    """Write the single file and return its address."""
    path = folder / "tender.html"
    path.write_bytes(build_one_file(BUNDLE, PIN, served=TENDER))
    return path.as_uri()


def write_documents(folder: Path) -> None:
    """Write the example's tender, and its list with the first bidder alone."""
    bidders = json.loads((EXAMPLE / "bidders.json").read_bytes())
    bidders["bidders"] = bidders["bidders"][:1]
    (folder / "bidders.json").write_text(json.dumps(bidders), encoding="utf-8")
    shutil.copy(EXAMPLE / "tender.json", folder)


@contextmanager
def officer(browser: Any, address: str, width: int = DESKTOP, **options: Any) -> Iterator[Officer]:
    """Whose page asked nobody anything, and failed nowhere; skips the group without the browser libraries."""
    if not _VENDOR.is_dir():
        skip_group("vendor", "built without the browser libraries")
    person = Officer(browser, address, width, **options)
    try:
        yield person
        assert person.foreign == []
        assert person.errors == []
    finally:
        person.context.close()


def outcomes(page: Any) -> dict[str, str]:
    """Return the states of all cells in view, by lot, bidder and criterion."""
    cells = "[...document.querySelectorAll('.cell')].map((e) => [e.id.slice(5), e.dataset.state])"
    found: dict[str, str] = dict(page.evaluate(cells))
    return found


def expected_outcomes(bidders: Collection[str]) -> dict[str, str]:
    """Return the outcomes worked out by hand."""
    found: dict[str, str] = {}
    for lot, rows in EXPECTED["opening"]["criteria"].items():
        criteria = rows[""].split()
        for bidder, states in rows.items():
            if bidder in bidders:
                found |= {
                    f"{lot}-{bidder}-{criterion}": state
                    for criterion, state in zip(criteria, states.split(), strict=True)
                }
    return found


def print_now(page: Any) -> str:
    """Return the pages that the browser's own command would print."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return re.sub(r"\s", "", str(page.locator("#printed").text_content()))


def print_alone(person: Officer, data: bytes, place: Path) -> tuple[list[str], list[str]]:
    """Return a print file's printed pages, opened by itself, and its text in each language."""
    place.write_bytes(data)
    page = person.context.new_page()
    page.goto(place.as_uri())
    sheets = read_sheets(page.pdf(prefer_css_page_size=True))
    tables = [re.sub(r"\s", "", text) for text in page.locator("body > table").all_text_contents()]
    page.close()
    return sheets, tables


def read_sheets(printed: bytes) -> list[str]:
    """Return the text of each page; all are landscape."""
    with closing(pypdfium2.PdfDocument(printed)) as paper:
        assert all(page.get_width() > page.get_height() for page in paper)
        return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in paper]


def save(page: Any, button: str, place: Path) -> bytes:
    """Return the file that a button saves."""
    with page.expect_download() as saved:
        page.locator(button).click()
    saved.value.save_as(place)
    return place.read_bytes()


def look(page: Any) -> tuple[list[str], list[str]]:
    """Return the findings of axe and overflow: narrow and wide, light and dark."""
    violations, overflow = [], []
    for width, scheme in ((PHONE, "dark"), (DESKTOP, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        violations += [f"{width} {scheme}: {one}" for one in find_violations(page)]
        overflow += find_overflow(page)
    return violations, overflow
