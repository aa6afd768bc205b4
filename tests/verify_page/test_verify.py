"""The verify page (`javascript`, `browser`): every way in gives the verdict that Python gives."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from carriers.qr import format_qr_png
from credentials.documents.agreement_names import AgreementNames
from credentials.h1 import format_h1_url
from credentials.kinds import parse_credential
from credentials.words.days import format_period
from signing.errors import Lang
from signing.strict_json import parse_json
from tests.harness.browser import DESKTOP, PHONE, find_overflow, find_violations, resize
from tests.verify_page.page_visit import INTRANET, Site, node_at, scanning_browser, verdict_of, visiting
from tests.world import World, tamper
from tests.world.papers import certificate_pdf, draw, photocopy, scan_of
from verifier.reasons import find_reasons, format_finding

pytestmark = pytest.mark.javascript

LANGS = pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])


def url_of(credential: bytes, host: str = "https://cq.huren.example") -> str:
    value: Any = parse_json(credential)
    return format_h1_url(value, host)


class Stage:
    """The files of the tests, and a node in whose registry their credentials are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = World()
        self.good = self.world.issue(by="cq", certificate_number="CQ-PAGE-1")
        self.other = self.world.issue(by="cq", certificate_number="CQ-PAGE-2", grade="二级")
        self.forged = tamper(self.good, lambda v: v["credentialSubject"].update(legalName="示例伪造公司"))
        self.picture = Image.open(io.BytesIO(format_qr_png(url_of(self.good))))
        self.write("good.json", self.good)
        self.write("forged.json", self.forged)
        self.write("good.txt", url_of(self.good).encode())
        self.picture.save(self["good.bmp"])
        self.write("good.png", format_qr_png(url_of(self.good)))
        photocopy(self.picture).save(self["good.jpg"], quality=40)
        self.write("blank.png", format_qr_png("https://example.invalid/menu"))
        pdf = certificate_pdf(self.world, self.good, printed=self.good)
        self.write("good.pdf", pdf)
        self.write("differs.pdf", certificate_pdf(self.world, self.good, printed=self.other))
        self.write("absent.pdf", certificate_pdf(self.world, self.good, printed=None))
        self.write("scan.pdf", scan_of(draw(pdf, 150)))
        self.write("broken.pdf", pdf[:900])

    def write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def __getitem__(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def browser(driver: Any, stage: Stage) -> Iterator[Any]:
    """Its camera sees the code of the good credential, as printed and photographed."""
    film = stage["camera.mjpeg"]
    film.write_bytes(stage["good.jpg"].read_bytes() * 8)
    with scanning_browser(driver, f"--use-file-for-fake-video-capture={film}") as found:
        yield found


@pytest.fixture(scope="module")
def site(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with node_at(tmp_path_factory.mktemp("node"), stage.world) as found:
        yield found


@pytest.fixture(scope="module")
def tab(browser: Any, site: Site) -> Iterator[tuple[Any, Any]]:
    """A visitor and an open page, for file after file."""
    with visiting(browser, site) as person:
        yield person, person.open("/v")


@pytest.mark.browser
@pytest.mark.parametrize(("file", "outcome", "code"), [
    ("good.json", "valid", "ok"), ("good.png", "valid", "ok"), ("good.pdf", "valid", "ok"),
    ("forged.json", "invalid", "bad-signature"), ("differs.pdf", "indeterminate", "print-differs"),
    ("blank.png", "indeterminate", "unreadable"),
    *(pytest.param(*one, marks=pytest.mark.night) for one in (
        ("good.jpg", "valid", "ok"), ("good.bmp", "valid", "ok"), ("scan.pdf", "valid", "ok"),
        ("broken.pdf", "indeterminate", "unreadable"), ("absent.pdf", "valid", "print-absent"))),
])  # fmt: skip
def test_a_file_of_every_kind(tab: tuple[Any, Any], stage: Stage, file: str, outcome: str, code: str) -> None:
    person, page = tab
    text = person.verify(page, stage[file]).inner_text()
    if file == "differs.pdf":  # two credentials, and neither comes out as plain valid
        assert page.locator("tbody tr").count() == 2
        assert page.locator("tbody .valid").count() == 0
        page.locator("tbody a").first.click()
    assert verdict_of(page) == (outcome, code)
    if outcome == "indeterminate":
        assert "未通过" in page.locator(".result").inner_text()
    if code == "bad-signature":
        assert "示例伪造公司" not in page.content()
        assert "91350100M000100Y43" not in page.content()
    if file == "absent.pdf":
        assert "没有关联" in text


@pytest.mark.browser
def test_the_camera_reads_a_printed_code(browser: Any, site: Site) -> None:
    with visiting(browser, site, permissions=["camera"], width=PHONE) as person:
        page = person.open("/v")
        assert not any("/vendor/" in url for url in person.asked), "the scanner is loaded when it is needed"
        page.locator("#scan").click()
        assert "有效" in person.answer(page).inner_text()
        page.locator("#camera").wait_for(state="hidden")
        assert page.evaluate("document.querySelector('#camera-picture').srcObject === null")


def test_a_code_in_the_address_is_verified_and_never_sent(reader: Any, site: Site, stage: Stage) -> None:
    fragment = "#" + url_of(stage.good).partition("#")[2]
    with visiting(reader, site) as person:
        page = person.open("/v" + fragment)
        assert "有效" in person.answer(page).inner_text()
        assert not any("H1." in url.partition("#")[0] for url in person.asked)
        page.evaluate("location.hash = '#H1.123'")
        page.locator(".verdict.indeterminate").wait_for()


SCAN = """text => {
    for (const key of [...text, 'Enter']) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    }
}"""


def test_a_hand_held_scanner_and_a_pasted_text(reader: Any, site: Site, stage: Stage) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v")
        page.evaluate(SCAN, url_of(stage.good))  # a scanner does not pause between two keys
        assert "有效" in person.answer(page).inner_text()
        page.locator("summary", has_text="粘贴").click()
        page.locator("#pasted").fill(stage.forged.decode())
        page.locator("#paste button").click()
        page.locator(".verdict.invalid").wait_for()


@pytest.mark.browser
def test_dropped_files_make_a_table(browser: Any, site: Site, stage: Stage) -> None:
    with visiting(browser, site) as person:
        page = person.open("/v")
        texts = {name: stage[name].read_text() for name in ("good.json", "forged.json")}
        page.evaluate(
            """(texts) => {
              const data = new DataTransfer();
              for (const [name, text] of Object.entries(texts)) data.items.add(new File([text], name));
              const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
              document.dispatchEvent(drop);
            }""",
            texts,
        )
        rows = person.answer(page).locator("tbody tr")
        assert rows.count() == 2
        assert "无效" in rows.nth(0).inner_text()
        assert "有效" in rows.nth(1).inner_text()


def test_the_fields_of_the_question_change_the_verdict(reader: Any, site: Site, stage: Stage) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v")
        person.verify(page, stage["good.json"])
        assert "我方协会" in page.locator(".result").inner_text()
        page.locator("#home").select_option(stage.world.sc.did)
        page.locator(".counts").wait_for()
        assert "条" in page.locator(".counts").inner_text(), "the clause"
        page.locator("#options summary").click()
        page.locator("#uscc").fill("11320000MB151840XJ")
        page.locator("#uscc").press("Tab")
        page.locator(".verdict.invalid").wait_for()
        page.locator("#uscc").fill("91510100MA0000000X")
        page.locator("#uscc").press("Tab")
        page.locator(".verdict.valid").wait_for()
        page.locator("#uscc[aria-invalid=true]").wait_for()
        page.locator("#at").fill("2025-01-01")
        page.locator("#at").press("Tab")
        page.locator(".verdict.invalid").wait_for()
        again = person.open("/v")
        assert again.locator("#home").input_value() == stage.world.sc.did, "it is remembered"


def test_the_page_asks_about_a_day_a_moment_and_a_term(reader: Any, tmp_path: Path) -> None:
    """A day means all of it; for a future day the page answers about the term only."""
    world = World()
    credential = world.issue(by="cq")
    world.advance(days=3)
    morning = world.now.replace(hour=10)
    world.suspend(credential, effective_from=morning, created=world.now)
    world.now = morning + timedelta(days=2)
    world.publish()
    (tmp_path / "c.json").write_bytes(credential)
    with node_at(tmp_path, world) as found, visiting(reader, found) as person:
        page = person.open("/v")
        page.locator("#options summary").click()

        def fill(**fields: str) -> str:
            for name, value in fields.items():
                page.locator(f"#{name.replace('_', '-')}").fill(value)
                page.locator(f"#{name.replace('_', '-')}").press("Tab")
            return str(person.verify(page, tmp_path / "c.json").inner_text())

        text = fill(at=morning.date().isoformat())
        assert verdict_of(page) == ("invalid", "suspended")
        assert f"{morning.date()} 全天" in text
        assert "10:00" in text
        text = fill(at_time="09:30", through="2028-12-31")
        assert verdict_of(page) == ("valid", "ok")
        assert f"{morning.date()} 09:30" in text
        assert "可覆盖至 2028-12-31" in text
        assert "目前无从得知" in text
        text = fill(at="2029-05-01", at_time="", through="")
        assert verdict_of(page) == ("invalid", "suspended"), "as of now"
        assert "2029-05-01 尚未到来" in text
        assert "不能覆盖 2029-05-01" in text
        assert page.locator("#at").get_attribute("aria-invalid") == "true"
        text = fill(at="", at_time="09:30")
        assert "未填日期" in page.locator("#at-hint").inner_text()
        person.context.clock.set_fixed_time(world.now.replace(year=2020))  # a dead battery
        text = fill(at=morning.date().isoformat(), at_time="10:30")
        assert verdict_of(page) == ("invalid", "suspended")
        assert f"{morning.date()} 10:30" in text
        assert page.locator("#at").get_attribute("aria-invalid") == "false"


@LANGS
def test_the_page_and_its_table_tell_the_last_day(
    reader: Any, site: Site, stage: Stage, tmp_path: Path, lang: Lang
) -> None:
    body = parse_credential(stage.good).body
    term = format_period(body.valid_from, body.valid_until, lang)
    last_day = (body.valid_until - timedelta(days=1)).date()
    with visiting(reader, site) as person:
        page = person.open(f"/v?lang={lang}")
        assert term in person.verify(page, stage["good.json"]).inner_text()
        page.locator("#options summary").click()
        for day, reaches in (("2029-04-30", True), ("2029-05-01", False)):
            page.locator("#through").fill(day)
            page.locator("#through").press("Tab")
            table = person.verify(page, stage["good.json"], stage["good.txt"])
            assert f"{THROUGH[lang]} {last_day}" in table.inner_text()
            assert f"{REACHES[lang][reaches]} {day}" in table.inner_text()
        with page.expect_download() as saved:
            page.locator(".totals button", has_text="CSV").click()
        _, first, *_ = csv.reader(Path(saved.value.path()).read_text("utf-8-sig").splitlines())
        assert term in first
        assert any("2029-04-30" in cell and "2029-05-01" in cell for cell in first), "how far it reaches"


@pytest.mark.browser
def test_plain_http_on_an_intranet_gives_the_same_verdicts(browser: Any, site: Site, stage: Stage) -> None:
    with visiting(browser, site) as person:
        page = person.open("/v", f"http://{INTRANET}:{site.port}")
        assert page.evaluate("globalThis.crypto.subtle === undefined")
        assert [f"http://{INTRANET}:{site.port}/static/page/linked.js"] == [one.url for one in page.workers]
        person.verify(page, stage["good.json"])
        assert verdict_of(page) == ("valid", "ok")
        assert "HTTP" in page.locator("#alerts").inner_text()
        person.verify(page, stage["forged.json"])
        assert verdict_of(page) == ("invalid", "bad-signature")
        page.locator("#scan").click()
        page.locator("#scan-words", has_text="HTTPS").wait_for()


@pytest.mark.browser
def test_the_page_fits_speaks_both_languages_and_passes_axe(browser: Any, site: Site, stage: Stage) -> None:
    with visiting(browser, site) as person:
        page = person.open("/v")
        for files in (["good.json"], ["good.json", "forged.json", "blank.png"]):
            person.verify(page, *(stage[name] for name in files))
            check_layout(page, files)
        page.locator("#language").click()
        page.locator("html[lang=en] h2", has_text="Trust data").wait_for()
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        check_layout(page, "everything unfolded")


def check_layout(page: Any, what: object) -> None:
    """On a phone and on a desktop, which no script of the page tells apart."""
    for width in (PHONE, DESKTOP):
        resize(page, width)
        assert (find_overflow(page), find_violations(page)) == ([], []), (what, width)


@pytest.mark.browser
def test_the_keyboard_reaches_everything(tab: tuple[Any, Any], stage: Stage) -> None:
    person, page = tab
    person.verify(page, stage["good.json"])
    page.locator("#answers:focus").wait_for()  # next the screen reader gets the answer
    page.locator("#announced", has_text="有效").wait_for(state="attached")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"scan", "choose", "choose-folder", "home", "refresh", "language", "SUMMARY"} <= reached


@LANGS
def test_the_page_has_the_sentences_of_the_command(reader: Any, tmp_path: Path, lang: Lang) -> None:
    """Reason and notes: the same sentences from both."""
    world = World()
    stock = [world.issue(by="cq") for _ in range(5)]
    world.suspend(stock[1], until=world.now + timedelta(days=9))
    world.revoke(stock[2])
    world.supersede(stock[3], stock[4])
    stock += [world.issue(by="sc"), world.issue(by="stranger")]
    world.publish()
    for i, credential in enumerate(stock):
        (tmp_path / f"{i}.json").write_bytes(credential)
    with node_at(tmp_path, world) as found, visiting(reader, found) as person:
        page = person.open(f"/v?lang={lang}")
        page.locator("#home").select_option(world.sc.did)
        for i, credential in enumerate(stock):
            person.verify(page, tmp_path / f"{i}.json")
            assert said_on(page, lang) == said_by_command(world, credential, lang)


def test_what_could_not_be_checked_is_not_called_false(reader: Any, tmp_path: Path) -> None:
    def lift(credential: Any) -> None:
        credential["credentialSubject"]["assessment"]["certificateNumber"] = "CQ-2026-9999"

    world = World()
    (tmp_path / "stranger.json").write_bytes(world.issue(by="stranger"))
    (tmp_path / "forged.json").write_bytes(tamper(world.issue(), lift))
    world.publish()
    with node_at(tmp_path, world) as found, visiting(reader, found) as person:
        page = person.open("/v?lang=zh")
        answer = person.verify(page, tmp_path / "stranger.json").locator(".verdict")
        assert "签名未能核验" in answer.inner_text()
        assert "不成立" not in page.locator("main").inner_text()
        assert "did:web" not in answer.inner_text()
        assert "签名不成立" in person.verify(page, tmp_path / "forged.json").inner_text()


THROUGH = {"zh": "至", "en": "through"}
REACHES = {"zh": ("未覆盖至", "有效期覆盖至"), "en": ("does not reach", "Term reaches")}
WELL = {
    "zh": "签名、授权、有效期与状态均通过核验。",
    "en": "Signature, authority, validity period and status all hold.",
}


def said_on(page: Any, lang: Lang) -> list[str]:
    """The reason with what to do next, and the notes, one of which may stand with what a grade counts as."""
    notes = page.locator(".notes li").all_inner_texts()
    colon = "：" if lang == "zh" else ": "
    mend = "".join(page.locator(".next").all_inner_texts())
    reason = page.locator(".reason").inner_text() + (" " if mend and lang == "en" else "") + mend
    nowhere = page.locator(".verdict.warn .counts small").all_inner_texts()
    return [reason, *sorted([*nowhere, *(text.partition(colon)[2] for text in notes)])]


def said_by_command(world: World, credential: bytes, lang: Lang) -> list[str]:
    """The same of `verifier.reasons`, and the page's own sentence where all is well."""
    names = AgreementNames(world.trust().chain.latest.text, lang)
    first, notes = find_reasons(world.verify(credential, home="sc"))
    well = WELL[lang] if first is None else format_finding(first, names)
    return [well, *sorted(format_finding(note, names) for note in notes)]


@pytest.mark.night
@pytest.mark.browser
def test_a_demo_offers_a_sample_and_a_forged_one(browser: Any, stage: Stage, tmp_path: Path) -> None:
    """The pin and the age stay in view on a phone."""
    for name, data in (("valid.json", stage.good), ("forged.json", stage.forged)):
        (tmp_path / name).write_bytes(data)
    with node_at(tmp_path, stage.world) as found:
        state = found.node.app.state
        state.node = replace(state.node, samples=tmp_path)
        with visiting(browser, found, width=PHONE) as person:
            page = person.open("/v")
            for button, outcome in (("#sample-good", "valid"), ("#sample-forged", "invalid")):
                page.locator(button).click()
                page.locator(f".verdict.{outcome}").wait_for()
                words = page.locator(".pin li").all_inner_texts()
                assert len(words) == 8
                strip = page.locator("#strip")
                assert strip.inner_text() == f"{' '.join(words)} · 不到 1 小时"
                assert strip.bounding_box()["y"] < page.viewport_size["height"]
