"""Folders that are chosen, chosen again, or by mistake (group `browser`)."""

from pathlib import Path
from typing import Any

import pytest

from tests.tender_page.opening_visit import officer, write_documents, write_page

pytestmark = pytest.mark.browser


def folder(place: Path, *names: str) -> Path:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("没有码", encoding="utf-8")
    return place


def test_a_folder_chosen_again_replaces_what_was_known_and_one_chosen_by_mistake_is_left_out(
    browser: Any, tmp_path: Path
) -> None:
    write_documents(tmp_path)
    bids = folder(tmp_path / "bids", "01/a.txt", "01/b.txt")
    with officer(browser, write_page(tmp_path)) as person:
        page = person.open()
        page.locator("#file").set_input_files([tmp_path / "tender.json", tmp_path / "bidders.json"])
        page.locator("#edit-bidders").wait_for()
        person.give_folders(page, bids)
        page.locator("#take-pack:enabled").wait_for()
        assert "2 个文件" in (page.locator("li[data-bidder=B1]").text_content() or "")
        (bids / "01" / "b.txt").unlink()
        person.give_folders(page, bids)
        page.locator("li[data-bidder=B1]", has_text="1 个文件").wait_for(state="attached")
        person.give_folders(page, folder(tmp_path / "wrong", "x.txt", "y/z.txt"))
        page.locator("#papers-view .note", has_text="2 个文件不在任何").wait_for(state="attached")
        page.evaluate("document.querySelector('#inputs').open = true")
        page.locator("#chosen-folders > summary").click()
        page.locator("[data-folder=wrong]").click()
        page.locator("[data-folder=wrong]").wait_for(state="detached")
        assert page.locator("#papers-view .note").count() == 0
        assert page.locator("li[data-bidder=B1][data-state=read]").count() == 1


def test_bidders_for_chosen_folders_are_in_the_order_of_their_numbers(browser: Any, tmp_path: Path) -> None:
    numbers = [*range(1, 13)]
    bids = folder(tmp_path / "bids", *(f"{number}/a.txt" for number in numbers))
    with officer(browser, write_page(tmp_path)) as person:
        page = person.open()
        person.give_folders(page, bids)
        page.locator("#new-bidders").click()
        page.locator("#form button", has_text="12 个文件夹").click()
        found = [
            page.locator(f"#form [data-path='bidders[{place}].folder']").input_value()
            for place in range(len(numbers))
        ]
    assert found == [f"bids/{number}" for number in numbers]
