"""The page as a node serves it (`javascript`, `browser`): the sample by one click, forms."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carriers.qr import format_qr_png
from cli.demo.opening import OPENING, pack_opening
from tender.record.pack import read_pack, write_pack
from tests.harness.browser import serving_app, visitor
from tests.pages.pages import Scene, site
from tests.tender_page.opening_visit import EXAMPLE, expected_outcomes, outcomes
from verifier.tender import parse_bidders, parse_tender
from web.served_page import TENDER

pytestmark = pytest.mark.javascript

LONG_MS = 120_000
BIDDERS = ("B6", "B7")
"""A picture and a PDF of one page each."""
USCC = "91500100MAURMRUE6N"
MAIN = "[...document.querySelectorAll('button.main')].filter((e) => !e.closest('[hidden]')).map((e) => e.id)"


class Served:
    """A node that has the sample of a demo."""

    def __init__(self, scene: Scene, address: str) -> None:
        self.scene, self.address = scene, address


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    samples = tmp_path_factory.mktemp("samples")
    for name in ("valid", "forged"):
        (samples / f"{name}.h1.txt").write_text("https://x.example/v#H1.0", encoding="ascii")
    (samples / "valid.png").write_bytes(format_qr_png("https://x.example/v"))
    (samples / OPENING).write_bytes(pack_some())
    with site(tmp_path_factory.mktemp("site")) as scene:
        scene.node.app.state.node.samples = samples
        with serving_app(scene.node.app) as address:
            yield Served(scene, address)


def pack_some() -> bytes:
    """Return the demo's sample with two bidders, so that few papers are read."""
    files = read_pack(pack_opening())
    listed = json.loads(files["bidders.json"])
    listed["bidders"] = [one for one in listed["bidders"] if one["id"] in BIDDERS]
    files["bidders.json"] = json.dumps(listed).encode()
    folders = tuple(f"{one['folder']}/" for one in listed["bidders"])
    return write_pack({
        name: data for name, data in files.items() if not name.startswith("bids/") or name.startswith(folders)
    })  # fmt: skip


@pytest.mark.browser
def test_a_sample_opening_fills_the_page_by_one_click_and_then_nothing_is_asked(
    browser: Any, served: Served
) -> None:
    with visitor(browser, served.address) as page:
        page.set_default_timeout(LONG_MS)
        page.clock.set_fixed_time(served.scene.world.now)
        page.goto(f"{served.address}/")
        page.locator("a[href*='/tender'][href$='#sample']").click()
        page.locator("#papers[data-ready]").wait_for(state="attached")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator("#common-words").wait_for()
        assert outcomes(page) == expected_outcomes(BIDDERS)
        assert "示例自带的信任数据" in page.locator("#alerts").inner_text()
        assert page.locator("#strip").get_attribute("hidden") is not None, "the words of the node's own pin"
        page.locator("#cell-L1-B7-C2").click()
        page.locator(".opened canvas[data-drawn]").first.wait_for()
        with page.expect_download():
            page.locator("#take-pack").click()
        left = {url for url in asked if not url.startswith(("blob:", "data:"))}
        assert left <= {f"{served.address}/static/{TENDER.scripts[2]}"}, (
            "but for words that come when nothing waits"
        )


@pytest.mark.night
@pytest.mark.browser
def test_the_sample_opens_where_this_device_has_trust_data_and_on_a_changed_address(
    browser: Any, served: Served
) -> None:
    with visitor(browser, served.address) as page:
        page.clock.set_fixed_time(served.scene.world.now)
        page.goto(f"{served.address}/tender")
        page.locator("#sample").wait_for()
        page.evaluate("location.hash = '#sample'")
        page.locator("#alerts", has_text="示例自带的信任数据").wait_for()
        page.close(run_before_unload=False)
        other = page.context.new_page()
        other.goto(f"{served.address}/tender#sample")
        other.locator("#alerts", has_text="示例自带的信任数据").wait_for()


@pytest.mark.night
@pytest.mark.browser
def test_the_sample_opens_if_the_node_answers_before_its_script_is_loaded(
    browser: Any, served: Served
) -> None:
    with visitor(browser, served.address) as page:
        page.clock.set_fixed_time(served.scene.world.now)
        held: list[Any] = []

        def hold(route: Any) -> None:
            held.append(route)

        page.context.route(f"**/{TENDER.scripts[1]}", hold, times=1)
        page.goto(f"{served.address}/tender#sample")
        page.locator("#sample").wait_for()
        held.pop().continue_()
        page.locator("#alerts", has_text="示例自带的信任数据").wait_for()


def test_forms_make_both_documents_and_an_edit_is_a_new_version(
    reader: Any, served: Served, tmp_path: Path
) -> None:
    with visitor(reader, served.address) as page:
        page.set_default_timeout(LONG_MS)
        page.clock.set_fixed_time(served.scene.world.now)
        page.goto(f"{served.address}/tender")
        page.locator("#papers[data-ready]").wait_for()
        nexts = [page.evaluate(MAIN)]
        page.locator("#new-tender").click()
        nexts.append(page.evaluate(MAIN))
        page.locator("#apply").click()
        page.locator("#form .note.no").wait_for()
        assert page.locator("#form [aria-invalid=true]").count() == 3, "the fields that are to be mended"
        for path, text in (("title", "示例项目"), ("number", "SL-1"), ("buyer", "示例单位")):
            page.locator(f"#form [data-path={path}]").fill(text)
        page.locator("#form [data-path=regime]").select_option("government")
        page.locator("#form-advice .bullets li").first.wait_for()
        page.locator("#apply").click()
        page.locator("#edit-tender").wait_for()
        first = save(page, "tender.json", tmp_path / "tender.json")
        tender = parse_tender(first)
        assert tender.body.title == "示例项目"
        page.locator("#new-bidders").click()
        page.locator("#form button", has_text="添加投标人").click()
        page.locator("#form button", has_text="添加投标人").click()
        for place in (0, 1):
            page.locator(f"#form [data-path='bidders[{place}].name']").fill("示例有限公司")
            page.locator(f"#form [data-path='bidders[{place}].uscc']").fill(USCC[:-1] + "0")
        page.locator("#apply").click()
        page.locator("#form-faults li").last.wait_for()
        assert page.locator("#form-faults a", has_text="请与营业执照逐位核对").count() == 2, "both at once"
        page.locator("#form fieldset button", has_text="删除").last.click()
        page.locator("#form [data-path='bidders[0].uscc']").fill(USCC)
        page.locator("#form [data-path='bidders[0].folder']").fill("bids/01")
        page.locator("#apply").click()
        page.locator("#edit-bidders").wait_for()
        nexts.append(page.evaluate(MAIN))
        assert nexts == [["choose"], ["apply"], ["choose-folder"]], "one button is the next step"
        bidders = parse_bidders(save(page, "bidders.json", tmp_path / "bidders.json"))
        assert [one.folder for one in bidders.body.bidders] == ["bids/01"]
        page.locator("#edit-tender").click()
        page.locator("#form [data-path=title]").fill("示例项目（更正）")
        page.locator("#apply").click()
        page.locator("#edit-tender").wait_for()
        second = parse_tender(save(page, "tender.json", tmp_path / "second.json"))
        assert (second.body.version, second.value["previous"]) == (2, tender.digest)


def save(page: Any, name: str, place: Path) -> bytes:
    """Return a document that the page saves."""
    with page.expect_download() as saved:
        page.locator(".document button", has_text=name).click()
    saved.value.save_as(place)
    return place.read_bytes()


def test_a_file_that_is_not_a_document_is_named_as_such(reader: Any, served: Served, tmp_path: Path) -> None:
    bad = json.loads((EXAMPLE / "tender.json").read_bytes())
    bad["lots"] = []
    (tmp_path / "tender.json").write_text(json.dumps(bad), encoding="utf-8")
    with visitor(reader, served.address) as page:
        page.clock.set_fixed_time(served.scene.world.now)
        page.goto(f"{served.address}/tender")
        page.locator("#main:not([aria-busy])").wait_for()
        page.locator("#file").set_input_files(tmp_path / "tender.json")
        page.locator("#alerts", has_text="未采用 tender.json").wait_for()
