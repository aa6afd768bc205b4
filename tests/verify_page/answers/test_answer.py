"""One answer (`javascript`, `browser`): what the first view holds, the question above it, the record."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tests.harness.browser import PHONE
from tests.verify_page.page_visit import Site, node_at, visiting
from tests.world import World, tamper

pytestmark = pytest.mark.javascript

SCHEME = "cq-pollution-control"
LONG_NAME = "重庆市渝北区示例清源环境保护工程技术咨询与污染治理设施运行维护服务有限责任公司"
NUMBER = "CQ/2026\\〔示例〕 第1号"
NOWHERE = {"zh": "有效，在四川不计", "en": "Valid, counts for nothing in Sichuan"}
ZONES = {
    "zh": ("（北京时间，UTC+8）", "日期与时间均为北京时间，UTC+8"),
    "en": ("(Beijingtime,UTC+8)", "Alldatesandtimes:Beijingtime,UTC+8"),
}
PARTS = (".top h2", ".top .reason", ".who .name", ".uscc", ".trio", ".trio dd >> nth=2", ".counts")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("answers")


@pytest.fixture(scope="module")
def site(reader: Any, folder: Path) -> Iterator[Site]:
    """A node, and beside it credentials that count, do not, are of a long name, revoked or forged."""
    world = World()
    stock = {
        "good": world.issue(by="cq", scheme=SCHEME, category=["水", "气"], grade="甲级"),
        "long": world.issue(by="cq", scheme=SCHEME, category=["水", "气", "固废", "土壤", "噪声"],
                            grade="乙级", legal_name=LONG_NAME, certificate_number=NUMBER),
        "nowhere": world.issue(by="cq", scheme=SCHEME, category=["固废"], grade="乙临", legal_name=LONG_NAME),
        "revoked": world.issue(by="cq"),
    }  # fmt: skip
    stock["forged"] = tamper(stock["good"], lambda v: v["credentialSubject"].update(legalName="示例伪造公司"))
    world.revoke(stock["revoked"])
    for name, data in stock.items():
        (folder / f"{name}.json").write_bytes(data)
    with node_at(folder, world) as found:
        yield found


def translate(page: Any) -> None:
    """Switch a Chinese page to English."""
    page.evaluate("document.querySelector('#language').click()")
    page.locator("html[lang=en]").wait_for(state="attached")


@pytest.mark.browser
def test_the_first_view_of_a_phone_holds_the_answer(browser: Any, site: Site, folder: Path) -> None:
    with visiting(browser, site, width=PHONE, reduced_motion="reduce") as person:
        page = person.open("/v?lang=zh")
        page.set_viewport_size({"width": PHONE, "height": 844})
        page.locator("#home").select_option(site.world.sc.did)
        for name in ("good", "long", "nowhere", "good", "long", "nowhere"):
            if name == "good" and page.locator(".verdict").count():
                translate(page)
            person.verify(page, folder / f"{name}.json")
            page.wait_for_function("document.querySelector('#question').getBoundingClientRect().top < 40")
            bottom = page.locator("#strip").bounding_box()["y"]
            boxes = {part: page.locator(f".verdict {part}").last.bounding_box() for part in PARTS}
            boxes["#question"] = page.locator("#question").bounding_box()
            for part, box in boxes.items():
                assert box["y"] >= 0, (name, part)
                assert box["y"] + box["height"] <= bottom, (name, part)
            assert boxes["#question"]["y"] < boxes[".top h2"]["y"], "the question stands above"


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_what_counts_for_nothing_at_home_is_never_plainly_valid(
    reader: Any, site: Site, folder: Path, lang: str
) -> None:
    """On the page, in the list, read out, and in the CSV."""
    words = NOWHERE[lang]
    with visiting(reader, site) as person:
        page = person.open(f"/v?lang={lang}")
        person.verify(page, folder / "nowhere.json")
        assert page.locator(".verdict.ok h2").count() == 1, "nobody has said where home is"
        page.locator("#home").select_option(site.world.sc.did)
        page.locator(".verdict.warn h2", has_text=words).wait_for()
        page.locator("#announced", has_text=words).wait_for(state="attached")
        assert {"zh": "第五条第三款", "en": "Article 5(3)"}[lang] in page.locator(
            ".verdict .counts"
        ).inner_text()
        person.verify(page, folder / "nowhere.json", folder / "good.json")
        assert page.locator("tbody .mark.warn").count() == 1
        page.locator("#announced", has_text="1").wait_for(state="attached")
        with page.expect_download() as saved:
            page.locator(".list button, .totals button", has_text="CSV").first.click()
        cells = [*csv.reader(Path(saved.value.path()).read_text("utf-8-sig").splitlines())]
        assert any(words in cell for row in cells for cell in row)


@pytest.mark.night
def test_some_categories_count_and_others_do_not(reader: Any, tmp_path: Path) -> None:
    def drop(text: Any) -> None:
        rows = [row for row in text["equivalences"] if row["from"].get("category") != "水"]
        text["equivalences"] = rows

    world = World()
    world.amend(drop)
    world.publish()
    data = world.issue(by="cq", scheme=SCHEME, category=["水", "气"], grade="甲级")
    (tmp_path / "c.json").write_bytes(data)
    with node_at(tmp_path, world) as found, visiting(reader, found) as person:
        page = person.open("/v?lang=zh")
        page.locator("#home").select_option(world.sc.did)
        person.verify(page, tmp_path / "c.json")
        page.locator(".verdict.warn h2", has_text="有效，在四川只计 2 类中的 1 类").wait_for()
        none, some = page.locator(".counts").all_inner_texts()
        assert "无对应等级 水" in none
        assert "一级 大气污染治理" in some


@pytest.mark.night
@pytest.mark.browser
def test_choosing_the_home_in_the_answer_moves_nothing(browser: Any, site: Site, folder: Path) -> None:
    with visiting(browser, site, width=PHONE, reduced_motion="reduce") as person:
        page = person.open("/v?lang=zh")
        person.verify(page, folder / "good.json")
        page.locator(".here button", has_text="四川").click()
        page.locator(".counts", has_text="在四川视同 一级").wait_for()
        assert page.locator("#home").input_value() == site.world.sc.did
        assert page.evaluate("document.activeElement.id") == "home"
        page.evaluate("scrollTo(0, 300)")
        place = "[scrollY, document.activeElement.id]"
        before = page.evaluate(place)
        page.evaluate(
            """(did) => {
              const home = document.querySelector('#home');
              home.value = did;
              home.dispatchEvent(new Event('change', { bubbles: true }));
            }""",
            site.world.cq.did,
        )
        page.locator(".counts", has_text="本协会评价").wait_for()
        assert page.evaluate(place) == before


def test_what_failed_stands_first_and_what_passed_is_folded(reader: Any, site: Site, folder: Path) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v?lang=zh")
        page.locator("#home").select_option(site.world.sc.did)
        person.verify(page, folder / "good.json")
        assert page.locator("summary", has_text="各项检查：9 项通过").is_visible()
        assert not page.locator(".checks li").first.is_visible()
        assert "did:" not in page.locator("main").inner_text()
        assert "urn:" not in page.locator("main").inner_text()
        page.locator("#technical summary").click()
        assert "urn:uuid:" in page.locator("main").inner_text()
        person.verify(page, folder / "revoked.json")
        assert "撤销" in page.locator(".checks li").first.inner_text()
        assert page.locator(".checks li:visible").count() == 1
        person.verify(page, folder / "forged.json")
        assert page.locator(".trio, .name, .uscc").count() == 0
        assert "请勿采信" in page.locator(".here").inner_text()


def test_the_file_of_a_verdict_has_the_number_in_a_name_that_harms_nothing(
    reader: Any, site: Site, folder: Path
) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v?lang=zh")
        person.verify(page, folder / "long.json")
        with page.expect_download() as saved:
            page.locator(".files button", has_text="JSON").click()
        assert saved.value.suggested_filename == "verdict-CQ-2026-示例-第1号.json"
        value = json.loads(Path(saved.value.path()).read_bytes())
        assert value["outcome"] == "valid"


@pytest.mark.browser
def test_a_printed_answer_is_a_record(browser: Any, site: Site, folder: Path) -> None:
    with visiting(browser, site) as person:
        page = person.open("/v?lang=zh")
        page.locator("#home").select_option(site.world.sc.did)
        page.locator("#options summary").click()
        page.locator("#at").fill("2026-05-01")
        page.locator("#at-time").fill("09:00")
        person.verify(page, folder / "good.json")
        page.locator(".files button", has_text="打印").click()
        page.locator("#record-tender").fill("示例项目 ZB-2026-01")
        page.locator("#record-officer").fill("示例核验人")
        paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        texts = ["".join(one.get_textpage().get_text_range().split()) for one in paper]
        whole = "".join(texts)
        words = [
            "核验记录", "示例项目ZB-2026-01", "示例核验人", "2026-05-0109:00", "四川示例环境保护产业协会",
            "重庆示例清源环保科技有限公司", "格式", "签发密钥", "签名", "状态", "时效", "互认",
            site.world.pin, "urn:uuid:",
        ]  # fmt: skip
        assert [word for word in words if word not in whole] == []
        assert [f"{number}/{len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(
            texts
        )
        width, height = (round(float(side) / 72 * 25.4) for side in paper[0].get_size())
        assert (width, height) == (210, 297)
        assert page.locator(".paper").count() == 0, "on the screen nothing is left of it"
        assert not page.locator(".checks li").first.is_visible()


@pytest.mark.night
@pytest.mark.browser
def test_every_check_stands_on_the_page_and_what_was_unfolded_stays(
    browser: Any, site: Site, folder: Path
) -> None:
    """Skipped checks, too, on screen and on paper; an empty field is a line to write on."""
    with visiting(browser, site) as person:
        page = person.open("/v?lang=zh")
        person.verify(page, folder / "good.json")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        blank = page.locator(".paper dd.blank")
        words = blank.evaluate_all("all => all.map((one) => one.previousSibling.textContent)")
        assert words == ["项目名称与招标编号", "核验人"]
        lines = blank.evaluate_all("all => all.map((one) => getComputedStyle(one).borderBottomStyle)")
        assert lines == ["solid", "solid"]
        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        person.verify(page, folder / "forged.json")
        page.locator("#checks summary").click()
        lines = page.locator(".checks > li")
        assert lines.count() == 11
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            boxes = [line.bounding_box() for line in lines.all()]
            assert all(box["x"] >= 0 and box["height"] > 0 for box in boxes), (media, boxes)
        page.emulate_media(media="screen")
        assert page.locator(".checks > li.skip").count() == 6
        page.locator("#home").select_option(site.world.sc.did)
        page.locator("#checks[open]").wait_for()


def test_both_records_say_what_was_typed_once(reader: Any, site: Site, folder: Path) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v?lang=zh")
        page.evaluate("window.print = () => {}")
        person.verify(page, folder / "good.json", folder / "long.json")
        page.locator(".totals button", has_text="打印").click()
        page.locator("#record-tender").fill("示例项目 ZB-2026-02")
        page.locator("#record-title").fill("示例评审记录")
        page.locator("#record-officer").fill("示例核验人")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        listed = str(page.locator("#record").text_content())
        page.locator("#list tbody a").first.click()
        page.locator(".result").wait_for()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        single = str(page.locator(".paper").first.text_content())
        for words in ("示例评审记录", "示例项目 ZB-2026-02", "示例核验人"):
            assert words in listed
            assert words in single


@pytest.mark.night
@pytest.mark.browser
def test_a_printed_answer_is_two_sheets_and_its_times_say_their_zone(
    browser: Any, site: Site, folder: Path
) -> None:
    with visiting(browser, site) as person:
        page = person.open("/v?lang=zh")
        page.locator("#home").select_option(site.world.sc.did)
        for lang, (zone, all_times) in ZONES.items():
            if lang == "en":
                translate(page)
            for name in ("good", "long", "revoked"):
                person.verify(page, folder / f"{name}.json")
                with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as paper:
                    sheets = ["".join(one.get_textpage().get_text_range().split()) for one in paper]
                assert len(sheets) == 2, (lang, name)
                assert all_times in sheets[0]
                assert "".join(sheets).count(f"09:00{zone}") == 5, (
                    "asked about, made, signed, published twice"
                )
            person.verify(page, folder / "good.json", folder / "revoked.json")
            with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as paper:
                sheets = ["".join(one.get_textpage().get_text_range().split()) for one in paper]
            assert sheets[0].count(f"09:00{zone}") == 4, "asked about, made, two publications"
            assert all(all_times in sheet for sheet in sheets if "CQ-2026-" in sheet)
