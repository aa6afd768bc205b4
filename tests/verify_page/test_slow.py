"""The verify page before its scripts are there, on a slow line, by a clock of 2020 (group `browser`)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import DESKTOP, PHONE, find_overflow, find_violations, resize
from tests.verify_page.page_visit import HERE, Site, node_at, verdict_of, visiting
from tests.world import World

pytestmark = pytest.mark.javascript

WAITING = ("language", "scan", "sample-good", "refresh", "clear")
"""Buttons that do nothing without the scripts."""


@pytest.fixture(scope="module")
def site(reader: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("slow")
    world = World()
    (folder / "credential.json").write_bytes(world.issue(by="cq", certificate_number="CQ-SLOW-1"))
    with node_at(folder, world) as found:
        found.credential = folder / "credential.json"  # type: ignore[attr-defined]
        yield found


def credential_of(site: Any) -> Path:
    path: Path = site.credential
    return path


class Held:
    """The page's script, which does not come before `release`."""

    def __init__(self, person: Any) -> None:
        self.routes: list[Any] = []
        person.context.route("**/linked.js", self.hold)
        self.page = person.context.new_page()

    def hold(self, route: Any) -> None:
        """Hold the script until `release`."""
        self.routes.append(route)

    def open(self, site: Site) -> Any:
        """Open the page while its script is on the way."""
        self.page.goto(site.address + "/v", wait_until="commit")
        self.page.locator("#choose:enabled").wait_for()
        return self.page

    def release(self) -> None:
        """Deliver the script."""
        for route in self.routes:
            route.continue_()
        self.page.context.unroute("**/linked.js")


@pytest.mark.night
@pytest.mark.browser
def test_buttons_wait_and_a_chosen_file_is_kept(browser: Any, site: Site) -> None:
    with visiting(browser, site) as person:
        held = Held(person)
        page = held.open(site)
        assert page.locator("#main").get_attribute("aria-busy") == "true"
        assert [name for name in WAITING if page.locator(f"#{name}").is_enabled()] == []
        page.locator("#loading", has_text="正在载入").wait_for()
        for width in (PHONE, DESKTOP):
            resize(page, width)
            assert find_overflow(page) == [], width
            assert find_violations(page) == [], width
        with page.expect_file_chooser() as chooser:
            page.locator("#choose").click()
        chooser.value.set_files(credential_of(site))
        held.release()
        person.answer(page)
        assert verdict_of(page) == ("valid", "ok")
        assert page.locator("#main").get_attribute("aria-busy") is None
        assert page.locator("#loading").is_hidden()
        assert page.locator("button:disabled").count() == 0
        with page.expect_file_chooser():  # once, not twice
            page.locator("#choose").click()


@pytest.mark.night
@pytest.mark.browser
def test_what_is_folded_is_not_laid_out_before_and_what_is_given_then_is_read(
    browser: Any, site: Site, tmp_path: Path
) -> None:
    """The fold shows to whoever opens it meanwhile; a folder and a file, which may be dropped, are kept."""
    kinds = """() => [...document.querySelectorAll('main details > :not(summary)')]
        .map((part) => getComputedStyle(part).display)"""
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("one.json", "two.json"):
        (folder / name).write_bytes(credential_of(site).read_bytes())
    (folder / "notes.docx").write_bytes(b"notes")
    with visiting(browser, site) as person:
        held = Held(person)
        page = held.open(site)
        assert page.evaluate(kinds) == ["none", "none"]
        page.locator("#asked").click()
        assert page.evaluate(kinds) == ["grid", "none"]
        page.locator("#at").fill("2026-05-01")
        page.locator("#asked").click()
        page.locator("#folder").set_input_files(folder)
        page.evaluate(
            """(text) => {
              const dropped = new DataTransfer();
              dropped.items.add(new File([text], 'dropped.json'));
              const how = { bubbles: true, cancelable: true, dataTransfer: dropped };
              document.body.dispatchEvent(new DragEvent('dragover', how));
              document.body.dispatchEvent(new DragEvent('drop', how));
            }""",
            credential_of(site).read_text("utf-8"),
        )
        held.release()
        page.locator("#main:not([aria-busy])").wait_for()
        assert page.evaluate(kinds)[:2] == ["grid", "block"]  # buttons of the trust data come later
        assert page.locator("#at").input_value() == "2026-05-01"
        person.answer(page)
        said = page.locator("#results").text_content()
        for name in ("one.json", "two.json", "dropped.json", "folder/notes.docx"):
            assert name in said
        assert page.locator("table.inputs .source a").count() == 3


def test_trust_data_that_are_still_coming_are_not_said_to_be_absent(reader: Any, site: Site) -> None:
    """A file is taken meanwhile, and answered once they are there."""
    with visiting(reader, site) as person:
        held: list[Any] = []

        def hold(route: Any) -> None:
            held.append(route)

        person.context.route("**/api/v1/bundle", hold)
        page = person.context.new_page()
        with page.expect_request("**/api/v1/bundle"):
            page.goto(site.address + "/v")
        page.locator("#main:not([aria-busy])").wait_for()
        page.locator("#file").set_input_files(credential_of(site))
        page.locator("#progress", has_text="核验中").wait_for()
        assert page.locator("#alerts .bad").count() == 0
        assert page.locator("#trust-words").inner_text() != ""
        for route in held:
            route.continue_()
        person.answer(page)
        assert verdict_of(page) == ("valid", "ok")


SOONER = f"""{HERE}
const later = globalThis.setTimeout;
globalThis.setTimeout = (work, ms, ...rest) => later(work, ms === 60_000 ? 1_000 : ms, ...rest);"""
"""The silence that ends a download is a second, in the page itself."""


@pytest.mark.night
@pytest.mark.browser
def test_a_slow_line_gets_the_time_it_needs(browser: Any, tmp_path: Path) -> None:
    """A bundle that takes longer than any silence may, which is told as it comes."""
    world = World()
    credential = world.issue(by="cq")
    (tmp_path / "credential.json").write_bytes(credential)
    for number in range(500):
        world.event(f"urn:uuid:00000000-0000-4000-9000-{number:012x}", "suspend", by="sc", sequence=1)
    with node_at(tmp_path, world) as found, visiting(browser, found) as person:
        page = person.context.new_page()
        page.add_init_script(SOONER)
        line = person.context.new_cdp_session(page)
        line.send("Network.enable")
        slow = {"offline": False, "latency": 50, "downloadThroughput": 25_000, "uploadThroughput": 25_000}

        def slow_down(route: Any) -> None:
            line.send("Network.emulateNetworkConditions", slow)
            route.continue_()

        page.route("**/api/v1/bundle", slow_down)
        page.goto(found.address + "/v", wait_until="commit")
        page.locator("#proving-words", has_text="已收到").wait_for()
        page.locator("#file").set_input_files(tmp_path / "credential.json")
        person.answer(page)
        assert verdict_of(page) == ("valid", "ok")
        assert page.locator("#alerts .bad").count() == 0


def test_a_clock_of_2020_is_told_and_nothing_is_valid(reader: Any, site: Site) -> None:
    with visiting(reader, site) as person:
        person.context.clock.set_fixed_time(datetime(2020, 1, 1, 8, tzinfo=UTC))
        page = person.open("/v")
        person.verify(page, credential_of(site))
        assert verdict_of(page)[0] == "indeterminate"
        assert "时钟" in page.locator(".result").inner_text()
        assert page.locator("#alerts .bad", has_text="校正本机时钟").count() == 1
        assert "，不到 1 小时" in page.locator("#trust .ages").inner_text(), "no age below none"
        assert page.locator("#trust-words").inner_text() != ""
