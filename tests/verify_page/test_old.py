"""The verify page in old browsers, with damaged memory, and whatever throws (`javascript`, `browser`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carriers.qr import format_qr_png
from credentials.h1 import format_h1_url
from signing.strict_json import parse_json
from tests.harness.browser import DESKTOP, PHONE, find_overflow, find_violations, resize
from tests.verify_page.page_visit import Site, about, node_at, verdict_of, visiting
from tests.world import World
from tests.world.papers import certificate_pdf
from web.single_file import build_one_file

pytestmark = pytest.mark.javascript

OLD = {
    "no-streams": "delete globalThis.DecompressionStream;",
    "no-raw": """
        const Stream = globalThis.DecompressionStream;
        globalThis.DecompressionStream = class {
          constructor(format) {
            if (format === 'deflate-raw') throw new TypeError('Unsupported compression format');
            return new Stream(format);
          }
        };""",
    "library-of-2021": """
        for (const name of ['at', 'findLast', 'toReversed', 'toSorted']) delete Array.prototype[name];
        delete String.prototype.isWellFormed;
        for (const name of ['with', 'toSpliced']) delete Array.prototype[name];
        delete Object.getPrototypeOf(Uint8Array.prototype).at;
        delete String.prototype.at;
        delete Object.hasOwn;
        delete Promise.withResolvers; delete Promise.try;
        delete URL.parse; delete URL.canParse;
        delete globalThis.structuredClone;
        delete AbortSignal.timeout;
        delete globalThis.OffscreenCanvas; delete globalThis.reportError;""",
    "no-modules-in-workers": "delete globalThis.Worker;",
}
"""What a browser lacks, as a script that takes it away; what decompresses is of no other's making."""
ALL = "".join(f"{{{script}}}" for script in OLD.values())

DAMAGES = {
    "entry": "table.put('scraps', key)",
    "bundle": "change({ bundle: new Uint8Array(9), digest: 'x' })",
    "memory": "change({ seen: 'cut' })",
    "unchecked": "change({ check: undefined })",
    "digest": "change({ digest: '0'.repeat(64) })",
    "nothing": "table.put(undefined, key)",
    "no-entry": "table.delete(key)",
    "no-mark": "table.delete(`mark ${key}`)",
    "other-mark": "table.put('7', `mark ${key}`)",
    "pin": "table.put(7, 'pin')",
    "pin-lost": "table.delete('pin')",
    "pin-unmarked": "table.delete('mark pin')",
}
"""What becomes of the entry `kept` of the bundle, or of the pin."""
FEW = ["entry", "pin-lost"]
KNOWN = {
    "credential": "for (const one of value.known.entries.events) one[2] = 'urn:uuid:' + '0'.repeat(36)",
    "issuer": "for (const one of value.known.entries.events) one[1] = 'did:web:other.example'",
    "digest": "for (const one of value.known.entries.events) one[0] = '0'.repeat(64)",
    "lost": "value.known.entries.events = []",
    "nothing": "value.known = undefined",
    "unchecked": "value.known.check = undefined; for (const one of value.known.entries.events) one[2] = 'x'",
}
"""What becomes of what was found in the events of a bundle, kept so that they need not be read again."""
READ = "IDBObjectStore.prototype.get = () => { throw new DOMException('Internal error', 'UnknownError'); };"
_SPOIL = """new Promise((done, failed) => {
  const opening = indexedDB.open('huren');
  opening.onsuccess = () => {
    const begun = opening.result.transaction('kept', 'readwrite');
    const table = begun.objectStore('kept');
    table.get('pin').onsuccess = ({ target: { result: { value: pin } } }) => {
      const key = `bundle ${pin}`;
      table.get(key).onsuccess = ({ target: { result: kept } }) => {
        const { value } = kept;
        const change = (other) => table.put({ ...kept, value: { ...value, ...other } }, key);
        WORK;
      };
    };
    begun.oncomplete = () => done(opening.result.close());
    begun.onabort = failed;
  };
})"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """A credential as file, code and certificate."""
    world, folder = World(), tmp_path_factory.mktemp("old")
    credential = world.issue(by="cq", certificate_number="CQ-OLD-1")
    value: Any = parse_json(credential)
    (folder / "good.json").write_bytes(credential)
    (folder / "good.png").write_bytes(format_qr_png(format_h1_url(value, "https://cq.huren.example")))
    (folder / "good.pdf").write_bytes(certificate_pdf(world, credential, printed=credential))
    return world, folder


@pytest.fixture(scope="module")
def site(files: tuple[World, Path]) -> Iterator[Site]:
    with node_at(files[1], files[0]) as found:
        yield found


def lacking(person: Any, script: str) -> None:
    """Run pages and workers in a browser that lacks something."""
    person.context.add_init_script(script)
    for begins in ("**/linked.js", "**/polyfills.js"):
        person.context.route(
            begins,
            lambda route: route.fulfill(response=(got := route.fetch()), body=script + got.text()),
        )


@pytest.mark.browser
@pytest.mark.parametrize(
    "script",
    [pytest.param(OLD["no-raw"] + OLD["library-of-2021"], marks=pytest.mark.night), ALL],
    ids=["no-raw", "all"],
)
def test_missing_functions_of_an_old_browser_are_replaced(
    browser: Any, site: Site, files: tuple[World, Path], script: str
) -> None:
    with visiting(browser, site) as person:
        lacking(person, script)
        page = person.open("/v")
        for name in ("good.png", "good.pdf", "good.json"):
            person.verify(page, files[1] / name)
            assert verdict_of(page) == ("valid", "ok"), name


@pytest.mark.night
@pytest.mark.browser
def test_the_single_file_opens_in_an_old_browser(
    browser: Any, files: tuple[World, Path], tmp_path: Path
) -> None:
    world, folder = files
    (tmp_path / "verify.html").write_bytes(build_one_file(world.bundle(), world.pin))
    shelf: Any = type("Shelf", (), {"address": "file://", "port": 0, "world": world})
    with visiting(browser, shelf, offline=True) as person:
        person.context.add_init_script(ALL)
        page = person.open((tmp_path / "verify.html").as_uri())
        for name in ("good.png", "good.pdf"):
            person.verify(page, folder / name)
            assert verdict_of(page) == ("valid", "ok"), name


PDF_READERS = {
    "throws": "export const GlobalWorkerOptions = {}; export const getDocument = () => none();",
    "syntax": "class { #secret( }",
}


@pytest.mark.parametrize("why", ["throws", pytest.param("syntax", marks=pytest.mark.night)])
def test_a_file_that_this_browser_cannot_read_takes_no_other_answer_away(
    reader: Any, site: Site, files: tuple[World, Path], why: str
) -> None:
    with visiting(reader, site) as person:
        person.context.route(
            "**/pdf.min.mjs",
            lambda route: route.fulfill(body=PDF_READERS[why], content_type="text/javascript"),
        )
        check_unreadable(person, person.open("/v"), files[1], "good.pdf")


@pytest.mark.night
@pytest.mark.browser
@pytest.mark.parametrize("lacking", ["createImageBitmap", "WebAssembly"])
def test_an_unreadable_picture_takes_no_other_answer_away(
    browser: Any, site: Site, files: tuple[World, Path], lacking: str
) -> None:
    """The camera, too, is told that a newer browser would help."""
    with visiting(browser, site) as person:
        person.context.add_init_script(f"delete globalThis.{lacking};")
        page = person.open("/v")
        check_unreadable(person, page, files[1], "good.png")
        if lacking == "WebAssembly":
            page.locator("#scan").click()
            page.locator("#scan-words", has_text="新版浏览器").wait_for()
            assert "联网" not in page.locator("#scan-words").inner_text()


def check_unreadable(person: Any, page: Any, folder: Path, name: str) -> None:
    """The file is told to be for a newer browser, beside the answer to another."""
    person.verify(page, folder / "good.json", folder / name)
    said = page.locator("table.inputs").inner_text()
    assert "有效" in said
    assert "此浏览器不能读取这种文件，请换用新版浏览器。" in said
    assert "升级 huren" not in said
    assert page.locator("#alerts .bad").count() == 0


@pytest.mark.night
@pytest.mark.browser
def test_a_camera_whose_reader_does_not_come_is_told_to_go_online(browser: Any, site: Site) -> None:
    with visiting(browser, site) as person:
        person.context.route("**/zxing_reader.wasm", lambda route: route.abort())
        page = person.open("/v")
        page.locator("#scan").click()
        page.locator("#scan-words", has_text="请联网后重试").wait_for()


def test_where_no_worker_may_be_made_the_page_verifies_itself(
    reader: Any, site: Site, files: tuple[World, Path]
) -> None:
    refuse = "globalThis.Worker = class { constructor() { throw new DOMException('', 'SecurityError'); } };"
    with visiting(reader, site) as person:
        person.context.add_init_script(refuse)
        page = person.open("/v")
        person.verify(page, files[1] / "good.json")
        assert verdict_of(page) == ("valid", "ok")


def test_a_reader_that_fails_to_load_is_reported(reader: Any, site: Site, files: tuple[World, Path]) -> None:
    with visiting(reader, site) as person:
        person.context.route("**/pdf.min.mjs", lambda route: route.abort())
        page = person.open("/v")
        person.verify(page, files[1] / "good.json", files[1] / "good.pdf")
        assert "请联网后重新载入页面" in page.locator("table.inputs").inner_text()


TOO_OLD = {
    "no-modules": ("delete HTMLScriptElement.prototype.noModule;", None),
    "no-numbers": ("delete globalThis.BigInt;", None),
    "syntax": ("", "class { #secret( }"),
    "unknown": ("", "globalThis.none.of.these();"),
}


@pytest.mark.browser
@pytest.mark.parametrize(
    "why", ["syntax", *(pytest.param(one, marks=pytest.mark.night) for one in TOO_OLD if one != "syntax")]
)
def test_a_browser_that_is_too_old_is_told_so(browser: Any, site: Site, why: str) -> None:
    missing, script = TOO_OLD[why]
    with visiting(browser, site) as person:
        person.context.add_init_script(missing)
        if script is not None:
            person.context.route(
                "**/linked.js", lambda route: route.fulfill(body=script, content_type="text/javascript")
            )
        page = person.context.new_page()
        page.goto(site.address + "/v")
        page.locator("#cannot-run").wait_for()
        said = page.locator("#cannot-run").inner_text()
        assert "版本过旧" in said
        assert "too old" in said
        assert page.locator("#scan").is_disabled()
        assert page.locator("#loading").is_hidden()
        for width in (PHONE, DESKTOP) if why == "syntax" else ():  # it is the same page, whatever was too old
            resize(page, width)
            assert page.locator("#cannot-run").is_visible(), width
            assert find_overflow(page) == [], width
            assert find_violations(page) == [], width
        person.errors.clear()


@pytest.mark.night
@pytest.mark.browser
def test_a_script_that_fails_to_load_is_reported(browser: Any, site: Site) -> None:
    with visiting(browser, site) as person:
        person.context.route("**/linked.js", lambda route: route.abort())
        page = person.context.new_page()
        page.goto(site.address + "/v")
        page.locator("#not-whole", has_text="did not load whole").wait_for()


@pytest.mark.night
@pytest.mark.browser
def test_without_any_script_the_page_says_that_it_is_loading(browser: Any, site: Site) -> None:
    with visiting(browser, site) as person:
        for script in ("**/loading.js", "**/linked.js"):
            person.context.route(script, lambda route: route.abort())
        page = person.context.new_page()
        page.goto(site.address + "/v")
        page.locator("#loading", has_text="请检查网络后重新载入").wait_for()
    with visiting(browser, site, java_script_enabled=False) as person:
        page = person.context.new_page()
        page.goto(site.address + "/v")
        page.locator("noscript .bad", has_text="JavaScript").wait_for()
        assert page.locator("#loading").is_hidden()


@pytest.mark.parametrize(
    "damages", [FEW, pytest.param([*DAMAGES], marks=pytest.mark.night)], ids=["few", "all"]
)
def test_damaged_memory_is_reported_and_cleared(
    reader: Any, site: Site, files: tuple[World, Path], damages: list[str]
) -> None:
    spoil_and_clear(reader, site, files[1] / "good.json", *damages)


@pytest.mark.night
@pytest.mark.browser
def test_damaged_memory_of_a_real_browser_is_reported_and_cleared(
    browser: Any, site: Site, files: tuple[World, Path]
) -> None:
    spoil_and_clear(browser, site, files[1] / "good.json", *FEW)


def spoil_and_clear(where: Any, site: Site, good: Path, *damages: str) -> None:
    """Nothing is verified before, for what was seen is not known; nothing is blank; and after, all is new."""
    with visiting(where, site) as person:
        page = person.open("/v")
        page.locator("#trust .ages li").first.wait_for()
        person.verify(page, good)
        for how in damages:
            page.evaluate(_SPOIL.replace("WORK", DAMAGES[how]))
            page.close()
            page = person.open("/v")
            with about(how):
                page.locator("#alerts .bad", has_text="已损坏").wait_for()
            page.locator("#file").set_input_files(good)
            page.locator("#progress").wait_for(state="hidden")
            assert page.locator(".result").count() == 0
            assert page.locator("#alerts", has_text="尚无信任数据").count() == 0
            page.once("dialog", lambda dialog: dialog.accept())
            with page.expect_navigation():
                page.locator("#alerts button", has_text="清除本机数据").click()
            page.locator("#trust .ages li").first.wait_for()
            assert page.locator("#alerts .bad").count() == 0
            person.verify(page, good)
            assert verdict_of(page) == ("valid", "ok")


@pytest.fixture(scope="module")
def revoked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    """A node whose only credential is revoked."""
    world, folder = World(), tmp_path_factory.mktemp("revoked")
    credential = folder / "credential.json"
    credential.write_bytes(world.issue(by="cq", certificate_number="CQ-OLD-2"))
    world.revoke(credential.read_bytes())
    with node_at(folder, world) as found:
        yield found, credential


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(work, id=name, marks=() if name == "credential" else pytest.mark.night)
        for name, work in KNOWN.items()
    ],
)
def test_what_was_found_in_a_bundle_is_taken_only_as_it_was_written(
    reader: Any, revoked: tuple[Site, Path], work: str
) -> None:
    """A revoked credential stays revoked: what is damaged is read anew, and nothing is said."""
    own, credential = revoked
    with visiting(reader, own) as person:
        page = person.open("/v")
        person.verify(page, credential)
        assert verdict_of(page) == ("invalid", "revoked")
        page.evaluate(_SPOIL.replace("WORK", f"{work}; table.put(kept, key)"))
        page.close()
        page = person.open("/v")
        person.verify(page, credential)
        assert verdict_of(page) == ("invalid", "revoked")
        assert page.locator("#alerts .bad").count() == 0


@pytest.mark.night
@pytest.mark.browser
def test_memory_that_cannot_be_read_leaves_no_blank_panel(browser: Any, site: Site) -> None:
    with visiting(browser, site) as person:
        lacking(person, READ)
        page = person.open("/v")
        page.locator("#alerts .bad", has_text="已损坏").wait_for()
        assert page.locator("#trust-words").inner_text() != ""


def test_a_person_clears_the_data_of_this_device(reader: Any, site: Site, files: tuple[World, Path]) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v")
        page.locator("#trust .ages li").first.wait_for()
        page.locator("#home").select_option(files[0].sc.did)
        page.locator("button", has_text="我已与协议核对").click()
        page.locator("#trust .mark", has_text="已于").wait_for()
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.locator("#clear").click()
        assert page.locator("#trust .mark", has_text="已于").count() == 1
        page.once("dialog", lambda dialog: dialog.accept())
        with page.expect_navigation():
            page.locator("#clear").click()
        page.locator("button", has_text="我已与协议核对").wait_for()
        assert page.locator("#home").input_value() == ""


def test_any_exception_is_reported(reader: Any, site: Site, files: tuple[World, Path]) -> None:
    with visiting(reader, site) as person:
        person.context.add_init_script("Element.prototype.scrollIntoView = () => { throw new Error('no'); };")
        page = person.open("/v")
        page.locator("#file").set_input_files(files[1] / "good.json")
        page.locator("#alerts .bad", has_text="程序出错").wait_for()
        assert page.locator("#trust-words").inner_text() != ""
        person.errors.clear()
