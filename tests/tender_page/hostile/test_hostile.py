"""All hostile papers, in the page as at the terminal (group `browser`), also without a thread that can draw.

By day some of them lie in a folder of test_opening.py.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tender.command.handed_in import NO_CACHE, open_cache, read_folders
from tender.record.pack import read_pack
from tests.tender_page.hostile.hostile_papers import MARKUP, PAPERS, TITLE, blank, read_inert, tree
from tests.tender_page.opening_visit import EXAMPLE, officer, write_documents, write_page
from verifier.tender import parse_bidders
from verifier.tender.record.inputs import list_inputs

pytestmark = [pytest.mark.browser, pytest.mark.night]

WITHOUT_SHEETS = "delete globalThis.OffscreenCanvas;"
"""Makes the browser like those of 2022, in which the page itself draws."""


COUNTED_AS_NONE = "零.pdf"
"""Names of which the browser would read less than their text."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tender, a list of one bidder, and its folder."""
    folder = tmp_path_factory.mktemp("room")
    write_documents(folder)
    tender = json.loads((folder / "tender.json").read_bytes())
    (folder / "tender.json").write_text(json.dumps({**tender, "number": TITLE, "title": TITLE}))
    papers = folder / "bids" / "01"
    papers.mkdir(parents=True)
    for name, data in {**PAPERS, MARKUP: blank(), COUNTED_AS_NONE: tree("3 0 R", 0)}.items():
        (papers / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def pack(browser: Any, room: Path) -> dict[str, bytes]:
    return take_pack(browser, room)


def take_pack(browser: Any, room: Path, *scripts: str) -> dict[str, bytes]:
    """Check a folder of papers and return the pack."""
    with officer(browser, write_page(room)) as person:
        for script in scripts:
            person.context.add_init_script(script)
        page = person.open()
        page.locator("#file").set_input_files([room / "tender.json", room / "bidders.json"])
        page.locator("#edit-bidders").wait_for()
        person.give_folders(page, room / "bids")
        page.locator("#common-words").wait_for()
        with page.expect_download() as saved:
            page.locator("#take-pack").click()
        return read_pack(Path(saved.value.path()).read_bytes())


def inputs_of(pack: dict[str, bytes]) -> list[Any]:
    """Return the receipt's list of a folder's papers."""
    value = json.loads(pack["receipt.json"])
    return [{**one, "codes": [code["sha256"] for code in one["codes"]]} for one in value["inputs"]]


def at_the_terminal(room: Path) -> list[Any]:
    bidders = parse_bidders((room / "bidders.json").read_bytes())
    with open_cache(NO_CACHE) as cache:
        found: Any = list_inputs(read_folders(bidders.body, room, cache=cache, jobs=2))
    return [{**one, "codes": [code["sha256"] for code in one["codes"]]} for one in found]


def test_what_cannot_be_read_is_said_for_the_reasons_of_the_terminal(
    pack: dict[str, bytes], room: Path
) -> None:
    expected, found = (
        [one for one in inputs if not one["path"].endswith(COUNTED_AS_NONE)]
        for inputs in (at_the_terminal(room), inputs_of(pack))
    )
    assert len(found) == len(PAPERS), "one more, and none of a system's own"
    assert [(one["path"], one["unread"], one["withoutCode"]) for one in found] == [
        (one["path"], one["unread"], one["withoutCode"]) for one in expected
    ]
    assert found == expected


def test_a_page_tree_that_counts_no_page_is_unread(pack: dict[str, bytes]) -> None:
    [found] = [one for one in inputs_of(pack) if one["path"].endswith(COUNTED_AS_NONE)]
    assert found["unread"] == "paper-damaged"


def test_no_name_becomes_markup_in_the_print_file(pack: dict[str, bytes]) -> None:
    text = read_inert(pack["record.html"])
    assert MARKUP in text
    assert TITLE in text


def test_where_no_thread_can_draw_the_page_reads_the_same(browser: Any, tmp_path: Path) -> None:
    write_documents(tmp_path)
    shutil.copytree(EXAMPLE / "bids" / "01", tmp_path / "bids" / "01")
    assert inputs_of(take_pack(browser, tmp_path, WITHOUT_SHEETS)) == at_the_terminal(tmp_path)
