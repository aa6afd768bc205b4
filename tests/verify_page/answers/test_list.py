"""A list of answers (group `javascript`): newer trust data, the way back, what is read out."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from carriers.qr import credential_text
from signing.strict_json import parse_json
from tests.verify_page.page_visit import Visitor, node_at, visiting
from tests.world import World, tamper

pytestmark = pytest.mark.javascript


@pytest.fixture
def listed(reader: Any, tmp_path: Path) -> Iterator[tuple[Visitor, Any, World, list[Path]]]:
    """A page with the list of two credentials, both valid."""
    world = World()
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for number, file in enumerate(files):
        file.write_bytes(world.issue(by="cq", certificate_number=f"CQ-LIST-{number}"))
    with node_at(tmp_path, world) as site, visiting(reader, site) as person:
        page = person.open("/v")
        person.verify(page, *files)
        assert page.locator("tbody .mark.valid").count() == 2
        yield person, page, world, files


def said(page: Any) -> str:
    """Return the last text for screen readers."""
    return str(page.locator("#announced").inner_text())


@pytest.mark.night
def test_a_bundle_after_a_list_asks_the_list_anew(
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


@pytest.mark.night
def test_back_leads_from_an_answer_to_the_list(
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


def test_every_change_of_an_answer_is_read_out(
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


@pytest.mark.night
def test_a_bundle_in_the_middle_of_a_list_cuts_nothing_off(
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
    page.locator("tbody tr", has_text="共 301 处").wait_for()
    page.locator("tbody .mark.invalid").wait_for()
    assert page.locator("tbody tr").count() == 2, "copies of one certificate are one line"
    assert page.locator("tbody a").count() == 302


@pytest.mark.night
def test_after_a_reload_back_leads_to_the_list(
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


@pytest.mark.night
def test_the_skip_link_leaves_the_answer_open(
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


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.night)])
def test_answers_under_a_former_pin_are_withdrawn(
    listed: tuple[Visitor, Any, World, list[Path]], whole: bool
) -> None:
    """If the other pin's trust data cannot be loaded, no earlier answer stays."""
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


def test_copies_are_one_row_whatever_carries_them_and_files_without_one_are_counted_apart(
    reader: Any, tmp_path: Path
) -> None:
    """Forged or of an unknown issuer as well; two forgeries of one certificate stay two."""
    world = World()
    good = world.issue(by="cq", certificate_number="CQ-ONE")
    forged = tamper(good, lambda v: v["credentialSubject"]["assessment"].update(grade="特级"))
    other = tamper(good, lambda v: v["credentialSubject"]["assessment"].update(grade="超级"))
    stranger = world.issue(by="stranger")
    held = {"good": good, "forged": forged, "stranger": stranger}
    files = [tmp_path / f"{name}.{form}" for name in held for form in ("json", "txt")]
    for name, data in held.items():
        value: Any = parse_json(data)
        (tmp_path / f"{name}.json").write_text(json.dumps(value, indent=2, ensure_ascii=False), "utf-8")
        (tmp_path / f"{name}.txt").write_text(credential_text(value), "ascii")
    more = {"other.json": other, "list.json": b"[]", "notes.txt": b"nothing", "own.json": b'{"own": 1}'}
    for name, data in more.items():
        (tmp_path / name).write_bytes(data)
    with node_at(tmp_path, world) as site, visiting(reader, site) as person:
        page = person.open("/v")
        person.verify(page, *files, *(tmp_path / name for name in more))
        rows = page.locator("#list tbody tr")
        twice = [
            sorted(row.locator("a").all_inner_texts()) for row in rows.all() if "共 2 处" in row.inner_text()
        ]
        assert sorted(twice) == [[f"{name}.json", f"{name}.txt"] for name in sorted(held)]
        assert rows.count() == len(held) + len(more)
        head = page.locator("#list .totals").inner_text()
        for words in ("共 4 份证书", "文件 10 个，其中 3 个没有读到证书"):
            assert words in head
            assert words in said(page)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert "共 4 份证书 · 文件 10 个" in str(page.locator("#record").text_content())
        page.locator("#language").click()
        page.locator("#announced", has_text="4 certificates · 10 files, 3 of them without").wait_for(
            state="attached"
        )


def test_what_counts_in_part_is_amber_and_says_how_much(reader: Any, tmp_path: Path) -> None:
    """In the list, its tally, what is read out, the record and the spreadsheet."""

    def drop(text: Any) -> None:
        rows = [row for row in text["equivalences"] if row["from"].get("category") != "水"]
        text["equivalences"] = rows

    world = World()
    world.amend(drop)
    world.publish()
    files = [tmp_path / "partly.json", tmp_path / "whole.json"]
    for file, categories in zip(files, (["水", "气"], ["气"]), strict=True):
        file.write_bytes(
            world.issue(by="cq", scheme="cq-pollution-control", category=categories, grade="甲级")
        )
    with node_at(tmp_path, world) as site, visiting(reader, site) as person:
        page = person.open("/v")
        page.locator("#home").select_option(world.sc.did)
        person.verify(page, *files)
        row = page.locator("#list tbody tr").first
        assert row.locator(".mark.warn").inner_text().strip() == "有效·计 1/2"
        assert "2 类中 1 类计入，不计：水" in row.inner_text()
        assert "1 项有效·部分计" in said(page)
        page.locator("#filter-tally-partly").click()
        assert page.locator("#list tbody tr").count() == 1
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        record = str(page.locator("#record").text_content())
        assert "有效·计 1/2" in record
        assert "不计：水" in record
        with page.expect_download() as saved:
            page.locator(".totals button", has_text="CSV").click()
        assert "有效，在四川只计 2 类中的 1 类" in Path(saved.value.path()).read_text("utf-8-sig")
        page.locator("#list tbody a").first.click()
        page.locator(".verdict.warn h2", has_text="有效，在四川只计 2 类中的 1 类").wait_for()
        page.locator("#announced", has_text="只计 2 类中的 1 类").wait_for(state="attached")


def test_what_was_ended_after_the_basis_is_loud_on_every_face(reader: Any, tmp_path: Path) -> None:
    """In the row, the tally, the group, what is read out, the spreadsheet, the record, the single answer."""
    world = World()
    held = {
        name: world.issue(by="cq", certificate_number=f"CQ-{name}") for name in ("annulled", "well", "best")
    }
    for place, (name, data) in enumerate(held.items()):
        (tmp_path / "标" / str(place)).mkdir(parents=True)
        (tmp_path / "标" / str(place) / f"{name}.json").write_bytes(data)
    world.advance(days=3)
    world.revoke(held["annulled"], reason="false-material")
    since = world.now.strftime("%Y-%m-%d %H:%M")
    with node_at(tmp_path, world) as site, visiting(reader, site) as person:
        page = person.open("/v")
        page.locator("#options summary").click()
        page.locator("#at").fill((world.now - timedelta(days=1)).strftime("%Y-%m-%d"))
        page.locator("#folder").set_input_files(str(tmp_path / "标"))
        person.answer(page)
        look = page.locator("h3", has_text="需要看的 1 家")
        assert look.count() == 1, "not folded away among what is all valid"
        row = page.locator("details.group[open] tbody tr").first
        assert row.locator(".mark.warn").inner_text().strip() == "有效·此后撤销"
        assert f"此后：自 {since} 起撤销（原因：材料虚假）" in row.inner_text()
        assert page.locator("#filter-tally-ended").inner_text().split() == ["1", "有效·此后有变"]
        assert "1 项有效·此后有变" in said(page)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert f"此后：自 {since} 起撤销" in str(page.locator("#record").text_content())
        with page.expect_download() as saved:
            page.locator(".totals button", has_text="CSV").click()
        sheet = Path(saved.value.path()).read_text("utf-8-sig")
        assert f"有效，此后自 {since} 起撤销（材料虚假）" in sheet
        assert "ended-since" in sheet
        row.locator("a").first.click()
        page.locator(".verdict.warn h2", has_text=f"有效，此后自 {since} 起撤销（材料虚假）").wait_for()
        assert page.locator(".verdict .since", has_text=f"此后：自 {since} 起撤销").count() == 1
        assert page.locator("#checks", has_text="此后").count() == 0, "it is no check that passed"
        page.locator("#announced", has_text="起撤销（材料虚假）").wait_for(state="attached")


@pytest.mark.night
def test_without_a_home_nothing_is_claimed_about_what_counts(reader: Any, tmp_path: Path) -> None:
    """And a suspension that is over is told in the row."""
    world = World()
    held = [world.issue(by="cq", certificate_number=f"CQ-HOME-{number}") for number in range(2)]
    world.suspend(held[0])
    world.advance(hours=1)
    world.reinstate(held[0])
    for number, data in enumerate(held):
        (tmp_path / f"{number}.json").write_bytes(data)
    with node_at(tmp_path, world) as site, visiting(reader, site) as person:
        page = person.open("/v")
        person.verify(page, *(tmp_path / f"{number}.json" for number in range(2)))
        tally = page.locator(".tally")
        assert tally.locator("> *", has_text="有效·不计").inner_text().split() == ["–", "有效·不计"]
        assert "不计" not in said(page)
        assert "曾暂停" in page.locator("#list tbody tr", has_text="CQ-HOME-0").inner_text()
        asks = page.locator("#list .card", has_text="请选择我方协会")
        is_above = "(one) => one.compareDocumentPosition(document.querySelector('.tally')) & 4"
        assert asks.evaluate(is_above), "before the numbers"
        asks.locator("button").last.click()
        page.locator("#filter-tally-uncounted").wait_for()
        assert asks.count() == 0


@pytest.mark.night
def test_a_new_list_comes_in_slices_between_which_the_page_listens(reader: Any, tmp_path: Path) -> None:
    world = World()
    files = [tmp_path / f"{number:02}.json" for number in range(30)]
    for file in files:
        file.write_bytes(world.issue(by="cq", certificate_number=f"CQ-SLICE-{file.stem}"))
    with node_at(tmp_path, world) as site, visiting(reader, site) as person:
        person.context.add_init_script(
            """globalThis.most = 0;
            const inside = (node) => node.querySelectorAll?.('tbody tr').length ?? 0;
            const rowsIn = (node) => (node.tagName === 'TR' ? 1 : inside(node));
            new MutationObserver((changes) => {
              const added = changes.flatMap(({ addedNodes }) => [...addedNodes].map(rowsIn));
              globalThis.most = Math.max(globalThis.most, added.reduce((sum, rows) => sum + rows, 0));
            }).observe(document, { childList: true, subtree: true });"""
        )
        page = person.open("/v")
        person.verify(page, *files)
        assert page.locator("#list tbody tr").count() == len(files)
        assert 0 < page.evaluate("most") <= 10, "rows that come at once"
