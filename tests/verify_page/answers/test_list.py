"""A list of answers in Chromium (group `browser`): newer trust data, the way back, what is read out."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verify_page.page_visit import Visitor, node_at, scanning_browser, visiting
from tests.world import World


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with scanning_browser() as found:
        yield found


@pytest.fixture
def listed(browser: Any, tmp_path: Path) -> Iterator[tuple[Visitor, Any, World, list[Path]]]:
    """A page with the list of two credentials, both valid."""
    world = World()
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for number, file in enumerate(files):
        file.write_bytes(world.issue(by="cq", certificate_number=f"CQ-LIST-{number}"))
    with node_at(tmp_path, world) as site, visiting(browser, site) as person:
        page = person.open("/v")
        person.verify(page, *files)
        assert page.locator("tbody .mark.valid").count() == 2
        yield person, page, world, files


def said(page: Any) -> str:
    """What a screen reader was told last."""
    return str(page.locator("#announced").inner_text())


def test_page_point_13_a_bundle_after_a_list_asks_the_list_anew(
    listed: tuple[Visitor, Any, World, list[Path]], tmp_path: Path
) -> None:
    person, page, world, files = listed
    world.advance(hours=1)
    world.revoke(files[1].read_bytes())
    world.publish()
    person.context.clock.set_fixed_time(world.now)
    (tmp_path / "bundle.json").write_bytes(world.bundle())
    page.locator("#file").set_input_files(tmp_path / "bundle.json")
    page.locator("tbody .mark.invalid").wait_for()
    assert page.locator("tbody tr").count() == 2
    assert "CQ-LIST-1" in page.locator("tbody tr").nth(0).inner_text(), "failures stand first"
    assert "撤销" in page.locator("tbody tr").nth(0).inner_text()
    assert "1" in said(page)
    assert "无效" in said(page)
    page.locator("#progress").wait_for(state="hidden")
    page.locator("#file").set_input_files(tmp_path / "bundle.json")
    page.locator("#trust-state", has_text="bundle.json").wait_for()
    assert page.locator("tbody tr").count() == 2, "and of the same one nothing changes"


def test_page_point_13_back_leads_from_an_answer_to_the_list(
    listed: tuple[Visitor, Any, World, list[Path]],
) -> None:
    _, page, _, _ = listed
    page.locator("tbody a").nth(1).click()
    page.locator(".result", has_text="CQ-LIST-1").wait_for()
    assert page.locator("table.inputs").count() == 0
    page.go_back()
    page.locator("table.inputs").wait_for()
    page.locator(".result").wait_for(state="detached")
    page.locator("tbody tr:nth-child(2) a:focus").wait_for()
    page.go_forward()
    page.locator(".result", has_text="CQ-LIST-1").wait_for()
    page.locator("button", has_text="返回列表").click()
    page.locator("table.inputs").wait_for()
    page.wait_for_url("**/v")


def test_page_point_13_every_change_of_an_answer_is_read_out(
    listed: tuple[Visitor, Any, World, list[Path]],
) -> None:
    person, page, world, files = listed
    name = json.loads(files[0].read_bytes())["credentialSubject"]["legalName"]
    assert "2" in said(page)
    assert name not in said(page)
    page.locator("#options summary").click()
    page.locator("#at").fill("2025-01-01")
    page.locator("#at").press("Tab")
    page.locator("#announced", has_text="无效").wait_for(state="attached")
    page.locator("tbody a").first.click()
    page.locator("#announced", has_text=name).wait_for(state="attached")
    page.locator("#language").click()
    page.locator("#announced", has_text="Invalid").wait_for(state="attached")
    page.locator("#at").fill("")
    page.locator("#at").press("Tab")
    page.locator("#announced", has_text=re.compile("^Valid")).wait_for(state="attached")
    world.advance(hours=1)
    world.revoke(files[0].read_bytes())
    person.site.publish()
    person.context.clock.set_fixed_time(world.now)
    page.locator("#refresh").click()
    page.locator("#announced", has_text=re.compile("^Invalid")).wait_for(state="attached")


def test_page_point_13_a_bundle_in_the_middle_of_a_list_cuts_nothing_off(
    listed: tuple[Visitor, Any, World, list[Path]], tmp_path: Path
) -> None:
    person, page, world, files = listed
    many = [tmp_path / f"{number:03}.json" for number in range(300)]
    for file in many:
        file.write_bytes(files[0].read_bytes())
    world.advance(hours=1)
    world.revoke(files[0].read_bytes())
    world.publish()
    person.context.clock.set_fixed_time(world.now)
    (tmp_path / "bundle.json").write_bytes(world.bundle())
    page.locator("#file").set_input_files(many)
    page.locator("#file").set_input_files(tmp_path / "bundle.json")
    page.locator("tbody tr", has_text="共 300 处").wait_for()
    page.locator("tbody .mark.invalid").wait_for()
    assert page.locator("tbody tr").count() == 1, "copies of one certificate are one line"
    assert page.locator("tbody a").count() == 300


def test_page_point_13_after_a_reload_back_leads_to_the_list(
    listed: tuple[Visitor, Any, World, list[Path]],
) -> None:
    person, page, _, files = listed
    page.locator("tbody a").nth(1).click()
    page.locator(".result").wait_for()
    page.reload()
    page.locator("#trust-words p").first.wait_for()
    person.verify(page, *files)
    page.locator("tbody a").nth(0).click()
    page.locator(".result").wait_for()
    page.go_back()
    page.locator("table.inputs").wait_for()
    page.locator(".result").wait_for(state="detached")


def test_page_point_13_the_skip_link_leaves_the_answer_open(
    listed: tuple[Visitor, Any, World, list[Path]],
) -> None:
    _, page, _, _ = listed
    page.locator("tbody a").nth(1).click()
    page.locator(".result").wait_for()
    page.evaluate("document.querySelector('.skip').click()")
    page.locator("#main:focus").wait_for()
    assert page.locator(".result").count() == 1
    page.go_back()
    page.locator("table.inputs").wait_for()


@pytest.mark.parametrize("whole", [False, True])
def test_page_point_13_answers_under_a_pin_that_was_left_are_withdrawn(
    listed: tuple[Visitor, Any, World, list[Path]], whole: bool
) -> None:
    """Where the other pin's trust data cannot be had, nothing stands on those of before."""
    person, page, _, _ = listed
    if whole:
        page.locator("tbody a").nth(0).click()
        page.locator(".result").wait_for()
    other = {"pin": "ab" * 32, "bundle": "0" * 64, "samples": []}
    person.context.route("**/api/v1/trust", lambda route: route.fulfill(json=other))
    person.context.route("**/api/v1/bundle", lambda route: route.fulfill(status=503))
    page.locator("#refresh").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#alerts button").last.click()
    page.locator("tbody .mark.valid, .result").first.wait_for(state="detached")
    assert "有效" not in page.locator("#results").inner_text()
