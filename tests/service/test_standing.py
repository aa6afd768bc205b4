"""Lists, search and statistics agree with the verdict on every credential, whatever happened to it."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from api.wire.models import ENDS, STATUSES
from api.words import speak
from credentials.kinds import parse_credential
from registry.lookup.lookup import list_credentials
from registry.lookup.standing import Standing
from registry.publishing.bundle import bundle_of
from tests.harness.selection.by_day import by_day
from tests.pages.pages import Page
from tests.world import World
from tests.world.api_node import Node, running
from verifier import Outcome, Policy, TrustStore, verify

pytestmark = pytest.mark.service

DAY = timedelta(days=1)
FATES = (
    "untouched", "suspended", "reinstated", "suspension over", "revoked", "to be revoked", "superseded",
    "gap", "conflict", "revoked, and void", "reinstated by a thief",
)  # fmt: skip

Made = dict[str, bytes]


def issue_all(world: World) -> Made:
    """Issue a credential for every fate that an event brings, and two with other terms."""
    made = {name: world.issue(by="cq") for name in FATES}
    made["to begin"] = world.issue(by="cq", valid_from=world.now + 60 * DAY)
    made["soon over"] = world.issue(
        by="cq", valid_from=world.now - 3 * 365 * DAY, valid_until=world.now + DAY
    )
    for name in ("suspended", "reinstated", "reinstated by a thief"):
        world.suspend(made[name])
    world.suspend(made["suspension over"], until=world.now + timedelta(minutes=1))
    world.reinstate(made["reinstated"])
    for name in ("revoked", "revoked, and void"):
        world.revoke(made[name])
    world.revoke(made["to be revoked"], effective_from=world.now + 30 * DAY)
    world.supersede(made["superseded"], made["untouched"])
    world.suspend(made["gap"], sequence=2)
    world.suspend(made["conflict"], sequence=1)
    world.revoke(made["conflict"], sequence=1, effective_from=world.now + 30 * DAY)
    return made


def steal_key(world: World, made: Made) -> None:
    stolen = world.reinstate(made["reinstated by a thief"])
    void = [event for event in world.cq.events if event["credentialSubject"]["action"] == "revoke"][1:2]
    assert stolen
    world.compromise("cq", keep=[*made.values()][2:], void=void)  # type: ignore[arg-type]
    world.advance(hours=1)


def leave(world: World, _: Made) -> None:
    world.leave()
    world.advance(days=2)


def end_grants(world: World, _: Made) -> None:
    def drop(text: Any) -> None:
        text["grants"] = [grant for grant in text["grants"] if grant["issuer"] != world.cq.did]

    world.amend(drop)
    world.advance(days=2)


def pass_years(world: World, _: Made) -> None:
    world.advance(days=1_200)


def pass_days(world: World, _: Made) -> None:
    world.advance(days=2)


def rotate(world: World, _: Made) -> None:
    world.advance(hours=1)
    world.rotate("cq")


LATER: dict[str, tuple[Callable[[World, Made], None], set[str]]] = {
    "days pass": (
        pass_days,
        {"active", "expired", "not-yet-valid", "suspended", "revoked", "superseded", "unclear"},
    ),
    "a key is stolen": (steal_key, {"active", "invalid", "suspended"}),
    "an association leaves": (leave, {"active", "unclear"}),
    "grants end": (end_grants, {"unclear", "not-yet-valid"}),
    "the agreement ends": (pass_years, {"expired"}),
    "a key is retired": (rotate, {"active"}),
}


def standings_of(node: Node) -> dict[str, Standing]:
    """Return standings by digest, from verdicts with the node's own trust data."""
    bundle = node.registry.read(bundle_of)
    trust, now = TrustStore.from_bundle(bundle, pin=node.world.pin), node.world.now
    stand = {}
    for record in list_credentials(node.registry):
        verdict = verify(record.data, trust, policy=Policy(), now=now)
        standing = Standing.of(found for found in verdict.findings if found.check in verdict.required)
        assert (standing.name == "active") == (verdict.outcome is Outcome.VALID), verdict.codes
        assert (standing.name == "unclear") == (verdict.outcome is Outcome.INDETERMINATE), verdict.codes
        stand[record.digest] = standing
    return stand


def listed(node: Node, status: str) -> set[str]:
    found: set[str] = set()
    cursor = ""
    while True:
        page = node.client.get(f"/api/v1/credentials?status={status}&limit=3{cursor}").json()
        assert {item["standing"] for item in page["items"]} <= {"revoked" if status in ENDS else status}
        found |= {item["digest"] for item in page["items"]}
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def searched(node: Node, status: str) -> set[str]:
    html = node.client.get(f"/search?status={status}", headers={"accept": "text/html"}).text
    addresses = [str(link["href"]) for link in Page.of(html).all("a")]
    return {
        address.rsplit("/", 1)[1].partition("?")[0] for address in addresses if "/credentials/" in address
    }


def check(node: Node) -> dict[str, str]:
    """Compare lists, search, statistics and single credentials with the verdicts."""
    node.app.state.node.trust.note_change()
    stand = standings_of(node)
    for digest, standing in stand.items():
        assert node.client.get(f"/api/v1/credentials/{digest}").json()["standing"] == standing.name
    for status in STATUSES:
        wanted = {digest for digest, standing in stand.items() if status in (standing.name, standing.word)}
        assert listed(node, status) == wanted, status
        assert searched(node, status) == wanted, status
    text = node.client.get("/statistics.csv?by=standing&lang=en").text.removeprefix("\ufeff")
    say = speak("search", "en")
    counted = {
        word: (int(active), int(total)) for _, word, active, total in [*csv.reader(StringIO(text))][1:]
    }
    assert counted == {
        say(word): (number if word == "active" else 0, number)
        for word, number in Counter(standing.word for standing in stand.values()).items()
    }
    return {digest: standing.name for digest, standing in stand.items()}


@pytest.mark.parametrize("later", by_day(LATER, {"a key is stolen"}))
def test_lists_and_counts_agree_with_the_verdicts(tmp_path: Path, later: str) -> None:
    happen, expected = LATER[later]
    world = World()
    world.join()
    world.publish()
    with running(tmp_path, world) as node:
        made = issue_all(world)
        world.issue(by="sc")
        world.issue(by="yn")
        world.publish()
        node.fill()
        world.advance(minutes=2)
        before = check(node)
        happen(world, made)
        world.publish(*(name for name in world.parties if name != "yn"))
        node.fill()
        after = check(node)
        assert expected <= {*after.values()}, Counter(after.values())
        assert before != after or later == "a key is retired"
        assert {parse_credential(data).digest for data in made.values()} <= {*after}


@pytest.mark.night
def test_a_page_of_one_line_judges_a_bounded_number_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No credential is suspended any more, but the rows of many say so."""
    monkeypatch.setattr("api.answers.standings.credential_lists.MAX_LOOKED_AT", 20)
    world = World()
    made = [world.issue(by="cq") for _ in range(45)]
    for credential in made:
        world.suspend(credential)
    world.advance(hours=1)
    for credential in made[:-1]:
        world.reinstate(credential)
    world.publish()
    with running(tmp_path, world, rate_per_minute=60, rate_burst=100) as node:
        asked: list[object] = []
        execute = Connection.execute

        def count(self: Connection, statement: Any, *rest: Any, **more: Any) -> Any:
            asked.append(statement)
            return execute(self, statement, *rest, **more)

        node.client.get("/api/v1/credentials?limit=1")
        monkeypatch.setattr(Connection, "execute", count)
        found, cursor, pages = [], "", 0
        while True:
            node.clock.wait(1_000)
            asked.clear()
            answer = node.client.get(f"/api/v1/credentials?status=suspended&limit=1{cursor}")
            pages += 1
            found += answer.json()["items"]
            assert len(asked) <= 12, "however many there are"
            if answer.json()["next"] is None:
                break
            cursor = f"&cursor={answer.json()['next']}"
        assert [item["digest"] for item in found] == [parse_credential(made[-1]).digest]
        assert pages == 3


def test_judged_credentials_are_charged_and_never_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    for credential in [world.issue(by="cq") for _ in range(60)]:
        world.suspend(credential)
        world.reinstate(credential)
    world.publish()
    with running(tmp_path, world, rate_per_minute=60, rate_burst=1) as node:
        monkeypatch.setattr("api.json_answers.FEWEST", 1)
        asked = [node.client.get("/api/v1/credentials?status=suspended&limit=1") for _ in range(3)]
        assert [answer.status_code for answer in asked] == [200, 200, 429]
        assert asked[1].headers["ratelimit-remaining"] == "0", "one line, and sixty looked at"
