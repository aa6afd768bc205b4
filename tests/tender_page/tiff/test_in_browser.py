"""An opening with TIFFs in a browser: pages, codes and places are those of the terminal."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tender.command.handed_in import NO_CACHE, open_cache, read_folders
from tender.record.pack import read_pack
from tests.tender_page.opening_visit import (
    BUNDLE,
    EXAMPLE,
    NOW,
    PIN,
    officer,
    save,
    write_documents,
    write_page,
)
from tests.world.papers import draw
from verifier import TrustStore
from verifier.tender import parse_bidders
from verifier.tender.looks.text_layer import make_text_test
from verifier.tender.record.inputs import list_inputs

pytestmark = [pytest.mark.browser, pytest.mark.night]

NEAR = 6
"""In permille, by which two readers may see a code elsewhere."""


def write_scans(folder: Path) -> None:
    """The first bidder's papers as scanners write them, and one that is cut short."""
    place = folder / "bids" / "01"
    place.mkdir(parents=True)
    page = draw((EXAMPLE / "bids" / "07" / "证书.pdf").read_bytes(), 200)
    grey = page.convert("L")
    for name, pages, how in (
        ("fax.tif", [grey.convert("1"), grey.convert("1")], "group4"),
        ("grey.tiff", [grey], "tiff_lzw"),
        ("colour.tif", [page.convert("RGB")], "jpeg"),
    ):
        out = io.BytesIO()
        pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression=how)
        (place / name).write_bytes(out.getvalue())
    (place / "cut.tif").write_bytes((place / "grey.tiff").read_bytes()[:3000])


def without_boxes(found: list[Any]) -> tuple[list[Any], list[list[int]]]:
    boxes = [code.pop("box") for one in found for code in one["codes"]]
    return found, boxes


def test_an_opening_with_tiffs_is_read_as_at_the_terminal(browser: Any, tmp_path: Path) -> None:
    write_documents(tmp_path)
    write_scans(tmp_path)
    shutil.copytree(tmp_path / "bids", tmp_path / "room" / "bids")
    with officer(browser, write_page(tmp_path)) as person:
        page = person.open()
        page.locator("#file").set_input_files([tmp_path / "tender.json", tmp_path / "bidders.json"])
        page.locator("#edit-bidders").wait_for()
        person.give_folders(page, tmp_path / "room" / "bids")
        page.locator("li[data-state=read]").first.wait_for(state="attached")
        page.locator("#common-words").wait_for()
        pack = read_pack(save(page, "#take-pack", tmp_path / "pack.zip"))
    bidders = parse_bidders((tmp_path / "bidders.json").read_bytes())
    is_like = make_text_test(TrustStore.from_bundle(BUNDLE, pin=PIN), bidders.body, NOW)
    with open_cache(NO_CACHE) as cache:
        inputs = read_folders(bidders.body, tmp_path, cache=cache, jobs=2, is_like=is_like)
    expected, there = without_boxes(list_inputs(inputs))
    found, here = without_boxes(json.loads(pack["receipt.json"])["inputs"])
    assert found == expected
    assert len(here) >= 4
    for mine, other in zip(here, there, strict=True):
        assert all(abs(a - b) <= NEAR for a, b in zip(mine, other, strict=True)), (mine, other)
