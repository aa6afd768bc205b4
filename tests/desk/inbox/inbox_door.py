"""A public node with the doors of the inbox, and the desk behind it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from credentials.kinds import parse_any
from desk.inbox.entries import list_entries
from tests.desk.desk_room import DeskRoom
from tests.desk.web.desk_site import HTML, OWN, DeskSite, desk_site, hidden, opened
from tests.harness import postgres
from tests.harness.apartments import SERVINGS
from tests.world.works import list_notice, signed

WORDS = {
    "kind": "person",
    "name": "示例提出人",
    "contact": "010-00000000",
    "arguments": "业绩不实",
}


class Door:
    """A public node, and the desk behind it."""

    def __init__(self, site: DeskSite) -> None:
        self.site = site
        settings = Settings.load(None, batch_workers=0, rate_per_minute=0)
        self.app: Any = create_app(settings, site.room.bench.registry, site.clock, servings=SERVINGS)
        self.issuer = site.room.desk.issuer
        (self.certificate,) = site.room.issue_before(1)
        self.words = {**WORDS, "number": self.certificate.body.title}

    def notice(self, until: str = "2026-12-31") -> tuple[str, str]:
        """A notice under way: the digests of its two versions."""
        world, registry = self.site.room.office.world, self.site.room.bench.registry
        first = signed(world, list_notice(world))
        second = signed(world, list_notice(world, before=first, until=until))
        for data in (first, second):
            registry.admit(data, now=world.now)
        return parse_any(first).digest, parse_any(second).digest

    def stranger(self, client: str = "192.0.2.1", **headers: str) -> TestClient:
        """Return the browser of somebody without an account."""
        return TestClient(
            self.app,
            base_url="https://cq.huren.example",
            client=(client, 1),
            headers={**HTML, **OWN, **headers},
            raise_server_exceptions=False,
        )

    def object(self, client: str = "192.0.2.1", **changes: Any) -> Any:
        """Send an objection to a certificate."""
        return self.stranger(client).post(
            "/objections/new", data={"issuer": self.issuer, **self.words, **changes}
        )

    def person(self, person: str) -> TestClient:
        """Return the browser of a person, signed in by what the people list has of theirs."""
        return self.site.by_passkey() if person == "p2" else self.site.signed_in(person)

    @property
    def entries(self) -> Any:
        return self.site.room.desk.read(list_entries)


@pytest.fixture(params=postgres.DATABASES)
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Door]:
    if request.param == "sqlite":
        with desk_site(tmp_path, "p1", "p2") as site:
            yield Door(site)
        return
    url = postgres.new_database()
    with opened(DeskRoom(url, heads=tmp_path / "heads"), "p1", "p2") as site:
        yield Door(site)
    postgres.drop_database(url)


def sort(door: Door, entry: str, *acts: str) -> None:
    """Acts of the clerk on an entry; a result is what both answer."""
    for act in acts:
        persons = ("p1",) if act == "accept" else ("p1", "p2")
        for person in persons:
            browser = door.person(person)
            version = hidden(browser.get(f"/inbox/{entry}"), "version")
            act_ = "accept" if act == "accept" else "answer"
            sent = {"act": act_, "result": act, "reasons": "核实属实", "version": version}
            assert browser.post(f"/inbox/{entry}", data=sent).status_code == 303
