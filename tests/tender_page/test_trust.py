"""Trust data of a check in the page if a newer version was seen before (group `browser`)."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tender.record.pack import read_pack
from tests.tender_page.opening_visit import BUNDLE, EXAMPLE, PIN, Officer, officer, write_documents
from verifier.tender.record import parse_receipt, recheck
from web.served_page import TENDER
from web.single_file import build_one_file

pytestmark = [pytest.mark.browser, pytest.mark.night]

OLDER = EXAMPLE / "bundle-older.json"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that holds older trust data, documents of one bidder, and its folder."""
    folder = tmp_path_factory.mktemp("room")
    (folder / "tender.html").write_bytes(build_one_file(OLDER.read_bytes(), PIN, served=TENDER))
    write_documents(folder)
    shutil.copytree(EXAMPLE / "bids" / "01", folder / "bids" / "01")
    return folder


def read(person: Officer, page: Any, room: Path) -> dict[str, bytes]:
    """Return the pack of the folder."""
    page.locator("#file").set_input_files([room / "tender.json", room / "bidders.json"])
    page.locator("#edit-bidders").wait_for()
    person.give_folders(page, room / "bids")
    page.locator("#take-pack:enabled").wait_for()
    return pack_of(page)


def pack_of(page: Any) -> dict[str, bytes]:
    with page.expect_download() as saved:
        page.locator("#take-pack").click()
    return read_pack(Path(saved.value.path()).read_bytes())


def test_a_matrix_rests_on_the_newest_trust_data_that_were_seen(browser: Any, room: Path) -> None:
    with officer(browser, (room / "tender.html").as_uri()) as person:
        page = person.open()
        page.locator("#file").set_input_files(EXAMPLE / "bundle.json")
        page.locator("#trust-state", has_text="bundle.json").wait_for()
        before = read(person, page, room)
        words = page.locator("#common-words").inner_text()
        page.locator("#file").set_input_files(OLDER)
        page.locator("#alerts", has_text="已采用较新的一份").wait_for()
        page.locator("#take-pack:enabled").wait_for()
        after, words_after = pack_of(page), page.locator("#common-words").inner_text()
        page.close(run_before_unload=False)
        page = person.open()  # with its older trust data, and a memory of newer ones
        later = read(person, page, room)
    receipt = parse_receipt(before["receipt.json"]).body
    assert receipt.header.trust.bundle == sha256(BUNDLE).hexdigest()
    assert parse_receipt(after["receipt.json"]).body.header.trust == receipt.header.trust
    assert words_after == words
    again = parse_receipt(later["receipt.json"]).body
    assert again.header.trust.manifests == receipt.header.trust.manifests
    assert json.loads(later["receipt.json"])["cells"] == json.loads(before["receipt.json"])["cells"]
    assert recheck(later, code=again.header.software).is_same
