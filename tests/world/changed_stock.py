"""A registry of credentials with events of all kinds, past and to come: for lists and counts at any time."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from api.answers.standings.credential_lists import find_page
from api.http.query import CredentialQuery
from credentials.documents.assessment import Assessment
from credentials.record import Record, read_body
from registry.lookup.lookup import list_credentials
from registry.lookup.standing import Standing
from tests.world import World
from tests.world.registries import fill, open_registry
from verifier import Outcome, Policy, TrustStore, verify

DAY = timedelta(days=1)
MANY = 60
DAYS = (0, 4, 15, 25, 1_200)
"""Days on which all publish, after the first event."""


class Stock:
    """A registry with credentials of both associations, and events of all kinds, past and to come."""

    def __init__(self, place: Path | str, heads: Path) -> None:
        self.world, self.random = World(), Random(7)
        self.begin = self.world.now
        self.issue_all()
        self.registry = open_registry(place, self.world, heads=heads)
        self.steal_key()
        fill(self.registry, self.world)
        self.records = [*list_credentials(self.registry)]
        self.trusts = {day: self.publish_on(day) for day in DAYS}

    def steal_key(self) -> None:
        """Mark a key of sc: some of its credentials are kept, some of its events are void."""
        sc = self.world.sc
        self.world.advance(minutes=1)
        self.begin = self.world.now
        keep = self.random.sample([*sc.credentials.values()], 8)
        void = self.random.sample(sc.events, 4)
        self.world.compromise("sc", keep=keep, void=void)  # type: ignore[arg-type]
        self.world.publish()

    def publish_on(self, day: int) -> TrustStore:
        """Return the trust data of a day on which all publish."""
        self.world.now = self.begin + day * DAY
        self.world.publish()
        return self.world.trust()

    def trust_at(self, at: datetime) -> TrustStore:
        """Return the trust data of the last such day."""
        return self.trusts[max(day for day in DAYS if self.begin + day * DAY <= at)]

    def stand(self, record: Record[Assessment], at: datetime) -> str:
        """Return a credential's standing by its verdict."""
        verdict = verify(record.data, self.trust_at(at), policy=Policy(), now=at)
        standing = Standing.of(found for found in verdict.findings if found.check in verdict.required)
        assert (standing.name == "active") == (verdict.outcome is Outcome.VALID)
        assert (standing.name == "unclear") <= (verdict.outcome is Outcome.INDETERMINATE)
        return standing.name

    def issue_all(self) -> None:
        world, random = self.world, self.random
        made: list[tuple[str, bytes]] = []
        for number in range(MANY):
            by = "cq" if number % 3 else "sc"
            start = self.begin + random.randrange(-30, 30) * DAY
            made.append((by, world.issue(by=by, valid_from=start)))
        for by, credential in made:
            for _ in range(random.choice((0, 0, 1, 2, 3))):
                self.change(by, credential, made)

    def change(self, by: str, credential: bytes, made: list[tuple[str, bytes]]) -> None:
        """Sign some event, whether or not it may come next."""
        world, random = self.world, self.random
        when = self.begin + random.randrange(-40, 40) * DAY
        members: dict[str, Any] = {"effective_from": when}
        match random.choice(("suspend", "suspend-until", "reinstate", "revoke", "supersede", "gap")):
            case "suspend":
                world.suspend(credential, **members)
            case "suspend-until":
                world.suspend(credential, until=when + random.randrange(1, 40) * DAY, **members)
            case "reinstate":
                world.reinstate(credential, **members)
            case "revoke":
                world.revoke(credential, **members)
            case "supersede":
                others = [other for owner, other in made if owner == by and other != credential]
                world.supersede(credential, random.choice(others), **members)
            case "gap":
                world.suspend(credential, sequence=5, **members)

    def clear_answer(self, at: datetime, **wanted: Any) -> list[str]:
        """Judge every credential, one by one."""

        def fits(record: Record[Assessment]) -> bool:
            assessment = record.body.credential_subject.assessment
            found = {
                "scheme": (assessment.scheme,),
                "grade": (assessment.grade,),
                "category": assessment.categories,
                "issuer": (record.body.issuer,),
                "status": (self.stand(record, at),),
            }
            return all(value in found[name] for name, value in wanted.items())

        return [record.digest for record in self.records if fits(record)]

    def pages(self, at: datetime, limit: int, **wanted: Any) -> list[str]:
        """Return everything on the pages that `next` leads to."""
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            query = read_body({**wanted, **cursor, "limit": str(limit)}, CredentialQuery)
            page = find_page(self.registry, query, self.trust_at(at), now=at)
            found += [item.record.digest for item in page.items]
            if page.next is None:
                return found
            cursor = {"cursor": page.next}
