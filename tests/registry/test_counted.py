"""Counts made at admission equal a count anew, in any order of arrival and whatever happens to keys."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.answers.counting.month_ends import last_moment, month_number, month_text
from api.answers.counting.statistics import Statistics, Tally
from api.answers.worker_pool import ProvenTrust
from credentials.kinds import parse_credential
from registry import Registry
from registry.admission.group_rows import GroupCount
from registry.database.tables import CREDENTIAL, EDGE, GROUP
from registry.lookup.counts import Group
from registry.lookup.lookup import list_credentials
from registry.lookup.standing import find_doubt, find_standing
from registry.publishing.bundle import build_bundle
from registry.upkeep.audit import audit_registry
from tests.harness.apartments import FILINGS
from tests.harness.fuzz import examples
from tests.world import World
from tests.world.registries import documents_of, file_of, trust_of
from verifier import Result, TrustStore
from verifier.checks.status import read_status

pytestmark = pytest.mark.one_database

DAY = timedelta(days=1)
MOMENTS = (timedelta(), 8 * DAY, 45 * DAY, 1_100 * DAY)


def make_story(random: Random) -> tuple[World, tuple[bytes, ...], list[bytes]]:
    """Return a world, the trust it began with, and all records signed since, in random order."""
    world = World()
    begun = trust_of(world)
    made = []
    for number in range(random.randrange(4, 10)):
        world.advance(days=random.choice((0, 0, 1, 17)))
        by, length = random.choice(("cq", "sc")), random.choice((30, 400, 1_000))
        start = world.now + random.choice((-400, -1, 0, 0, 3, 40)) * DAY + timedelta(seconds=number % 2)
        made.append(world.issue(by=by, valid_from=start, valid_until=start + length * DAY))
    actions = random.choices(("suspend", "until", "reinstate", "revoke", "supersede", "gap"), k=2)
    for credential in made:
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            change(world, random, credential, made, random.choice(actions))
    lost = befall(world, random, made)
    world.publish(*(["sc"] if lost else []))
    known = {*begun, *lost}
    rest = [data for data in documents_of(world) if data not in known]
    random.shuffle(rest)
    return world, begun, rest


def change(world: World, random: Random, credential: bytes, made: list[bytes], action: str) -> None:
    when = world.now + random.choice((-40, -3, 0, 0, 20)) * DAY
    match action:
        case "suspend":
            world.suspend(credential, effective_from=when)
        case "until":
            world.suspend(credential, effective_from=when, until=when + random.choice((3, 60)) * DAY)
        case "reinstate":
            world.reinstate(credential, effective_from=when)
        case "revoke":
            world.revoke(credential, effective_from=when)
        case "supersede":
            others = [one for one in made if world.issuer_of(one) is world.issuer_of(credential)]
            if others[-1] != credential:
                world.supersede(credential, others[-1], effective_from=when)
        case "gap":
            world.suspend(credential, sequence=5, effective_from=when)


def befall(world: World, random: Random, made: list[bytes]) -> list[bytes]:
    """Let something happen to keys, grants and the agreement; return events that only the witness has."""
    world.advance(minutes=1)
    cq = world.cq
    match random.choice(("nothing", "nothing", "stolen", "retired", "witnessed", "ended")):
        case "stolen":
            keep, void = random.sample([*cq.credentials.values()], min(2, len(cq.credentials))), cq.events[:1]
            world.compromise("cq", keep=[*keep, *cq.events[1:2]], void=void)  # type: ignore[arg-type, list-item]
        case "retired":
            world.publish()
            world.advance(hours=1)
            world.rotate("cq")
            late = world.issue(by="cq", valid_from=world.now)
            world.suspend(late)
            for one in (credential for credential in made[:2] if world.issuer_of(credential) is cq):
                world.reinstate(one)
        case "witnessed":
            world.publish()
            return [world.suspend(made[0])] if world.issuer_of(made[0]) is cq else []
        case "ended":
            world.amend(lambda text: text.update(grants=[g for g in text["grants"] if g["issuer"] != cq.did]))
            world.advance(days=1)
    return []


def clear_standings(
    registry: Registry, trust: TrustStore, now: datetime
) -> tuple[dict[tuple[Group, str], int], dict[tuple[str, ...], Tally]]:
    """Judge every credential; return standings by group, and the ends of the last months."""
    records = [*list_credentials(registry)]
    standings = Counter((Group.of(one, now), find_standing(one, trust, now).word) for one in records)
    ends = {}
    for month in range(min(month_number(one.created) for one in records), month_number(now)):
        at, in_force = last_moment(month), 0
        signed = [one for one in records if one.created <= at]
        for one in signed:
            party = trust.party(one.body.issuer)
            assert party is not None
            holds = read_status(party.history(one.body.id), at).outcome is Result.PASSED
            in_force += one.body.valid_from <= at < one.body.valid_until and holds
        ends[(month_text(month),)] = Tally(in_force, len(signed))
    return {**standings}, {key: ends[key] for key in sorted(ends)[-36:]}


def check(registry: Registry, world: World) -> TrustStore:
    """Compare statistics and rows with the clear count; return the trust data behind them."""
    trust = TrustStore.from_bundle(build_bundle(registry), pin=world.pin)
    statistics = Statistics(registry)
    for moment in MOMENTS:
        now = world.now + moment
        found = statistics.work_out(ProvenTrust(trust, b"", "digest"), now)
        standings, ends = clear_standings(registry, trust, now)
        assert {key: number for key, number in found.standings.items() if number} == standings, moment
        assert found.counts["month-end"] == ends, moment

    def rows(table: Any) -> set[tuple[Any, ...]]:
        return {(*row,) for row in registry.rows(select(table))}

    anew = GroupCount.of(rows(CREDENTIAL))
    assert rows(GROUP) == {*anew.group_rows}
    assert rows(EDGE) == {*anew.edge_rows}
    return trust


def admit(registry: Registry, world: World, documents: list[bytes], random: Random) -> None:
    """Admit a few at a time; offer early ones that were refused once more at the end."""
    rest = [*documents]
    while rest:
        many = random.choice((1, 2, 7, 50))
        registry.admit_many(rest[:many], now=world.now)
        del rest[:many]
    registry.admit_many(documents, now=world.now)


@pytest.mark.histories
@settings(deadline=None, max_examples=examples(4))
@given(seed=st.integers(0, 10**9))
def test_counts_are_right_in_any_order_of_arrival(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    random = Random(seed)
    world, begun, documents = make_story(random)
    path = tmp_path_factory.mktemp("counted") / "registry.db"
    path.write_bytes(file_of(world.pin, world.now, begun))
    with Registry.open(path, demo=True, filings=FILINGS) as registry:
        admit(registry, world, documents, random)
        check(registry, world)


def test_counts_are_right_on_both_databases(place: Path | str, tmp_path: Path) -> None:
    """One association retired its key: the rows show all but the late signatures of the old key."""
    world = World()
    made = [world.issue(by="cq"), world.issue(by="cq"), world.issue(by="sc")]
    world.suspend(made[0])
    world.revoke(made[2])
    world.publish()
    with Registry.open(place, heads=tmp_path / "heads", demo=True, filings=FILINGS) as registry:
        registry.set_pin(world.pin)
        registry.admit_many(documents_of(world), now=world.now)
        world.advance(hours=1)
        old, late = world.cq.signers["assessment"], world.now + timedelta(minutes=5)
        world.rotate("cq")
        world.publish()
        world.advance(minutes=10)
        after = [world.issue(by="cq"), world.issue(by="cq", signer=old, created=late)]
        registry.admit_many(after, now=world.now)  # before the key list that retired it is here
        world.revoke(after[0])
        world.publish()
        registry.admit_many(documents_of(world), now=world.now)
        trust = check(registry, world)
        doubt = find_doubt(trust, world.cq.did, world.now)
        in_doubt = {
            record.digest
            for record in list_credentials(registry)
            if doubt.is_about("assessment-1", int(record.created.timestamp()))
            and record.proof.verification_method.endswith("assessment-1")
        }
        assert in_doubt == {parse_credential(after[1]).digest}
        assert not audit_registry(registry).problems
        assert find_standing(parse_credential(after[1]), trust, world.now).name == "invalid"


def test_credentials_that_differ_in_one_event_fact_are_counted_apart(tmp_path: Path) -> None:
    """The fact is when an event begins or ends, its reason, or what only the witness has seen of it."""
    world = World()
    made = [world.issue(by="cq", valid_from=world.now) for _ in range(7)]
    for credential, begin, end in zip(made, (-3, 10, -3, -3), (60, 60, 5, 30), strict=False):
        world.suspend(credential, effective_from=world.now + begin * DAY, until=world.now + end * DAY)
    for credential, reason in zip(made[4:], ("false-material", "enterprise-request"), strict=False):
        world.revoke(credential, reason=reason)
    world.suspend(made[6], until=world.now + 60 * DAY, effective_from=world.now - 3 * DAY)
    world.publish()
    world.advance(minutes=1)
    lost = world.reinstate(made[6])
    world.publish("sc")
    with Registry.open(tmp_path / "registry.db", demo=True, filings=FILINGS) as registry:
        registry.set_pin(world.pin)
        registry.admit_many([data for data in documents_of(world) if data != lost], now=world.now)
        trust = check(registry, world)
        found = Statistics(registry).work_out(ProvenTrust(trust, b"", "digest"), world.now).counts["standing"]
        assert {*found} >= {("suspended",), ("active",), ("annulled",), ("given-up",), ("unclear",)}
