"""The list of apartments: two that provide the same are refused, and each can be left out."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.app import create_app
from api.serving import RecordWords, Sections, Serving, Servings, WorkDoor
from api.settings import Settings
from cli.apartments import HOUSE
from cli.commands import MODULES
from credentials.kinds import KINDS
from registry import Registry
from registry.admission.admission import Admission
from registry.filing import Filing
from registry.lookup.lookup import find_record
from registry.upkeep.audit import audit_registry
from tests.harness.apartments import FILINGS, SERVINGS, back_up
from tests.harness.selection.by_day import by_day
from tests.world import World, digest_of
from tests.world.api_node import Node, TestClock
from tests.world.works import grant_technologies, notice, signed, signed_halves, standard, technology
from works.notices.tables import NOTICE
from works.technology.pages.matches import tell_matches

PAGES = (
    "/", "/search", "/help", "/docs", "/agreements", "/agreements/cq-sc-environment-example/1",
    "/associations", "/schemes", "/schemes/cq-technology", "/statistics", "/status",
)  # fmt: skip


def test_no_two_have_the_same_address_or_command() -> None:
    """Other unique things of apartments are checked alike."""
    routes = [route for one in SERVINGS for router in one.routers for route in router.routes]
    addresses = [
        f"{method} {route.path}"
        for route in routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    ]
    assert len(addresses) >= len(routes)
    commands = [name for one in HOUSE for name in one.commands]
    for names in (addresses, commands):
        assert len(names) == len({*names})


def test_filings_and_servings_follow_the_one_list() -> None:
    """Of every apartment what it gives, in one order; each is called as its folder is."""
    names = [one.package.rpartition(".")[2] for one in HOUSE]
    assert [one.name for one in SERVINGS] == names
    assert [one.name for one in FILINGS] == [
        name for name, one in zip(names, HOUSE, strict=True) if find_spec(f"{one.package}.filing") is not None
    ]
    commands = [name for one in HOUSE for name in one.commands]
    assert commands == [name for name in MODULES if name in commands]


@pytest.mark.parametrize(
    "extra",
    [
        Filing("other", {"key-list": Admission()}),
        Filing("other", {"notice": Admission()}),
        Filing("other", {}, (NOTICE,)),
        Filing("other", {}, beside={"technology": lambda *_: ()}),
        Filing("other", {}, recounts={"report": lambda *_: True}),
        Filing("notices", {}),
    ],
    ids=["a core kind", "a kind", "a table", "beside", "recounts", "a name"],
)
def test_no_filing_takes_what_another_or_the_core_has(tmp_path: Path, extra: Filing) -> None:
    with pytest.raises(ValueError, match="given twice: "):
        Registry.open(tmp_path / "registry.db", filings=(*FILINGS, extra))
    assert [*tmp_path.iterdir()] == []


def test_a_section_is_about_what_its_page_is_about() -> None:
    """Mypy refuses another: without its error the mark for it would be one."""
    Sections(statistics=tell_matches)  # type: ignore[arg-type]


async def tell_nothing(*_: object) -> dict[str, Any]:
    return {}


@pytest.mark.parametrize(
    "extra",
    [
        Serving("tests.works", doors={"notices": WorkDoor("/other", ("", ""), ("", ""), ("", ""))}),
        Serving("tests.works", records={"notice": RecordWords("/other")}),
        Serving("tests.works", facts={"report": tell_nothing}),
        Serving("tests.notices"),
    ],
    ids=["a door", "a kind", "facts", "a name"],
)
def test_no_serving_takes_what_another_has(extra: Serving) -> None:
    with pytest.raises(ValueError, match="given twice: "):
        Servings.of((*SERVINGS, extra))


def test_what_is_given_has_a_place() -> None:
    """A section belongs to a page that is there; a column of holders to a table that has the scheme."""
    assert {kind for serving in SERVINGS for kind in serving.sections.records} <= {*KINDS}
    for column in (column for filing in FILINGS for column in filing.holders):
        assert {"issuer", "position", "scheme"} <= {*column.table.c.keys()}


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Path, list[bytes]]]:
    """A registry with a certificate, an event and a record of each work; and its file."""
    path = tmp_path_factory.mktemp("apartments") / "registry.db"
    world = World()
    grant_technologies(world)
    node = Node(path, world)
    world.suspend(world.issue(by="cq"))
    node.fill()
    made = [signed(world, one) for one in (notice(world, "cq", "event"), technology(world), standard(world))]
    works = [*made, *signed_halves(world, made[-1])]
    for record in works:
        node.registry.admit(record, now=world.now)
    node.publish("cq", "sc")
    yield node, path, works
    node.registry.close()


@pytest.mark.parametrize("absent", by_day(SERVINGS, SERVINGS[:1]), ids=lambda one: one.name)
def test_the_rest_serves_without_one(stocked: tuple[Node, Path, list[bytes]], absent: Serving) -> None:
    """No link leads to the missing apartment."""
    node, _, works = stocked
    rest = [one for one in SERVINGS if one is not absent]
    clock, settings = TestClock(node.world), Settings.load(None, batch_workers=0, rate_per_minute=0)
    app: Any = create_app(settings, node.registry, clock, servings=rest)
    with TestClient(app) as client:
        records = [f"/records/{digest_of(one)}" for one in works]
        shown = {
            path: client.get(f"{path}?lang=en", headers={"accept": "text/html"})
            for path in (*PAGES, f"/associations/{node.world.cq.did}", *records)
        }
        assert {shown.pop(path).status_code for path in records if shown[path].status_code != 200} <= {404}
        for path, page in shown.items():
            assert page.status_code == 200, path
            for door in absent.doors.values():
                assert not re.search(f'href="{door.address}[/?"]', page.text), path


def test_a_registry_opens_without_any(stocked: tuple[Node, Path, list[bytes]], tmp_path: Path) -> None:
    """Stored records are served and audited as before; unfiled ones are found by digest alone."""
    copy = tmp_path / "registry.db"
    back_up(stocked[1], copy)
    with Registry.open(copy, filings=()) as bare:
        stored = bare.read(lambda view: view.of_kind("notice"))
        assert len(stored) == 1
        assert find_record(bare, digest_of(stored[0])) == stored[0]
        assert audit_registry(bare, alone=True).problems == ()


@pytest.mark.night
def test_a_door_without_a_place_of_its_own_stands_last(stocked: tuple[Node, Path, list[bytes]]) -> None:
    """In the foot of every page, behind those of the core, and among the works."""
    node, *_ = stocked
    door = WorkDoor("/praise", ("Praise", "推荐"), ("Recommended", "推荐企业"), ("By whom.", "由谁推荐。"))
    one = Serving("tests.works", doors={"praise": door})
    clock, settings = TestClock(node.world), Settings.load(None, batch_workers=0, rate_per_minute=0)
    app: Any = create_app(settings, node.registry, clock, servings=[*SERVINGS, one])
    with TestClient(app) as client:
        page = client.get("/?lang=en", headers={"accept": "text/html"}).text
        assert page.count('href="/praise?lang=en"') == 2
        assert "Recommended" in page
        assert page.index(">Praise<") > page.index(">Refusals explained<")
