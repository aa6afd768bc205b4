"""The script that is loaded on demand (`javascript`, `browser`): late, absent, another, kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from credentials.h1 import format_h1_url
from signing.strict_json import parse_json
from tests.verify_page.page_visit import Site, node_at, verdict_of, visiting
from tests.world import World
from tests.world.papers import certificate_pdf
from web import served_page

pytestmark = pytest.mark.javascript

LATER_SCRIPT = served_page.VERIFY.scripts[1]
LATER = f"**/static/{LATER_SCRIPT}"
FILES = ("good.json", "good.pdf", "damaged.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("on-demand")


@pytest.fixture(scope="module")
def site(reader: Any, folder: Path) -> Iterator[Site]:
    world = World()
    credential = world.issue(by="cq", certificate_number="CQ-LATER-1")
    (folder / "good.json").write_bytes(credential)
    (folder / "good.pdf").write_bytes(certificate_pdf(world, credential, printed=credential))
    (folder / "damaged.json").write_bytes(credential.replace(b'"region"', b'"regions"'))
    with node_at(folder, world) as found:
        yield found


def code_of(folder: Path) -> str:
    """The address of the page with the code of the credential."""
    value: Any = parse_json((folder / "good.json").read_bytes())
    return "/v#" + format_h1_url(value, "").partition("#")[2]


def outcomes(page: Any) -> list[str]:
    """What the rows of the list say; the PDF is a copy of the credential beside it."""
    marks = page.locator("table.inputs .mark").all()
    return [mark.get_attribute("class").split()[1] for mark in marks]


@pytest.mark.night
@pytest.mark.browser
def test_the_first_answer_waits_for_the_first_script_alone(browser: Any, site: Site, folder: Path) -> None:
    """Files that come meanwhile are read once the other is there."""
    with visiting(browser, site) as person:
        held: list[Any] = []

        def hold(route: Any) -> None:
            held.append(route)

        person.context.route(LATER, hold)
        page = person.open(code_of(folder))
        person.answer(page)
        assert verdict_of(page) == ("valid", "ok")
        page.locator("#file").set_input_files([folder / name for name in FILES])
        page.locator("#progress", has_text="核验中").wait_for()
        for route in held:
            route.continue_()
        person.context.unroute(LATER)
        page.locator("table.inputs").wait_for()
        person.answer(page)
        assert outcomes(page) == ["invalid", "valid"]


@pytest.mark.night
def test_an_answer_asked_for_again_hides_no_progress_of_files_that_wait(
    reader: Any, site: Site, folder: Path
) -> None:
    with visiting(reader, site) as person:
        held: list[Any] = []
        person.context.route(LATER, held.append)
        page = person.open(code_of(folder))
        person.answer(page)
        page.locator("#file").set_input_files(folder / "damaged.json")
        page.locator('[data-say="language"]').first.click()
        page.locator(".result", has_text="Valid").wait_for()
        assert page.locator("#progress").is_visible()
        person.context.unroute(LATER)
        for route in held:
            route.continue_()
        person.answer(page)
        assert verdict_of(page)[0] == "invalid"


def test_a_script_that_does_not_come_is_told_of_each_file(reader: Any, site: Site, folder: Path) -> None:
    with visiting(reader, site) as person:
        person.context.route(LATER, lambda route: route.abort())
        page = person.open(code_of(folder))
        person.answer(page)
        person.verify(page, folder / "good.json")
        assert verdict_of(page) == ("indeterminate", "unreadable")
        assert "请联网后重新载入页面" in page.locator(".reason").inner_text()
        page.locator("#scan").click()
        page.locator("#scan-words", has_text="请联网后重试").wait_for()
        person.context.unroute(LATER)
        person.verify(page, folder / "good.json")
        assert verdict_of(page) == ("valid", "ok"), "it is asked for again"


def test_a_script_of_another_version_is_not_joined(reader: Any, site: Site, folder: Path) -> None:
    def change(route: Any) -> None:
        text = re.sub(r"(?<=import \{ \$)[0-9a-f]{64}", "0" * 64, route.fetch().text())
        route.fulfill(body=text, content_type="text/javascript")

    with visiting(reader, site) as person:
        person.context.route(LATER, change)
        page = person.open(code_of(folder))
        person.answer(page)
        assert verdict_of(page) == ("valid", "ok")
        person.verify(page, folder / "good.json")
        assert verdict_of(page) == ("indeterminate", "unreadable")


@pytest.mark.night
@pytest.mark.browser
def test_what_was_loaded_is_there_without_a_network(browser: Any, site: Site, folder: Path) -> None:
    """Also where no service worker keeps it: it came while nothing waited for it."""
    with visiting(browser, site) as person:
        page = person.context.new_page()
        with page.expect_request_finished(lambda request: request.url.endswith(LATER_SCRIPT)):
            page.goto(site.address + "/v")
        page.locator("#main:not([aria-busy])").wait_for()
        page.locator("#trust .ages li").first.wait_for()
        person.verify(page, folder / "good.json")
        person.context.set_offline(True)
        person.verify(page, folder / "good.json", folder / "good.json")
        assert outcomes(page) == ["valid"]
