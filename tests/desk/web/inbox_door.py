"""A public node with the doors of the inbox, and the desk behind it."""

from typing import Any

from starlette.testclient import TestClient

from api import Settings, create_app
from credentials.kinds import parse_any
from desk.inbox.entries import list_entries
from tests.desk.web.desk_site import HTML, OWN, DeskSite
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
