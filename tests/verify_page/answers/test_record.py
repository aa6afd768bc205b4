"""The printed record (`javascript`, `browser`): what it presumes, rests on and is tied to."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest

from carriers.qr import credential_text
from keys_example.enterprises import example_enterprises
from tests.harness.browser import find_violations
from tests.verify_page.page_visit import Site, node_at, visiting
from tests.world import World, tamper

pytestmark = pytest.mark.javascript

HOLDER, NAMED = example_enterprises(Random(11), 2)
FORGED_NUMBER = "CQ-FORGED-1"
PRESUMED = "01-甲公司"
COUNTED = "() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; }"
PRINT = "dispatchEvent(new Event('beforeprint'))"


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def folder(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is named after nobody and one that is named after its bidder."""
    root = tmp_path_factory.mktemp("bids") / "开标"
    (root / PRESUMED).mkdir(parents=True)
    (root / NAMED.legal_name).mkdir()

    def issue(holder: Any, number: str, **members: Any) -> bytes:
        code = holder.unified_social_credit_code
        whose = {"legal_name": holder.legal_name, "unified_social_credit_code": code}
        return world.issue(by="cq", certificate_number=number, **whose, **members)

    for number in range(2):
        (root / PRESUMED / f"{number}.json").write_bytes(issue(HOLDER, f"CQ-MOST-{number}"))
    forged = tamper(issue(HOLDER, FORGED_NUMBER), lambda v: v["credentialSubject"].update(legalName="示例"))
    (root / PRESUMED / "forged.json").write_bytes(forged)
    nowhere = issue(NAMED, "CQ-NOWHERE", scheme="cq-pollution-control", category=["固废"], grade="乙临")
    (root / NAMED.legal_name / "a.json").write_bytes(nowhere)
    (root / NAMED.legal_name / "b.json").write_bytes(issue(NAMED, "CQ-COUNTS"))
    return root


@pytest.fixture(scope="module")
def site(world: World, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with node_at(tmp_path_factory.mktemp("node"), world) as found:
        yield found


@pytest.fixture(scope="module")
def listed(reader: Any, site: Site, folder: Path) -> Iterator[Any]:
    """The folder's list at home in Sichuan, in Chinese; a test leaves it so."""
    with list_in(reader, site, folder) as page:
        yield page


@pytest.fixture(scope="module")
def drawn(browser: Any, site: Site, folder: Path) -> Iterator[Any]:
    """The same in Chromium."""
    with list_in(browser, site, folder) as page:
        yield page


@contextmanager
def list_in(where: Any, site: Site, folder: Path) -> Iterator[Any]:
    with visiting(where, site) as person:
        page = person.open("/v?lang=zh")
        page.evaluate(COUNTED)
        page.locator("#home").select_option(site.world.sc.did)
        page.locator("#folder").set_input_files(str(folder))
        person.answer(page)
        yield page


def table_of(page: Any, title: str) -> Any:
    return page.locator("#record table", has=page.locator(".whose", has_text=title))


def test_a_presumption_is_printed_as_one_with_its_warning(listed: Any) -> None:
    listed.evaluate(PRINT)
    head = str(table_of(listed, PRESUMED).locator(".whose").text_content())
    assert f"应属企业（按多数凭证推定）：{HOLDER.legal_name} {HOLDER.unified_social_credit_code}" in head
    assert f"文件夹名与多数凭证所属的 {HOLDER.legal_name} 不同" in head
    named = str(table_of(listed, NAMED.legal_name).locator(".whose").text_content())
    assert f"应属企业（取自文件夹名）：{NAMED.unified_social_credit_code}" in named
    for title, holder in ((PRESUMED, HOLDER), (NAMED.legal_name, NAMED)):
        rows = table_of(listed, title).locator("tbody tr").all_text_contents()
        vouched = [row for row in rows if "自称编号" not in row]
        assert len(vouched) == 2
        assert all(f"{holder.legal_name} {holder.unified_social_credit_code}" in row for row in vouched)


def test_what_nobody_vouches_for_is_tied_to_its_file(listed: Any, folder: Path) -> None:
    listed.evaluate(PRINT)
    row = str(listed.locator("#record tbody tr", has_text="forged.json").text_content())
    assert f"自称编号（未核实）：{FORGED_NUMBER}" in row
    assert sha256((folder / PRESUMED / "forged.json").read_bytes()).hexdigest() in row


def test_recognition_that_gives_nothing_has_no_tick(listed: Any) -> None:
    listed.evaluate(PRINT)
    table = table_of(listed, NAMED.legal_name)
    place = [*table.locator("th.check").all_text_contents()].index("互认")
    row = table.locator("tbody tr", has_text="CQ-NOWHERE").locator("td.check")
    assert row.nth(place).text_content() == "无对应等级"
    counts = table.locator("tbody tr", has_text="CQ-COUNTS").locator("td.check")
    assert counts.nth(place).text_content() == "✓"


def test_both_records_say_whether_the_eight_words_were_compared(
    reader: Any, site: Site, folder: Path, listed: Any
) -> None:
    listed.evaluate(PRINT)
    assert "未与协议核对" in str(listed.locator("#record .facts").text_content())
    listed.locator("#trust-words button").click()
    listed.locator("#trust-words .mark.ok").wait_for()
    listed.locator("#progress").wait_for(state="hidden")
    listed.evaluate(PRINT)
    assert "已于 2026-05-01 与协议核对" in str(listed.locator("#record .facts").text_content())
    with visiting(reader, site) as person:
        page = person.open("/v?lang=en")
        person.verify(page, folder / PRESUMED / "0.json")
        page.evaluate(PRINT)
        assert "NOT compared with the agreement" in str(page.locator(".paper").last.text_content())


@pytest.mark.night
@pytest.mark.browser
def test_one_form_asks_before_anything_is_printed(browser: Any, site: Site, folder: Path, drawn: Any) -> None:
    """Below one answer as above many; what was typed stays for the next answer."""
    assert drawn.locator("#question [name=tender], #tender").count() == 0
    with visiting(browser, site) as person:
        page = person.open("/v?lang=zh")
        page.evaluate(COUNTED)
        person.verify(page, folder / PRESUMED / "0.json")
        for seen in (page, drawn):
            names = [*seen.locator(".files button, #record-form button").all_text_contents()]
            assert len(names) == len(set(names))
            seen.get_by_role("button", name="打印核验记录").click()
            assert seen.evaluate("window.printed") is None
            assert seen.evaluate("document.activeElement.name") == "title"
            seen.locator("#record-officer").fill("示例核验人")
            assert find_violations(seen) == []
            seen.get_by_role("button", name="开始打印").click()
            assert seen.evaluate("window.printed") == 1
        person.verify(page, folder / PRESUMED / "1.json")
        page.evaluate(PRINT)
        assert "核验人示例核验人" in str(page.locator(".paper").first.text_content())


def test_a_forged_link_is_no_scan_and_its_record_names_it(reader: Any, site: Site, folder: Path) -> None:
    forged = json.loads((folder / PRESUMED / "forged.json").read_bytes())
    code = credential_text(forged).split("#")[1]
    with visiting(reader, site) as person:
        page = person.open(f"/v?lang=zh#{code}")
        person.answer(page)
        page.wait_for_function(f"() => {PRINT} && document.querySelector('.paper') !== null")
        head = str(page.locator(".paper").first.text_content())
    assert "来源网址中的码" in head
    assert "扫码" not in head
    assert f"自称编号（未核实）{FORGED_NUMBER}" in head
    assert sha256(code.encode()).hexdigest() in head


@pytest.mark.night
@pytest.mark.browser
def test_nothing_is_printed_that_only_a_screen_can_answer(browser: Any, site: Site, folder: Path) -> None:
    with visiting(browser, site) as person:
        page = person.open("/v?lang=zh")
        person.verify(page, folder / PRESUMED / "0.json")
        assert "请选择我方协会" in page.locator(".result").inner_text()
        page.emulate_media(media="print")
        page.evaluate(PRINT)
        shown = page.locator("body").inner_text()
        assert "请选择" not in shown
        assert "我方协会\n未选择（等级不作折算）" in shown


@pytest.mark.browser
@pytest.mark.night
def test_the_signature_stands_below_the_last_row(drawn: Any) -> None:
    """However much of the sheets is taken by what stands above."""
    for taken in range(0, 160, 16):
        drawn.evaluate("mm => { document.querySelector('header').style.paddingTop = `${mm}mm`; }", taken)
        with pypdfium2.PdfDocument(drawn.pdf(prefer_css_page_size=True)) as paper:
            sheets = ["".join(one.get_textpage().get_text_range().split()) for one in paper]
        signed = [sheet for sheet in sheets if "签字与日期" in sheet]
        assert len(signed) == 1
        assert "CQ-" in signed[0], f"{taken} mm"


def test_the_record_speaks_as_the_screen_does_when_it_is_printed(listed: Any) -> None:
    listed.evaluate(PRINT)
    listed.locator("#language").click()
    listed.locator("#list .totals", has_text="certificates").wait_for()
    listed.evaluate(PRINT)
    assert listed.locator("#record").count() == 1
    assert "Answer" in str(listed.locator("#record thead").first.text_content())
    main = "[...document.querySelectorAll('button.main')].filter((e) => !e.closest('[hidden]')).length"
    assert listed.evaluate(main) == 1, "one button is the next step"
    listed.locator("#language").click()
    listed.locator("#list .totals", has_text="份证书").wait_for()


def test_the_record_names_agreement_and_program_in_words(listed: Any) -> None:
    listed.evaluate(PRINT)
    facts = str(listed.locator("#record .facts").text_content())
    assert re.search(r"互认协议“.+”第 1 版", facts)
    assert re.search(r"核验程序huren \d+\.\d+\.\d+ · SHA-256 [0-9a-f]{64}", facts)
