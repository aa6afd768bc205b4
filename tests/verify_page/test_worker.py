"""The verifier in a thread of its own, in Chromium (group `browser`): anywhere, with 5,000 events."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.verify_page.page_visit import HERE, Site, Visitor, node_at, verdict_of, visiting
from tests.world import World
from web import linker, served_page, single_file
from web.assets import Asset, find_asset

pytestmark = pytest.mark.browser

CROWDS = [1_000, 5_000]
"""Events of both associations in one bundle."""
_PARSED = """(() => {
  const parse = JSON.parse;
  globalThis.longestParsed = 0;
  globalThis.timesParsed = 0;
  JSON.parse = (text, ...rest) => {
    globalThis.timesParsed += 1;
    globalThis.longestParsed = Math.max(globalThis.longestParsed, text.length);
    return parse(text, ...rest);
  };
})();"""
_KEPT = """() => new Promise((resolve) => {
    const opening = indexedDB.open('huren');
    opening.onsuccess = () => {
      const database = opening.result;
      const keys = database.transaction('kept').objectStore('kept').getAllKeys();
      keys.onsuccess = () => {
        database.close();
        resolve(keys.result.some((key) => key.startsWith('bundle')));
      };
    };
  })"""
_LOST = "globalThis.Worker = class extends Worker { constructor() { super('/static/none.js'); } };"


@pytest.fixture(scope="module")
def credential(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    world = World()
    path = tmp_path_factory.mktemp("files") / "credential.json"
    path.write_bytes(world.issue(by="cq"))
    return world, path


@pytest.fixture(scope="module")
def site(browser: Any, credential: tuple[World, Path]) -> Iterator[Site]:
    with node_at(credential[1].parent, credential[0]) as found:
        yield found


@pytest.mark.night
def test_where_its_worker_is_lost_the_page_verifies_itself(
    browser: Any, site: Site, credential: tuple[World, Path]
) -> None:
    with visiting(browser, site) as person:
        person.context.add_init_script(_LOST)
        page = person.open("/v")
        person.verify(page, credential[1])
        assert verdict_of(page) == ("valid", "ok")
        assert page.workers == []
        person.errors.clear()  # the browser's own line on the script that is not there


@pytest.mark.night
@pytest.mark.parametrize("native", [True, False])
def test_the_single_file_has_its_worker_in_it(
    browser: Any, credential: tuple[World, Path], tmp_path: Path, monkeypatch: Any, native: bool
) -> None:
    """With the browser's Ed25519, and with @noble where it has none."""

    def find(path: str) -> Asset | None:
        found = find_asset(path)
        if found is None or native or path != "signing/ed25519.js":
            return found
        return found._replace(data=found.data.replace(b"'Ed25519', false", b"'none', false"))

    world, path = credential
    monkeypatch.setattr(linker, "find_asset", find)
    file = tmp_path / "verify.html"
    file.write_bytes(single_file.build_one_file(world.bundle(), world.pin))
    shelf: Any = type("Shelf", (), {"address": "file://", "port": 0, "world": world})
    with visiting(browser, shelf, offline=True) as person:
        page = person.open(file.as_uri())
        person.verify(page, path)
        assert verdict_of(page) == ("valid", "ok")
        [worker] = page.workers
        assert worker.url.startswith("blob:")
        assert (page.locator("#alerts", has_text="HTTP").count() == 0) == native


@pytest.fixture(scope="module", params=CROWDS)
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """A world with so many events, one of which revokes a credential."""
    world = World()
    credential = world.issue(by="cq")
    world.revoke(credential)
    for number in range(request.param - 1):
        name = f"urn:uuid:00000000-0000-4000-9000-{number:012x}"
        world.event(name, "suspend", by=("cq", "sc")[number % 2], sequence=1)
        if number % 1000 == 999:
            world.publish()
            world.advance(minutes=1)
    world.advance(hours=1)
    world.publish()
    path = tmp_path_factory.mktemp("crowded") / "credential.json"
    path.write_bytes(credential)
    return world, path


def visit_crowded(person: Visitor, world: World) -> None:
    """Open a page whose node serves the bundle of this world."""
    bundle = world.bundle()
    trust = {"pin": world.pin, "bundle": sha256(bundle).hexdigest(), "samples": []}
    person.context.route("**/api/v1/trust", lambda route: route.fulfill(json=trust))
    person.context.route("**/api/v1/bundle", lambda route: route.fulfill(body=bundle))
    person.context.clock.set_fixed_time(world.now + timedelta(seconds=1))
    person.context.add_init_script(_PARSED)


@pytest.mark.night
def test_thousands_of_events_leave_the_page_free(
    browser: Any, site: Site, crowded: tuple[World, Path]
) -> None:
    """They are read in the worker, on this visit and on the next; nothing of their size passes the page."""
    world, path = crowded
    with visiting(browser, site) as person:
        visit_crowded(person, world)
        for visit in ("first", "again"):
            page = person.open("/v")
            person.verify(page, path)
            assert verdict_of(page) == ("invalid", "revoked"), visit
            assert 0 < page.evaluate("longestParsed") < len(world.bundle()) / 10, visit
            page.close()


@pytest.mark.night
def test_what_was_read_once_is_not_read_again(browser: Any, site: Site, crowded: tuple[World, Path]) -> None:
    """In the page itself, where it can be counted; another version of the page reads everything anew."""
    world, path = crowded
    with visiting(browser, site) as person:
        visit_crowded(person, world)
        person.context.add_init_script(HERE)

        def times(expected: str) -> int:
            page = person.open("/v")
            person.verify(page, path)
            assert verdict_of(page) == ("invalid", "revoked"), expected
            page.wait_for_function(_KEPT)
            found: int = page.evaluate("timesParsed")
            page.close()
            return found

        events = len(world.cq.events) + len(world.sc.events)
        assert times("first") > events
        assert times("again") < events / 10
        serve_as_another(person)
        assert times("by another program") > events


def serve_as_another(person: Visitor) -> None:
    """Let the node serve the same scripts under another version."""
    version = version_in(served_page.page_scripts()[served_page.SCRIPT])
    for path, script in served_page.page_scripts().items():
        other = script.replace(version, b"0" * 64)
        person.context.route(f"**/static/{path}", partial(_fulfil, body=other))


def _fulfil(route: Any, body: bytes) -> None:
    route.fulfill(body=body, content_type="text/javascript")


def version_in(script: bytes) -> bytes:
    """Return the version that a script states."""
    found = re.search(rb"VERSION='([0-9a-f]{64})'", script)
    assert found is not None
    return found[1]


_ENDED = """(() => {
  const Given = globalThis.Worker;
  globalThis.workers = [];
  globalThis.Worker = class extends Given {
    constructor(...args) {
      super(...args);
      globalThis.workers.push(this);
    }
  };
  const every = globalThis.setInterval;
  globalThis.setInterval = (task, ms) => every(task, ms === 2000 ? 200 : ms);
})();"""
"""Script with workers that a test can end, and a watch without delay."""


@pytest.mark.night
def test_a_worker_that_has_ended_is_replaced(
    browser: Any, site: Site, credential: tuple[World, Path]
) -> None:
    """What it was asked is asked again: of another worker, and in the end of the page itself."""
    with visiting(browser, site) as person:
        person.context.add_init_script(_ENDED)
        page = person.open("/v")
        person.verify(page, credential[1])
        assert [worker.url for worker in page.workers] == [f"{site.address}/static/page/linked.js"]
        page.locator("#options summary").click()
        for workers in (1, 0):
            page.evaluate("workers.forEach((worker) => worker.terminate())")
            for day, outcome, words in (("", "valid", "有效"), ("2020-01-01", "invalid", "无效")):
                page.locator("#at").fill(day)
                page.locator("#at").press("Tab")
                page.locator("#file").set_input_files(credential[1])
                page.locator("#announced", has_text=words).wait_for(state="attached")
                page.locator("#progress").wait_for(state="hidden")
                assert (verdict_of(page)[0], len(page.workers)) == (outcome, workers)
