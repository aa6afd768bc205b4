"""A folder of nine bidders in Chromium (group `browser`): groups, filters, the way back, the record."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest

from keys_example.enterprises import example_enterprises
from tests.carriers.spreadsheet.csv_programs import open_csv
from tests.harness.browser import PHONE, find_overflow, find_violations
from tests.verify_page.page_visit import Site, Visitor, node_at, visiting
from tests.world import World
from tests.world.bidders import OPEN, OTHERS, TWICE, Bids, lay_out_bids

pytestmark = [pytest.mark.browser, pytest.mark.night]

SLOW_MS = 120_000


@pytest.fixture(scope="module")
def bids(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Bids]:
    world = World()
    return world, lay_out_bids(world, tmp_path_factory.mktemp("bids") / "开标")


@pytest.fixture(scope="module")
def site(browser: Any, bids: tuple[World, Bids], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with node_at(tmp_path_factory.mktemp("node"), bids[0]) as found:
        yield found


@pytest.fixture(scope="module")
def room(browser: Any, site: Site, bids: tuple[World, Bids]) -> Iterator[tuple[Visitor, Any, Bids]]:
    """A page on which the folder was chosen, at home in Sichuan; read once for all tests."""
    world, given = bids
    with visiting(browser, site, reduced_motion="reduce") as person:
        person.context.set_default_timeout(SLOW_MS)
        page = person.open("/v")
        page.locator("#home").select_option(world.sc.did)
        page.locator("#folder").set_input_files(str(given.folder))
        person.answer(page)
        yield person, page, given


@pytest.fixture
def listed(room: tuple[Visitor, Any, Bids]) -> tuple[Visitor, Any, Bids]:
    """The list with what has problems, nothing opened or folded by hand."""
    _, page, _ = room
    page.locator("#filter-chip-problems").click()
    return room


def group(page: Any, name: str) -> Any:
    return page.locator("details.group", has=page.locator("summary b", has_text=name))


def figures(page: Any) -> list[int]:
    return [int(text) for text in page.locator(".tally b").all_inner_texts()]


def test_a_group_a_bidder_failures_first_and_what_is_valid_folded(
    listed: tuple[Visitor, Any, Bids],
) -> None:
    _, page, given = listed
    kinds = ("invalid", "mismatch", "indeterminate", "uncounted", "valid")
    apart = ("without", "codeless")
    assert figures(page) == [given.counts[kind] for kind in (*kinds, *apart)]
    assert sum(given.counts[kind] for kind in kinds) == given.counts["certificates"], "one sum"
    assert f"全部 {given.counts['certificates']}" in page.locator("#filter-chip-all").inner_text()
    head = page.locator("#list .totals").inner_text()
    assert f"9 个投标人，{given.counts['certificates']} 份证书" in head
    assert f"文件 {given.counts['files']} 个，其中 {given.counts['without']} 个没有读到证书" in head
    titles = page.locator("details.group > summary b").all_inner_texts()
    assert sorted(titles) == sorted(given.names)
    troubled = [given.names[place] for place in (1, 2, 5, 7, 8)]
    assert titles[: len(troubled)] == troubled, (
        "those to be looked at stand first, in the order of the folder"
    )
    opened = page.locator("details.group[open] > summary b").all_inner_texts()
    assert opened == troubled, "and the others are folded"
    last = group(page, given.names[8]).locator("tbody tr").all_inner_texts()
    assert [row.split()[0] for row in last] == ["无效", "文件中无证书"]
    assert "有效·不计" in group(page, given.names[2]).locator("tbody tr").first.inner_text()
    assert "另有 5 份" in group(page, given.names[2]).inner_text()


def test_a_certificate_of_somebody_else_says_so(listed: tuple[Visitor, Any, Bids]) -> None:
    _, page, given = listed
    row = group(page, given.names[OTHERS]).locator("tbody tr")
    assert row.count() == 1
    said = row.inner_text()
    assert "不符" in said
    assert "凭证属于另一家企业" in said
    assert given.enterprises[0].legal_name in said
    assert "附件/证书3.json" in said
    page.locator("#filter-chip-differs").click()
    assert page.locator("details.group").count() == given.counts["differs"]


def test_a_tender_in_lots_has_a_group_a_bidder_and_a_presumption_decides_nothing(
    browser: Any, site: Site, tmp_path: Path
) -> None:
    enterprises = example_enterprises(Random(3), 4)
    folder = tmp_path / "投标文件"
    titles = [
        f"标段{'一二'[place // 2]}/{place + 1}. {one.legal_name}" for place, one in enumerate(enterprises)
    ]
    titles[3] = "标段二/4. 示例联合体集团"
    held = [site.world.issue(
        by="cq", legal_name=one.legal_name, unified_social_credit_code=one.unified_social_credit_code
    ) for one in enterprises]  # fmt: skip
    more = site.world.issue(
        by="cq", category=["气"], legal_name=enterprises[3].legal_name,
        unified_social_credit_code=enterprises[3].unified_social_credit_code,
    )  # fmt: skip
    for title, credential in zip(titles, held, strict=True):
        (folder / title / "附件").mkdir(parents=True)
        (folder / title / "附件" / "a.json").write_bytes(credential)
    (folder / titles[3] / "b.json").write_bytes(more)
    (folder / titles[3] / "c.json").write_bytes(held[0])
    with visiting(browser, site) as person:
        page = person.open("/v")
        page.locator("#folder").set_input_files(str(folder))
        person.answer(page)
        page.locator("#filter-chip-all").click()
        assert sorted(page.locator("details.group > summary b").all_inner_texts()) == sorted(titles)
        for title, one in zip(titles[:3], enterprises, strict=False):
            assert one.unified_social_credit_code in group(page, title).locator("summary").first.inner_text()
        page.locator("#filter-chip-differs").click()
        row = page.locator("#list tbody tr")
        assert row.count() == 1
        assert row.locator(".mark.warn").inner_text().strip() == "请核对"
        assert f"请核对：本文件夹多数凭证属于{enterprises[3].legal_name}" in row.inner_text()
        assert enterprises[0].legal_name in row.inner_text()
        assert "不符" not in row.inner_text()
        assert page.locator("#list .mark.invalid").count() == 0
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert "请核对：" in str(page.locator("#record").text_content())


def test_each_folder_has_its_own_expected_enterprise(listed: tuple[Visitor, Any, Bids]) -> None:
    _, page, given = listed
    page.locator("#filter-chip-all").click()
    for name, enterprise in zip(given.names, given.enterprises, strict=True):
        heading = group(page, name).locator("summary").first.inner_text()
        assert enterprise.unified_social_credit_code in heading, name
        assert enterprise.legal_name in heading, name
    by = [group(page, given.names[place]).locator(".expect summary").text_content() for place in (0, 4, OPEN)]
    assert [re.search("文件夹名认定|取自文件夹名|多数凭证推定", text)[0] for text in by] == [  # type: ignore[index]
        "文件夹名认定", "取自文件夹名", "多数凭证推定",
    ]  # fmt: skip


def test_an_officer_corrects_the_code_and_the_group_is_compared_anew(
    listed: tuple[Visitor, Any, Bids],
) -> None:
    _, page, given = listed
    page.locator("#filter-chip-all").click()
    mine = group(page, given.names[OPEN])
    mine.locator("summary").first.click()
    rows = mine.locator("tbody tr").count()
    mine.locator(".expect summary").click()
    field = mine.locator("input")
    right, other = (given.enterprises[place].unified_social_credit_code for place in (OPEN, 0))
    field.fill("91500100MA0000000X")
    field.press("Tab")
    assert "不是有效的统一社会信用代码" in mine.inner_text()
    assert mine.locator("tbody .mark.invalid").count() == 0, "and compares with nothing"
    field.fill(other)
    field.press("Enter")
    page.locator("details.group", has_text=given.names[OPEN]).locator(".mark.invalid").nth(
        rows - 1
    ).wait_for()
    assert field.evaluate("one => one === document.activeElement"), "the focus stays"
    assert "此处所填" in mine.inner_text()
    field.fill(right)
    field.press("Enter")
    page.locator("details.group", has_text=given.names[OPEN]).locator(".mark.valid").nth(rows - 1).wait_for()
    field.fill("")
    field.press("Enter")
    mine.locator(".expect summary", has_text="多数凭证推定").wait_for()
    mine.locator(".expect summary").click()
    mine.locator("summary").first.click()


def test_copies_are_one_line_that_names_every_place(listed: tuple[Visitor, Any, Bids]) -> None:
    _, page, given = listed
    page.locator("#filter-chip-all").click()
    for place in TWICE:
        cell = group(page, given.names[place]).locator("td", has_text="共 2 处")
        assert "附件/副本.json" in str(cell.first.text_content())
    scanned = group(page, given.names[1]).locator("td", has_text="商务.pdf")
    assert "商务.pdf 第 2 页" in str(scanned.text_content())


def test_pages_without_a_code_stand_after_and_are_not_passed(
    listed: tuple[Visitor, Any, Bids],
) -> None:
    _, page, given = listed
    said = page.locator("#codeless").inner_text()
    assert f"没有可读码的 {given.counts['codeless']} 页" in said
    for words in ("商务.pdf 第 1、3 页", "附件.pdf 第 1–3 页", "照片.png", "未视为通过"):
        assert words in said
    assert "照片.png" not in str(page.locator("details.group").nth(1).text_content())


def test_figures_and_chips_filter(listed: tuple[Visitor, Any, Bids]) -> None:
    _, page, given = listed
    for standing in ("invalid", "mismatch", "indeterminate", "none", "uncounted", "valid"):
        page.locator(f"#filter-tally-{standing}").click()
        assert page.locator("#list tbody tr").count() == given.counts[standing]
        assert page.locator("#list [aria-current]").get_attribute("id") == f"filter-tally-{standing}"
    page.locator("#filter-chip-soon").click()
    assert page.locator("#list tbody tr").count() == 1
    assert "CQ-PC" not in page.locator("#list tbody").inner_text()
    page.locator("#filter-chip-all").click()
    assert page.locator("#list tbody tr").count() == given.counts["all"]


def test_both_ways_back_keep_scroll_filter_and_what_is_open(
    listed: tuple[Visitor, Any, Bids],
) -> None:
    _, page, given = listed
    page.locator("#filter-chip-all").click()
    folded = group(page, given.names[0])
    folded.locator("summary").first.click()
    link = folded.locator("tbody a").nth(3)
    link.scroll_into_view_if_needed()
    for back in ("返回列表", None):
        before = page.evaluate("scrollY")
        assert before > 0
        link.click()
        page.locator(".result").wait_for()
        if back is None:
            page.go_back()
        else:
            page.locator("button", has_text=back).click()
        page.locator("#list").wait_for()
        assert page.locator("#filter-chip-all[aria-current]").count() == 1
        assert folded.get_attribute("open") is not None
        assert abs(page.evaluate("scrollY") - before) <= 2
        assert link.evaluate("one => one === document.activeElement")
    folded.locator("summary").first.click()


def test_the_spreadsheet_has_group_page_and_copies(listed: tuple[Visitor, Any, Bids]) -> None:
    _, page, given = listed
    with page.expect_download() as saved:
        page.locator(".totals button", has_text="CSV").click()
    head, *rows = open_csv(Path(saved.value.path()).read_bytes())
    found = [{str(word): str(value) for word, value in zip(head, row, strict=False)} for row in rows[:-1]]
    listed_rows = [row for row in found if row["结论"] != "无可读码" and "没有二维码" not in row["理由"]]
    assert len(listed_rows) == given.counts["all"]
    assert sorted({row["投标人"] for row in found}) == sorted(given.names)
    apart = {row["来源"].split("/")[-1] for row in found if row["结论"] == "文件中无证书"}
    assert apart == {"残缺.txt", "照片.png", "附件.pdf"}, "as on the screen"
    twice = [row for row in listed_rows if row["份数"] == "2"]
    assert len(twice) == len(TWICE) + 1
    assert [row["页"] for row in twice if "商务.pdf" in row["来源"]] == ["2；"], (
        "the scan, and the credential"
    )
    assert sum("商务.pdf" in row["来源"] for row in found) == 2, "the page with a code, and those without"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_fits_a_narrow_screen_in_labelled_blocks(
    listed: tuple[Visitor, Any, Bids], lang: str
) -> None:
    _, page, _ = listed
    if lang == "en":
        page.locator("#language").click()
        page.locator("#list h2", has_text="bidders").wait_for()
    try:
        for width in (320, PHONE, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            assert find_overflow(page) == []
        page.set_viewport_size({"width": PHONE, "height": 844})
        label = page.locator("td[data-label]:visible").first
        assert label.evaluate("one => getComputedStyle(one, '::before').content") != "none"
        assert find_violations(page) == []
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})
        if lang == "en":
            page.locator("#language").click()
            page.locator("#list h2", has_text="个投标人").wait_for()


def test_the_printed_list_is_a_record(listed: tuple[Visitor, Any, Bids], tmp_path: Path) -> None:
    person, page, given = listed
    asked = len(person.asked)
    page.evaluate("window.print = () => {}")
    page.locator(".totals button", has_text="打印").click()
    fields = {
        "title": "评审记录",
        "tender": "城区污水处理厂提标改造（示例） CQ-2026-0417",
        "officer": "评审一组",
    }
    for name, value in fields.items():
        page.locator(f"#record-{name}").fill(value)
    pdf = page.pdf(path=str(tmp_path / "record.pdf"), prefer_css_page_size=True)
    digest = page.evaluate("fetch('/api/v1/trust').then((answer) => answer.json())")["bundle"]
    numbers = re.findall(r"[A-Z]{2}-[A-Z]{2}-2026-\d{3}", str(page.locator("#record").text_content()))
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [leaf.get_textpage().get_text_bounded().replace("\r", "") for leaf in document]
        sizes = [leaf.get_size() for leaf in document]
    assert len(pages) > 3
    assert all(width > height for width, height in sizes)
    for place, text in enumerate(pages, 1):
        assert f"{place} / {len(pages)}" in text
    flat = [re.sub(r"\s", "", text) for text in pages]
    whole = "".join(flat)
    world = person.site.world
    for words in (
        *fields.values(),
        world.pin,
        digest,
        "四川示例环境保护产业协会",
        "2026-05-02",
        "签字与日期",
    ):
        assert re.sub(r"\s", "", words) in whole, words
    rows = page.evaluate(
        """() => [...document.querySelectorAll('#record tbody tr:not(.whose)')].map((row) =>
            [...row.cells].map((cell) => [...cell.childNodes].map((node) => node.textContent)).flat())"""
    )
    assert len(rows) == given.counts["all"]
    for number, *cells in rows:
        wanted = [re.sub(r"\s", "", words) for words in cells if words.strip()]
        assert any(all(words in text for words in wanted) for text in flat), (number, cells)
    assert len(numbers) == given.counts["all"] - 1, "all but the one of which nothing was read"
    assert len(person.asked) == asked + 1, "nothing of it was sent"


def test_each_sheet_of_the_record_says_whose_its_rows_are(browser: Any, site: Site, tmp_path: Path) -> None:
    mine, other = example_enterprises(Random(4), 2)
    folder = tmp_path / "开标"
    for one, count in ((mine, 40), (other, 2)):
        (folder / one.legal_name).mkdir(parents=True)
        for number in range(count):
            (folder / one.legal_name / f"{number}.json").write_bytes(site.world.issue(
                by="cq", certificate_number=f"CQ-SHEET-{count}-{number}", legal_name=one.legal_name,
                unified_social_credit_code=one.unified_social_credit_code,
            ))  # fmt: skip
    with visiting(browser, site) as person:
        page = person.open("/v")
        page.locator("#folder").set_input_files(str(folder))
        person.answer(page)
        pdf = page.pdf(path=str(tmp_path / "sheets.pdf"), prefer_css_page_size=True)
    with pypdfium2.PdfDocument(pdf) as document:
        sheets = [re.sub(r"\s", "", leaf.get_textpage().get_text_bounded()) for leaf in document]
    listed_on = [sheet for sheet in sheets if "CQ-SHEET" in sheet]
    assert len(listed_on) > 3
    assert all("核验记录·" in sheet for sheet in listed_on)
    for sheet in listed_on[:-1]:
        assert mine.unified_social_credit_code in sheet
        assert mine.legal_name in sheet
    assert other.unified_social_credit_code in listed_on[-1]


def test_the_record_has_every_check_of_every_row(listed: tuple[Visitor, Any, Bids]) -> None:
    _, page, given = listed
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    checks = page.locator("#record table").first.locator("th.check").count()
    assert checks >= 11
    signs = page.locator("#record tbody td.check").all_text_contents()
    assert len(signs) == checks * given.counts["all"]
    assert set(signs) <= {"✓", "×", "?", "–", "无对应等级", "部分"}
    revoked = page.locator("#record tbody tr", has_text="撤销").first
    assert "×" in revoked.locator("td.check").all_text_contents()
