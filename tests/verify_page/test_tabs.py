"""Several tabs of the verify page on one device (group `browser`): none takes away what another has seen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verify_page.page_visit import (
    Lag,
    Site,
    blank,
    is_revoked,
    node_at,
    ready,
    revoke,
    verdict_of,
    visiting,
)
from tests.world import World

pytestmark = pytest.mark.browser

WITHOUT_LOCKS = "delete Object.getPrototypeOf(navigator).locks; delete globalThis.BroadcastChannel;"
"""Browsers without locks, as over plain HTTP, and without channels, by which tabs hear of each other."""


HELD = """
    const later = globalThis.setTimeout;
    const waiting = [];
    let tell;
    globalThis.held = new Promise((resolve) => (tell = resolve));
    globalThis.setTimeout = (work, ms, ...rest) => {
      if (ms) return later(work, ms, ...rest);
      tell();
      return waiting.push(work);
    };
    globalThis.letGo = () => waiting.splice(0).forEach((work) => later(work));
"""
"""The verifier waits between what it tells of a bundle and what it writes, from `held` until `letGo()`."""


PLACES = pytest.mark.parametrize(
    ("script", "has_worker"),
    [
        pytest.param("", True, id="locks-worker"),
        pytest.param(WITHOUT_LOCKS, False, id="no-locks-page", marks=pytest.mark.night),
    ],
)
"""A page that verifies itself asks for locks by the same lines as a worker does."""


@pytest.fixture
def site(browser: Any, tmp_path: Path) -> Iterator[Site]:
    world = World()
    (tmp_path / "credential.json").write_bytes(world.issue(by="cq", certificate_number="CQ-TABS-1"))
    with node_at(tmp_path, world) as found:
        yield found


def verifier_of(page: Any) -> Any:
    """Return where a page's verifier runs."""
    return page.workers[0] if page.workers else page


def wrote(page: Any, times: int) -> None:
    """Waits until the page has written so often."""
    verifier_of(page).evaluate(f"wrote({times})")


@PLACES
def test_an_old_bundle_that_arrives_late_undoes_no_revocation(
    browser: Any, site: Site, tmp_path: Path, script: str, has_worker: bool
) -> None:
    credential = tmp_path / "credential.json"
    with visiting(browser, site) as person:
        ready(person.open("/v")).close()
        site.world.advance(hours=1)
        site.publish()
        lag = Lag(site)
        late = blank(person, script, has_worker=has_worker)
        lag.answer(late, hold=True)
        with late.expect_request("**/api/v1/bundle"):
            late.goto(site.address + "/v")
        revoke(site, credential, person)
        newer = blank(person, script, has_worker=has_worker)
        newer.goto(site.address + "/v")
        newer.locator("#trust .ages li", has_text="不到 1 小时").first.wait_for()
        assert is_revoked(person, newer, credential)
        wrote(newer, 1)
        lag.release()
        late.locator("#alerts", has_text="更新的信任数据").wait_for()
        assert is_revoked(person, late, credential), "the tab that was late has joined what is kept"
        wrote(late, 1)
        newer.close()
        late.close()
        last = blank(person, script, has_worker=has_worker)
        lag.answer(last)
        last.goto(site.address + "/v")
        assert is_revoked(person, ready(last), credential), "and so has the device"


@pytest.mark.night
@PLACES
def test_a_write_that_comes_after_a_newer_one_joins_it(
    browser: Any, site: Site, tmp_path: Path, script: str, has_worker: bool
) -> None:
    """Between what a tab works out and what it writes, another one writes."""
    credential = tmp_path / "credential.json"
    with visiting(browser, site) as person:
        lag = Lag(site)
        late = blank(person, script, HELD, has_worker=has_worker)
        lag.answer(late)
        late.goto(site.address + "/v")
        ready(late)
        verifier_of(late).evaluate("held")
        revoke(site, credential, person)
        newer = blank(person, script, has_worker=has_worker)
        newer.goto(site.address + "/v")
        assert is_revoked(person, ready(newer), credential)
        wrote(newer, 1)
        verifier_of(late).evaluate("letGo()")
        wrote(late, 2)
        late.locator("#trust .ages li", has_text="不到 1 小时").first.wait_for()
        assert is_revoked(person, late, credential)
        for page in (newer, late):
            page.close()
        last = blank(person, script, has_worker=has_worker)
        lag.answer(last)
        last.goto(site.address + "/v")
        assert is_revoked(person, ready(last), credential)


@pytest.mark.night
def test_an_open_tab_takes_up_what_another_has_seen(browser: Any, site: Site, tmp_path: Path) -> None:
    """Even where that one has gone on to an older bundle, and keeps in its memory what the bundle lacks."""
    credential = tmp_path / "credential.json"
    with visiting(browser, site) as person:
        first, other = Lag(site), person.context.new_page()
        idle = blank(person)
        first.answer(idle)
        idle.goto(site.address + "/v")
        person.verify(ready(idle), credential)
        assert verdict_of(idle) == ("valid", "ok")
        site.world.advance(minutes=5)
        site.publish()
        second = Lag(site)
        revoke(site, credential, person)
        other.goto(site.address + "/v")
        assert is_revoked(person, ready(other), credential)
        idle.locator(".verdict.invalid").wait_for()
        second.answer(other)
        other.locator("#refresh").click()
        other.locator("#alerts", has_text="更新的信任数据").wait_for()
        idle.locator("#refresh").click()
        idle.locator("#alerts", has_text="更新的信任数据").wait_for()
        assert is_revoked(person, idle, credential)


REFUSED = """
    if (!globalThis.sessionStorage?.healed) {
      const refuse = () => { throw new DOMException('Internal error', 'UnknownError'); };
      IDBObjectStore.prototype.get = IDBObjectStore.prototype.clear = refuse;
    }
"""
"""The table can neither be read nor emptied."""

NEVER = """
    IDBFactory.prototype.open = IDBFactory.prototype.deleteDatabase = () => ({});
    const inTime = globalThis.setTimeout;
    globalThis.setTimeout = (work, ms, ...rest) => inTime(work, ms === 10_000 ? 0 : ms, ...rest);
"""
"""Stored data that is never delivered, with no waiting time for the page."""


def clear(page: Any) -> None:
    """Clear the data of this device as a person does, and wait for the page."""
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.locator("#alerts button", has_text="清除本机数据").click()


@pytest.mark.night
def test_clearing_mends_while_another_tab_is_open(browser: Any, site: Site, tmp_path: Path) -> None:
    with visiting(browser, site) as person:
        other = ready(person.open("/v"))
        broken = blank(person, REFUSED)
        broken.goto(site.address + "/v")
        broken.locator("#alerts .bad", has_text="已损坏").wait_for()
        broken.evaluate("sessionStorage.healed = 1")
        clear(broken)
        for page in (broken, ready(person.open("/v")), other):
            person.verify(ready(page), tmp_path / "credential.json")
            assert verdict_of(page) == ("valid", "ok")
            assert page.locator("#alerts .bad").count() == 0


@pytest.mark.night
def test_another_tab_hears_that_the_data_were_cleared(browser: Any, site: Site, tmp_path: Path) -> None:
    with visiting(browser, site) as person:
        other = ready(person.open("/v"))
        other.locator("button", has_text="我已与协议核对").click()
        other.locator("#trust .mark", has_text="已于").wait_for()
        page = ready(person.open("/v"))
        page.once("dialog", lambda dialog: dialog.accept())
        with page.expect_navigation():
            page.locator("#clear").click()
        other.locator("button", has_text="我已与协议核对").wait_for()
        person.verify(ready(other), tmp_path / "credential.json")
        assert verdict_of(other) == ("valid", "ok")


@pytest.mark.night
def test_memory_that_is_never_handed_over_is_told(browser: Any, site: Site, tmp_path: Path) -> None:
    with visiting(browser, site) as person:
        page = blank(person, NEVER)
        page.goto(site.address + "/v")
        said = page.locator("#alerts .bad", has_text="关闭本页的其他标签页")
        said.wait_for()
        page.locator("#refresh").click()
        page.on("dialog", lambda dialog: dialog.accept())
        page.locator("#clear").click()
        page.locator("#file").set_input_files(tmp_path / "credential.json")
        page.locator("#progress").wait_for(state="hidden")
        assert page.locator(".result").count() == 0
        said.wait_for()
        assert page.locator("#alerts .bad").count() == 1


@pytest.mark.night
def test_buttons_wait_for_memory_that_is_slow(browser: Any, site: Site, tmp_path: Path) -> None:
    slow = """
        const opens = IDBFactory.prototype.open;
        IDBFactory.prototype.open = function (...given) {
          const asked = {};
          document.documentElement.toggleAttribute('data-held', true);
          globalThis.handOver = () => {
            const found = opens.apply(this, given);
            for (const name of ['onupgradeneeded', 'onsuccess', 'onerror']) {
              found[name] = (event) => {
                Object.assign(asked, { result: found.result, transaction: found.transaction });
                asked[name](event);
              };
            }
          };
          return asked;
        };
    """
    with visiting(browser, site) as person:
        page = blank(person, slow)
        page.goto(site.address + "/v")
        page.locator("html[data-held]").wait_for()
        page.locator("#refresh:enabled").click()
        page.evaluate("handOver()")
        person.verify(ready(page), tmp_path / "credential.json")
        assert verdict_of(page) == ("valid", "ok")
        assert page.locator("#alerts .bad").count() == 0
