"""Sheets of bidders and OCDS releases on the page: read, refused, filled in, saved (group `browser`)."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from carriers.spreadsheet import read_sheet
from carriers.spreadsheet.columns import EXAMPLE_MARKS
from tender.bidder_list.columns import BIDDERS
from tender.bidder_list.rows import read_bidder_rows
from tender.bidder_list.template import write_bidder_template
from tender.ocds.members import parse_release
from tender.ocds.reading import read_release
from tests.carriers.spreadsheet.workbooks import altered
from tests.harness.browser import PHONE, find_overflow, find_violations
from tests.tender.releases import FOREIGN
from tests.tender_page.opening_visit import EXAMPLE, officer, write_page
from verifier.tender import parse_bidders, parse_tender

pytestmark = [pytest.mark.browser, pytest.mark.night]

HEAD = "序号,投标人名称,统一社会信用代码,标段"
TEXT = f"{HEAD}\r\n1,示例甲,91500100MA000AAAAP,L1\r\n2,示例乙,91500100MA002AAAA7,L1\r\n"
EXAMPLE_ROW = EXAMPLE_MARKS[0].encode()


def saved(page: Any, button: str) -> bytes:
    with page.expect_download() as found:
        page.locator(button).click()
    return Path(found.value.path()).read_bytes()


def filled(name: str) -> bytes:
    """Return the template with its example as the row of an enterprise of this name."""
    part = "xl/worksheets/sheet1.xml"
    return altered(
        write_bidder_template(), {part: lambda text: text.replace(EXAMPLE_ROW, name.encode() + EXAMPLE_ROW)}
    )


def test_a_sheet_and_a_release_are_taken_as_at_the_terminal(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "wrong.xlsx").write_bytes(filled("=甲"))
    (tmp_path / "good.xlsx").write_bytes(filled("甲"))
    (tmp_path / "text.csv").write_text(TEXT, encoding="gb18030")
    (tmp_path / "release.json").write_text(json.dumps(FOREIGN), encoding="utf-8")
    with officer(browser, write_page(tmp_path)) as person:
        page = person.open()
        with zipfile.ZipFile(io.BytesIO(saved(page, "#take-template"))) as template:
            assert EXAMPLE_ROW in template.read("xl/worksheets/sheet1.xml")
        page.locator("#file").set_input_files(tmp_path / "wrong.xlsx")
        refused = page.locator("#alerts .bad", has_text="wrong.xlsx").inner_text()
        page.locator("#file").set_input_files(tmp_path / "text.csv")
        page.locator("#edit-bidders").wait_for()
        of_text = parse_bidders(saved(page, ".document button:has-text('bidders.json')"))
        page.locator("#file").set_input_files(tmp_path / "good.xlsx")
        page.locator(".document h3", has_text="1").wait_for()
        bidders = parse_bidders(saved(page, ".document button:has-text('bidders.json')"))
        page.locator("#file").set_input_files(EXAMPLE / "tender.json")
        page.locator("#release > summary").click()
        page.locator("#ocid").fill("ocds-000000-1")
        release = parse_release(saved(page, "#take-release"))
        left_out = page.locator("#release [role=status]").inner_text()
        page.locator("#file").set_input_files(tmp_path / "release.json")
        page.locator("#form .making").wait_for()
        told = page.locator("#alerts").inner_text()
        page.locator("#form #apply").click()
        page.locator("#form-faults a").last.wait_for()
        faults = page.locator("#form-faults li").count()
        violations = find_violations(page)
        page.set_viewport_size({"width": PHONE, "height": 800})
        wide = find_overflow(page)
        page.locator("button[data-say=language]").first.evaluate("(button) => button.click()")
        english = page.locator("#release > summary").inner_text()
    row = read_bidder_rows(read_sheet(filled("=甲"), BIDDERS), None).rows[0]
    assert [f"{error.what('zh')} {error.mend('zh')}" in refused for error in row.errors] == [True]
    assert "第 2 行“投标人名称”" in refused
    assert bidders.value == read_bidder_rows(read_sheet(filled("甲"), BIDDERS), None).bidders
    text = read_sheet(TEXT.encode("gb18030"), BIDDERS)
    assert of_text.value == read_bidder_rows(text, None).bidders
    found = read_release(release)
    assert found.tender == parse_tender((EXAMPLE / "tender.json").read_bytes()).value
    assert "仅供评标委员会，未写入：folder" in left_out
    for words in ("tender.json 中待补填或更正", "tender.criteria[] ×2", "标准 1 → C1", "bidders[1].uscc"):
        assert words in told
    assert faults >= 3
    assert (violations, wide, english) == ([], [], "For platforms that read OCDS")
