"""The packet for a tender, made in a browser: no other host learns of it, and the officer reads it."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tender.packet.document import parse_packet
from tender.record.pack import read_pack
from tests.harness.browser import (
    DESKTOP,
    PHONE,
    chromium,
    find_overflow,
    find_violations,
    open_context,
    serving_app,
    visitor,
)
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Huren
from tests.pages.pages import NUMBERS, USCC, Scene, site
from verifier.tender import parse_tender

pytestmark = pytest.mark.browser

EXAMPLE = json.loads((ROOT / "examples" / "tender" / "tender.json").read_bytes())
NUMBER, TITLE = "GEHEIM-77", "示例：不应有人得知的项目"
_LONG_MS = 12_000
ENTERPRISE = f"/enterprises/{USCC}"


class Desk:
    """A served node, a browser in front of it, and tenders in a folder."""

    def __init__(self, scene: Scene, address: str, browser: Any, folder: Path) -> None:
        self.scene, self.address, self.browser, self.folder = scene, address, browser, folder

    def write_tender(self, **members: Any) -> Path:
        """Write a tender that opens in two days.

        It asks for a certificate of the enterprise and for a grade it lacks.
        """
        now = self.scene.world.now
        requirement = {
            "id": "R1", "scheme": "cq-facility-operation", "categories": {"anyOf": ["生活污水处理"]},
            "minGrade": "二级", "holder": "bidder", "validAt": "opening",
        }  # fmt: skip
        credit = {
            "id": "R2",
            "scheme": "cq-credit",
            "minGrade": "AA",
            "holder": "bidder",
            "validAt": "opening",
        }
        value = {
            "type": "Tender/1", "number": NUMBER, "version": 1, "title": TITLE, "buyer": "示例区生态环境局",
            "home": self.scene.world.cq.did, "regime": "voluntary", "stage": "postqualification",
            "lots": [{"id": "L1", "title": "一"}, {"id": "L2", "title": "二"}],
            "openingAt": (now + timedelta(days=2)).isoformat(timespec="seconds"),
            "contract": {"from": f"{now + timedelta(days=9):%F}", "until": f"{now + timedelta(days=99):%F}"},
            "criteria": [
                {"id": "C1", "title": "运行", "use": "qualification",
                 "groups": [{"id": "g1", "requirements": [requirement]}]},
                {"id": "C2", "lots": ["L2"], "use": "information",
                 "groups": [{"id": "g1", "requirements": [credit]}]},
            ],
        }  # fmt: skip
        path = self.folder / "tender.json"
        path.write_text(json.dumps(value | members, ensure_ascii=False), encoding="utf-8")
        return path

    @contextmanager
    def visit(self, *, width: int = DESKTOP, lang: str = "zh", **options: Any) -> Iterator[Any]:
        """Open the enterprise's page, with its clock at the world's time."""
        with visitor(self.browser, self.address, width=width, accept_downloads=True, **options) as page:
            page.context.clock.set_fixed_time(self.scene.world.now)
            page.set_default_timeout(_LONG_MS)
            page.goto(f"{self.address}{ENTERPRISE}?lang={lang}")
            yield page

    def save(self, page: Any) -> bytes:
        """Save the packet of the shown row."""
        with page.expect_download() as coming:
            page.locator("#packet-save").click()
        page.locator("#packet-saved", has_text=".zip").wait_for()
        data: bytes = Path(coming.value.path()).read_bytes()
        return data


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folders = [tmp_path_factory.mktemp(name) for name in ("site", "tenders")]
    with chromium() as browser, site(folders[0]) as scene, serving_app(scene.node.app) as address:
        yield Desk(scene, address, browser, folders[1])


def choose(page: Any, tender: Path) -> None:
    page.locator("#packet-file").set_input_files(tender)
    page.locator("#packet-row").wait_for()


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Huren:
    monkeypatch.chdir(tmp_path)
    return Huren(capsys)


def test_the_packet_has_the_members_of_the_terminals_and_the_officer_finds_its_row(
    desk: Desk, huren: Huren, tmp_path: Path
) -> None:
    tender = desk.write_tender()
    with desk.visit() as page:
        choose(page, tender)
        shown = page.locator("#packet-row .cell").evaluate_all("all => all.map(one => one.dataset.state)")
        data = desk.save(page)
    made = read_pack(data)
    (tmp_path / "bundle.json").write_bytes(made["bundle.json"])
    for name, one in made.items():
        if name.startswith("credentials/"):
            (tmp_path / Path(name).name).write_bytes(one)
    now, pin = desk.scene.world.now.isoformat(), desk.scene.world.pin
    trust = "--bundle", tmp_path / "bundle.json", "--pin", pin
    named = sorted(Path(name).name for name in made if name.startswith("credentials/"))
    huren("packet", tender, *named, *trust, "--now", now, "-o", "own.zip")
    own = read_pack((tmp_path / "own.zip").read_bytes())
    covers = {"cover.pdf", "cover.html"}
    assert {*made} - covers == {*own} - covers
    for name in {*made} - covers - {"packet.json"}:
        assert made[name] == own[name], name
    first, second = (json.loads(one["packet.json"]) for one in (made, own))
    assert first.pop("software").endswith(" web")
    assert second.pop("software")
    listed = [[one for one in value.pop("files") if one["name"] not in covers] for value in (first, second)]
    assert listed[0] == listed[1]
    assert first == second
    body = parse_packet(made["packet.json"]).body
    assert body.tender.digest == parse_tender(tender.read_bytes()).digest
    assert shown == [one.state for one in body.outcomes] == ["met", "met", "not-met"]
    assert {one.name: (one.size, one.sha256) for one in body.files} == {
        name: (len(one), hashlib.sha256(one).hexdigest())
        for name, one in made.items()
        if name != "packet.json"
    }
    room = tmp_path / "room"
    (room / "bids").mkdir(parents=True)
    (room / "bids" / "packet.zip").write_bytes(data)
    (room / "tender.json").write_bytes(tender.read_bytes())
    bidder: dict[str, Any] = {
        "id": "B1", "name": body.enterprise.name, "uscc": USCC, "lots": ["L1", "L2"], "folder": "bids",
    }  # fmt: skip
    bidder["claims"] = [claim.model_dump() for claim in body.claims]
    (room / "bidders.json").write_text(json.dumps({"type": "Bidders/1", "version": 1, "bidders": [bidder]}))
    at = (desk.scene.world.now + timedelta(days=2, hours=1)).isoformat()
    words = room / "tender.json", room / "bidders.json", *trust, "--now", at, "--cache", "none"
    done = huren("tender", "check", *words, "--json", "--lang", "zh")
    matrix = json.loads(done.out)
    assert [one["state"] for one in matrix["criteria"]] == shown
    assert not {"file-unread", "page-without-code"} & {note["code"] for note in matrix["papers"]}
    assert {note["facts"]["kind"] for note in matrix["papers"] if note["code"] == "claimed"} == {"counted"}
    assert "为本招标要求的此版本制作" in huren("tender", "check", *words, "--lang", "zh").err


@pytest.mark.night
def test_the_cover_sheet_names_the_tender_and_each_certificate_with_its_code(desk: Desk) -> None:
    tender = desk.write_tender(title="<b>示例</b>&\u202e")
    with desk.visit(lang="en") as page:
        choose(page, tender)
        made = read_pack(desk.save(page))
        page.goto("about:blank")  # in the same tab the policy of the earlier page would stay
        page.set_content(made["cover.html"].decode())
        text = page.locator("body").inner_text()
        assert page.locator("b").count() == 0
        assert page.locator("img").evaluate_all("all => all.every(one => one.naturalWidth > 0)")
        assert find_violations(page) == []
        page.set_viewport_size({"width": PHONE, "height": 800})
        assert find_overflow(page) == []
    html = made["cover.html"].decode()
    assert html.startswith('<!doctype html>\n<!-- TenderPacket/1 -->\n<html lang="en">')
    assert not re.search(r"<script|https?://|<link", html)
    numbers = [Path(name).stem for name in made if name.startswith("certificates/")]
    for word in (NUMBER, parse_tender(tender.read_bytes()).digest, USCC, *numbers):
        assert text.count(word) >= 2, word
    assert "made in the enterprise's own browser" in text
    assert "在企业自己的浏览器中制作" in text


def test_requests_to_the_node_do_not_depend_on_the_tender(desk: Desk) -> None:
    """Addresses, bodies and headers are compared; the second tender asks for other certificates."""
    asked: list[list[tuple[str, str, str | None, str]]] = []
    for members in ({}, {"number": "OTHER-1", "title": "Another", "lots": [{"id": "X9", "title": "other"}]}):
        tender = desk.write_tender(**members)
        if members:
            value = json.loads(tender.read_bytes())
            value["criteria"] = value["criteria"][:1]
            value["criteria"][0]["groups"][0]["requirements"][0]["minGrade"] = "三级"
            tender.write_text(json.dumps(value), encoding="utf-8")
        seen: list[tuple[str, str, str | None, str]] = []
        with desk.visit() as page:
            page.on("request", lambda one, seen=seen: seen.append(
                (one.method, one.url, one.post_data, one.headers.get("referer", "none"))))  # fmt: skip
            choose(page, tender)
            desk.save(page)
            kept = page.evaluate("JSON.stringify({...localStorage}) + document.cookie")
        assert NUMBER not in kept
        asked.append(sorted(one for one in seen if not one[1].startswith(("blob:", "data:"))))
    first, second = asked
    assert first == second
    assert {method for method, *_ in first} == {"GET"}
    assert {body for *_, body, _ in first} == {None}
    told = json.dumps(first)
    for word in (NUMBER, "OTHER-1", parse_tender(desk.write_tender().read_bytes()).digest, "tender.json"):
        assert word not in told
    own = [url for _, url, *_ in first if "/api/" in url]
    assert all(
        re.search(rf"/api/v1/(trust|bundle|enterprises/{USCC}|credentials/[0-9a-f]{{64}}/)", url)
        for url in own
    )


@pytest.mark.night
@pytest.mark.parametrize(
    ("width", "lang", "scheme"), [(PHONE, "zh", "dark"), (PHONE, "en", "light"), (DESKTOP, "en", "dark")]
)
def test_the_row_fits_its_window_and_is_accessible(desk: Desk, width: int, lang: str, scheme: str) -> None:
    with desk.visit(width=width, lang=lang, color_scheme=scheme) as page:
        choose(page, desk.write_tender())
        page.locator("#packet-row .cell").first.click()
        page.locator("#packet-row .opened").wait_for()
        assert find_overflow(page) == []
        assert find_violations(page) == []
        words = page.locator("#packet-row").inner_text()
        assert ("What you can do:" if lang == "en" else "处理办法：") in words
        assert NUMBERS["suspended"] in page.locator("#packet-choice").inner_text()
        assert page.evaluate("localStorage.getItem('huren.lang')") is None, "the language is the page's"


@pytest.mark.night
def test_the_enterprise_chooses_certificates_and_lots(desk: Desk) -> None:
    with desk.visit() as page:
        choose(page, desk.write_tender())
        assert page.locator("#packet-row table.matrix").count() == 2
        page.locator("#packet-lot-L2").uncheck()
        page.locator("#packet-row table.matrix").nth(1).wait_for(state="detached")
        page.locator("#packet-lot-L1").click()
        assert page.locator("#packet-lot-L1").is_checked(), "a bid is for a lot"
        chosen = page.locator("#packet-choice fieldset").last.locator("input:checked")
        for name in chosen.evaluate_all("all => all.map(one => one.id)"):
            page.locator(f"#{name}").uncheck()
        page.locator("#packet-save:disabled").wait_for()
        assert "可由未选的证书满足" in page.locator("#packet-short").inner_text()


@pytest.mark.night
def test_trust_data_that_end_before_the_opening_are_reported(desk: Desk) -> None:
    later = desk.scene.world.now + timedelta(days=30)
    tender = desk.write_tender(
        openingAt=later.isoformat(timespec="seconds"),
        contract={"from": f"{later + timedelta(days=1):%F}", "until": f"{later + timedelta(days=9):%F}"},
    )
    with desk.visit() as page:
        choose(page, tender)
        assert "信任数据不足以核验至开标时间" in page.locator("#packet-row").inner_text()
        body = parse_packet(read_pack(desk.save(page))["packet.json"]).body
    assert body.as_of == body.made
    assert "met" in {one.state for one in body.outcomes}


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_a_hostile_file_is_refused_and_a_mended_one_is_accepted(desk: Desk, lang: str) -> None:
    good = json.loads(desk.write_tender().read_bytes())
    broken = {
        b'{"type":' + b"[" * 100_000: "",
        b"\x00" * 2_000_000: "",
        json.dumps(good | {"title": "x" * 201}).encode(): "title",
        json.dumps(good | {"surprise": 1}).encode(): "surprise",
        json.dumps(good | {"home": "did:web:nobody.example"}).encode(): "nobody.example",
        json.dumps(good | {"lots": good["lots"] * 2}).encode(): "lots",
        json.dumps(good)[:-1].encode() + b',"number":"twice"}': "number",
    }
    path = desk.folder / "hostile<img src=x>.json"
    with desk.visit(lang=lang) as page:
        for data, named in broken.items():
            path.write_bytes(data)
            page.locator("#packet-told").evaluate("one => { one.textContent = ''; }")
            page.locator("#packet-file").set_input_files(path)
            page.locator("#packet-told", has_text="hostile<img src=x>.json").wait_for()
            assert named in page.locator("#packet-told").inner_text(), data[:80]
            assert page.locator("#packet-row").count() == 0
        path.write_text(json.dumps(good), encoding="utf-8")
        choose(page, path)
        assert page.locator("#packet-told").inner_text() == ""


def test_without_a_script_the_page_names_the_command_and_links_what_it_needs(desk: Desk) -> None:
    with desk.visit(java_script_enabled=False) as page:
        card = page.locator("#tender")
        assert not page.locator("#packet-file").is_visible()
        assert card.locator("pre", has_text="huren packet tender.json").is_visible()
        assert card.locator("a[href='/bundle.json']").is_visible()


@pytest.mark.night
def test_a_failed_download_is_reported_and_only_that_file_is_requested_again(desk: Desk) -> None:
    fetched: list[str] = []
    context = open_context(desk.browser, accept_downloads=True)  # the console reports the failure
    try:
        page = context.new_page()
        page.clock.set_fixed_time(desk.scene.world.now)
        page.goto(f"{desk.address}{ENTERPRISE}?lang=zh")
        choose(page, desk.write_tender())
        page.on("request", lambda one: fetched.append(one.url) if "/certificate.pdf" in one.url else None)
        page.route(
            "**/certificate.pdf", lambda route: route.abort() if len(fetched) == 2 else route.continue_()
        )
        page.locator("#packet-save").click()
        page.locator("#packet-saved", has_text="未能取得").wait_for()
        desk.save(page)
    finally:
        context.close()
    assert fetched[1] == fetched[2], "the one that did not come"
    assert len({*fetched}) == len(fetched) - 1
