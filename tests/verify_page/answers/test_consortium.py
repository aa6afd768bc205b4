"""A consortium (group `javascript`): one folder, several enterprises; each credential is of one."""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from keys_example.enterprises import ExampleEnterprise, example_enterprises
from tests.verify_page.page_visit import node_at, visiting
from tests.world import World

pytestmark = pytest.mark.javascript

LEAD, MEMBER, OTHER = example_enterprises(Random(11), 3)
BY_CODES = f"1. {LEAD.unified_social_credit_code} {MEMBER.unified_social_credit_code}"
BY_NAMES = f"2. {LEAD.legal_name}、{MEMBER.legal_name}联合体"
PLAIN = "3. 示例联合体"


@pytest.fixture(scope="module")
def room(reader: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A page with three bidders, each a credential of the lead, of the member and of somebody else."""
    world = World()
    folder = tmp_path_factory.mktemp("bids") / "开标"
    for title in (BY_CODES, BY_NAMES, PLAIN):
        (folder / title).mkdir(parents=True)
        for name, one in (("lead", LEAD), ("member", MEMBER), ("other", OTHER)):
            (folder / title / f"{name}.json").write_bytes(issue(world, one))
    with node_at(tmp_path_factory.mktemp("node"), world) as site, visiting(reader, site) as person:
        page = person.open("/v")
        page.locator("#folder").set_input_files(str(folder))
        person.answer(page)
        page.locator("#filter-chip-all").click()
        yield page


def issue(world: World, one: ExampleEnterprise) -> bytes:
    return world.issue(
        by="cq", legal_name=one.legal_name, unified_social_credit_code=one.unified_social_credit_code
    )


def group(page: Any, name: str) -> Any:
    return page.locator("details.group", has=page.locator("summary b", has_text=name))


def check_compared(page: Any, title: str) -> None:
    """Check that each row names its bidder, and that a stranger's credential names the expected ones."""
    mine = group(page, title)
    rows = mine.locator("tbody tr")
    rows.nth(2).wait_for(state="attached")
    said = dict(
        zip(
            (Path(row.locator("a").inner_text()).stem for row in rows.all()),
            rows.all_inner_texts(),
            strict=True,
        )
    )
    for name, one in (("lead", LEAD), ("member", MEMBER), ("other", OTHER)):
        assert one.legal_name in said[name]
        assert one.unified_social_credit_code in said[name]
    assert "有效" in said["lead"]
    assert "有效" in said["member"]
    assert "不符" in said["other"]
    both = f"{LEAD.unified_social_credit_code} / {MEMBER.unified_social_credit_code}"
    assert f"而不是 {both}" in said["other"]
    for one in (LEAD, MEMBER):
        assert one.unified_social_credit_code in mine.locator("summary").first.inner_text()


@pytest.mark.parametrize("title", [BY_CODES, BY_NAMES])
def test_the_folder_s_name_says_which_enterprises_are_expected(room: Any, title: str) -> None:
    check_compared(room, title)
    field = group(room, title).locator(".expect input")
    assert field.input_value() == f"{LEAD.unified_social_credit_code}、{MEMBER.unified_social_credit_code}"


def test_a_folder_with_an_unclear_bidder_is_marked_for_a_look(room: Any) -> None:
    mine = group(room, PLAIN)
    asks = "证书分属 3 家企业，请指明哪一家是投标人。"
    assert mine.get_attribute("open") is not None, "not folded away"
    assert mine.locator(".note.warn", has_text=asks).count() == 1
    marks = mine.locator("tbody .mark.warn").all_inner_texts()
    assert [mark.strip() for mark in marks] == ["请核对"] * 3
    assert asks in mine.locator("tbody tr").first.inner_text()


@pytest.mark.parametrize(
    "between", ["、", *(pytest.param(one, marks=pytest.mark.night) for one in (", ", " "))]
)
def test_several_codes_can_be_typed(room: Any, between: str) -> None:
    field = group(room, PLAIN).locator(".expect input")
    field.fill(LEAD.unified_social_credit_code + between + "91500100MA0000000X")
    field.press("Enter")
    group(room, PLAIN).locator(".err", has_text="91500100MA0000000X 不是有效的统一社会信用代码").wait_for()
    field.fill("")
    field.press("Enter")
    group(room, PLAIN).locator(".expect summary", has_text="尚不知应属企业").wait_for()
    field.fill(between.join(one.unified_social_credit_code.lower() for one in (LEAD, MEMBER)))
    field.press("Enter")
    group(room, PLAIN).locator(".expect summary", has_text="此处所填").wait_for()
    check_compared(room, PLAIN)


def test_record_and_spreadsheet_name_them_all(room: Any) -> None:
    room.evaluate("dispatchEvent(new Event('beforeprint'))")
    heads = room.locator("#record thead .whose").all_text_contents()
    codes = [one.unified_social_credit_code for one in (LEAD, MEMBER)]
    for head in heads[:2]:
        assert all(code in head for code in codes)
    rows = room.locator("#record table").first.locator("tbody tr").all_text_contents()
    assert [sum(one.legal_name in row for row in rows) for one in (LEAD, MEMBER, OTHER)] == [1, 1, 1]
    with room.expect_download() as saved:
        room.locator(".totals button", has_text="CSV").click()
    found = [*csv.DictReader(Path(saved.value.path()).read_text("utf-8-sig").splitlines())]
    mismatched = [row for row in found if "subject-mismatch" in (row["codes"] or "")]
    for title in (BY_CODES, BY_NAMES):
        assert sum(title in row["投标人"] for row in mismatched) == 1
    group(room, BY_CODES).locator("tbody tr", has_text=LEAD.legal_name).locator("a").click()
    room.locator(".result").wait_for()
    room.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert all(code in str(room.locator(".paper").first.text_content()) for code in codes)
    room.evaluate("dispatchEvent(new Event('afterprint'))")
    room.go_back()
    room.locator("#list").wait_for()
