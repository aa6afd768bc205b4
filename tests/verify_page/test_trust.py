"""The page's trust data (`javascript`, `browser`): offline, newer, older, another pin; what is folded."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from carriers.qr import format_qr_png
from credentials.h1 import format_h1_url
from credentials.kinds import parse_credential
from signing.strict_json import parse_json
from tests.verify_page.page_visit import Site, node_at, verdict_of, visiting
from tests.world import World
from tests.world.papers import certificate_pdf

pytestmark = pytest.mark.javascript


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    world = World()
    credential = world.issue(by="cq", certificate_number="CQ-TRUST-1")
    (tmp_path / "credential.json").write_bytes(credential)
    with node_at(tmp_path, world) as found:
        yield found


def kept(page: Any) -> None:
    """Waits until the page says that it is kept for use without a network."""
    page.locator("#trust-state", has_text="断网也可核验").wait_for()


@pytest.mark.browser
def test_a_new_tab_verifies_when_the_node_is_gone(browser: Any, site: Site, tmp_path: Path) -> None:
    """For who reads English, too: one page is kept, with its worker, and all that is loaded on demand."""
    data = (tmp_path / "credential.json").read_bytes()
    value: Any = parse_json(data)
    (tmp_path / "code.png").write_bytes(format_qr_png(format_h1_url(value, "https://cq.huren.example")))
    (tmp_path / "paper.pdf").write_bytes(certificate_pdf(site.world, data, printed=data))
    (tmp_path / "damaged.json").write_bytes(data.replace(b'"region"', b'"regions"'))
    with visiting(browser, site, service_workers="allow", locale="en-US") as person:
        page = person.open("/v")
        page.locator("#trust-state", has_text="works without a network").wait_for()
        site.stop()
        person.context.set_offline(True)
        for path in ("/v", "/"):
            page = person.open(path)
            page.locator("html[lang=en] h1", has_text="Verify a credential").wait_for()
            for name in ("credential.json", "code.png", "paper.pdf") if path == "/v" else ["credential.json"]:
                person.verify(page, tmp_path / name)
                assert verdict_of(page) == ("valid", "ok"), name
            assert len(page.workers) == 1
        page.locator("#refresh").click()
        page.locator("#trust-state", has_text="offline").wait_for()
        person.verify(page, tmp_path / "credential.json", tmp_path / "damaged.json")
        assert "is required and absent" in page.locator("table.inputs").inner_text()


def test_a_credential_revoked_after_the_first_load(reader: Any, site: Site, tmp_path: Path) -> None:
    world = site.world
    with visiting(reader, site) as person:
        page = person.open("/v")
        person.verify(page, tmp_path / "credential.json")
        assert verdict_of(page) == ("valid", "ok")
        world.advance(hours=1)
        world.revoke((tmp_path / "credential.json").read_bytes())
        site.publish()
        person.context.clock.set_fixed_time(world.now)
        page.locator("#refresh").click()
        page.locator(".verdict.invalid").wait_for()
        assert verdict_of(page) == ("invalid", "revoked")
        assert "撤销" in page.locator(".reason").inner_text()


@pytest.mark.night
def test_an_older_bundle_is_noted_and_removes_nothing(reader: Any, site: Site, tmp_path: Path) -> None:
    world, old = site.world, site.node.client.get("/api/v1/bundle").content
    with visiting(reader, site) as person:
        world.advance(hours=1)
        world.revoke((tmp_path / "credential.json").read_bytes())
        site.publish()
        person.context.clock.set_fixed_time(world.now)
        person.open("/v").close()
        stale = {"pin": world.pin, "bundle": "0" * 64, "samples": []}
        person.context.route("**/api/v1/trust", lambda route: route.fulfill(json=stale))
        person.context.route("**/api/v1/bundle", lambda route: route.fulfill(body=old))
        page = person.open("/v")
        page.locator("#alerts", has_text="更新的信任数据").wait_for()
        person.verify(page, tmp_path / "credential.json")
        assert verdict_of(page) == ("invalid", "revoked"), "what was seen stands"
        page = person.open("/v")
        page.locator("#alerts", has_text="更新的信任数据").wait_for()
        person.verify(page, tmp_path / "credential.json")
        assert verdict_of(page) == ("invalid", "revoked"), "on the next visit, too"


def test_another_pin_is_a_loud_warning(reader: Any, site: Site, tmp_path: Path) -> None:
    with visiting(reader, site) as person:
        page = person.open("/v")
        page.locator("button", has_text="我已与协议核对").click()
        page.locator("#trust .mark", has_text="已于 2026-05-01 与协议核对").wait_for()
        clone = {"pin": "ab" * 32, "bundle": "0" * 64, "samples": []}
        person.context.route("**/api/v1/trust", lambda route: route.fulfill(json=clone))
        page = person.open("/v")
        page.locator("#alerts .bad", has_text="指纹变了").wait_for()
        person.verify(page, tmp_path / "credential.json")
        assert verdict_of(page) == ("valid", "ok"), "under the pin that this device remembers"
        assert page.locator("#trust .mark", has_text="与协议核对").is_visible()


def test_old_trust_data_say_so(reader: Any, site: Site, tmp_path: Path) -> None:
    with visiting(reader, site) as person:
        person.context.clock.set_fixed_time(site.world.now + timedelta(days=8))
        page = person.open("/v")
        assert "8 天" in page.locator(".ages").inner_text()
        assert page.locator(".ages .stale").count() == 2
        person.verify(page, tmp_path / "credential.json")
        outcome, code = verdict_of(page)
        assert (outcome, code) in (("indeterminate", "stale"), ("indeterminate", "key-list-expired"))


@pytest.mark.night
@pytest.mark.browser
def test_a_newer_page_waits_until_it_is_wanted(browser: Any, site: Site, monkeypatch: Any) -> None:
    from api.routes import verify_page as route
    from web import served_page

    with visiting(browser, site, service_workers="allow") as person:
        page = person.open("/v")
        kept(page)

        def next_worker(*given: Any) -> bytes:
            return served_page.service_worker(*given).replace(b'VERSION = "', b'VERSION = "next-')

        monkeypatch.setattr(route, "service_worker", next_worker)
        page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
        page.locator(".note", has_text="页面有新版本").wait_for()
        caches = page.evaluate("caches.keys()")
        assert len(caches) == 2, "the old one answers until the new one is complete and wanted"
        with page.expect_navigation():
            page.locator("button", has_text="更新").click()
        page.locator("#trust-words p").first.wait_for()
        page.wait_for_function("caches.keys().then((names) => names.join().startsWith('huren next-'))")


@pytest.mark.night
def test_identifiers_of_machines_stand_behind_technical_details(reader: Any, tmp_path: Path) -> None:
    world = World()
    old, new = world.issue(), world.issue()
    world.supersede(old, new)
    world.publish()
    (tmp_path / "old.json").write_bytes(old)
    first, successor = (parse_credential(data).body.id for data in (old, new))
    with node_at(tmp_path, world) as found, visiting(reader, found) as person:
        page = person.open("/v?lang=en")
        person.verify(page, tmp_path / "old.json")
        page.locator("details", has_text=successor).wait_for(state="attached")
        shown = page.locator("body").inner_text()
        slug = world.trust().chain.latest.text.agreement
        for raw in (first[:17], successor[:17], successor[9:17], slug, "served by"):
            assert raw not in shown, raw
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        told = page.locator("body").inner_text()
        assert all(raw in told for raw in (first, successor, slug))
