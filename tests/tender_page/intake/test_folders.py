"""Folders chosen once, again, or by mistake (group `browser`)."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.tender_page.opening_visit import EXAMPLE, officer, write_documents, write_page

pytestmark = [pytest.mark.browser, pytest.mark.night]


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


def test_a_register_in_a_folder_is_asked_and_two_are_refused_by_name(browser: Any, tmp_path: Path) -> None:
    """A register in the chosen folder is no paper; one in a bidder's own folder is an unreadable paper."""
    room = tmp_path / "room"
    value = json.loads((EXAMPLE / "bidders.json").read_bytes())
    value["bidders"] = [one for one in value["bidders"] if one["id"] == "B10"]
    value["bidders"][0]["claims"] = [{"criterion": "C1", "number": "CQ-FO-2026-0001"}]
    (tmp_path / "bidders.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    shutil.copytree(EXAMPLE / "bids/10", room / "bids/10")
    shutil.copy(EXAMPLE / "bundle.huren-register", room / "bids/10/own.huren-register")
    with officer(browser, write_page(tmp_path)) as person:
        page = person.open()
        page.locator("#file").set_input_files([EXAMPLE / "tender.json", tmp_path / "bidders.json"])
        page.locator("#edit-bidders").wait_for()
        person.give_folders(page, room)
        page.locator("#no-register").wait_for()
        listed = page.locator("[data-note=claimed]").inner_text()
        for name in ("a.huren-register", "b.huren-register"):
            shutil.copy(EXAMPLE / "bundle.huren-register", room / name)
        person.give_folders(page, room)
        refused = page.locator("#alerts", has_text="b.huren-register").inner_text()
        (room / "b.huren-register").unlink()
        person.give_folders(page, room)
        page.locator("[data-note=number-absent]").first.wait_for()
        assert page.locator("#no-register").count() == 0
    assert "room/a.huren-register、room/b.huren-register" in refused
    assert "B10 投标人自列清单中，条件“C1”对应的证书编号为“CQ-FO-2026-0001”" in listed
    assert "没有找到此编号" in listed
