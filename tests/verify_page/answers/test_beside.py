"""What others say of a technology, in Chromium (group `browser`): by the node, a file, or not known."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verify_page.page_visit import Site, node_at, visiting
from tests.world import World
from tests.world.works import grant_technologies, listing, signed, technology

JOINT, UNKNOWN = "与四川示例环境保护产业协会联合入库", "此处无从得知"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("beside")


@pytest.fixture(scope="module")
def site(browser: Any, folder: Path) -> Iterator[Site]:
    """A technology of Chongqing that Sichuan joins."""
    world = World()
    grant_technologies(world)
    about = signed(world, technology(world))
    files = {"technology.json": about, "listing.json": signed(world, listing(world, about))}
    with node_at(folder, world) as found:
        for name, data in files.items():
            (folder / name).write_bytes(data)
            found.node.registry.admit(data, now=world.now)
        world.advance(hours=1)
        found.publish()
        yield found


def told(person: Any, page: Any, *files: Path) -> str:
    return str(person.verify(page, *files).inner_text())


def test_who_joins_is_told_by_the_node_or_by_a_file(browser: Any, site: Site, folder: Path) -> None:
    about, part = folder / "technology.json", folder / "technologies.json"
    with visiting(browser, site) as person:
        page = person.open("/v")
        assert JOINT in told(person, page, about)
        assert any(address.endswith("/sc.huren.example/parts/technologies.json") for address in person.asked)
        assert page.locator(".verdict.valid .name").inner_text() == "示例短程脱氮一体化工艺"
        told(person, page, folder / "listing.json")
    with visiting(browser, site) as person:
        person.context.route("**/parts/*", lambda route: route.fulfill(status=200, body="{}"))
        page = person.open("/v")
        assert UNKNOWN in told(person, page, about)
        part.write_bytes(site.node.client.get("/sc.huren.example/parts/technologies.json").content)
        assert JOINT in told(person, page, part, about)
