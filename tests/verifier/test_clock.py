"""A clock before the trust data, as after a dead battery, and who may raise it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from credentials.times import CHINA
from tests.parity.retelling import retell
from tests.world import START, World
from verifier import Outcome, Policy

DEAD = datetime(2020, 1, 1, tzinfo=CHINA)
"""Time of a computer with a dead battery."""

SLOW = datetime(2022, 1, 1, tzinfo=CHINA)
"""Time of a computer that nobody has set for years."""

VALID, INVALID, UNCLEAR = Outcome.VALID, Outcome.INVALID, Outcome.INDETERMINATE

Make = Callable[[World], bytes]


def good(world: World) -> bytes:
    return world.issue()


def begins_next_year(world: World) -> bytes:
    return world.issue(created=SLOW - timedelta(days=9), valid_from=START.replace(year=2027))


def suspended(world: World) -> bytes:
    credential = world.issue()
    world.suspend(credential)
    return credential


def test_a_dead_clock_fails_no_recognition() -> None:
    """The agreement did not run in 2020, but that does not matter for an honest credential of today."""
    world = World()
    credential = world.issue()
    for now in (DEAD, SLOW):
        policy = Policy(require_recognition=True)
        verdict = world.verify(credential, now=now, home="sc", policy=policy)
        assert verdict.outcome is UNCLEAR


def ended_in_2024(world: World) -> bytes:
    return world.issue(created=SLOW + timedelta(days=9), valid_until=SLOW.replace(year=2024))


def revoked(world: World) -> bytes:
    credential = world.issue()
    world.revoke(credential)
    return credential


def superseded(world: World) -> bytes:
    credential = world.issue()
    world.supersede(credential, world.issue())
    return credential


CASES: list[tuple[Make, datetime, str, Outcome]] = [
    (good, DEAD, "signed-in-future", UNCLEAR),
    (begins_next_year, SLOW, "not-yet-valid", UNCLEAR),
    (suspended, DEAD, "suspended", UNCLEAR),
    (ended_in_2024, DEAD, "expired", INVALID),
    (revoked, DEAD, "revoked", INVALID),
    (superseded, DEAD, "superseded", INVALID),
]
NAMES = [make.__name__ for make, *_ in CASES]


@pytest.mark.parametrize(("make", "clock", "code", "outcome"), CASES, ids=NAMES)
def test_a_clock_behind_shows_no_future_but_what_has_ended(
    make: Make, clock: datetime, code: str, outcome: Outcome
) -> None:
    ask_with(clock, make, code, outcome)


def ask_with(clock: datetime, make: Make, code: str, outcome: Outcome) -> None:
    """Publish everything and ask on a computer that is years behind."""
    world = World()
    credential = make(world)
    world.advance(hours=1)
    world.publish()
    for home in (None, "cq", "sc"):
        verdict = world.verify(credential, now=clock, home=home)
        assert verdict.outcome is outcome
        assert {code, "clock"} <= {*verdict.codes}
    if outcome is INVALID:
        assert verdict.code == code


def test_a_date_that_is_asked_about_stands() -> None:
    """At any clock the status is that of the day in the question."""
    world = World()
    credential, other = suspended(world), good(world)
    world.advance(hours=1)
    world.publish()
    before, at = world.now - timedelta(hours=2), world.now
    verdict = world.verify(credential, now=DEAD, at=at)
    assert (verdict.outcome, verdict.code) == (INVALID, "suspended")
    assert world.verify(other, now=DEAD, at=at).outcome is UNCLEAR
    early = world.verify(credential, now=DEAD, at=before)
    assert "suspended" not in early.codes
    later = world.issue(valid_from=world.now + timedelta(days=30))
    verdict = world.verify(later, now=SLOW, at=at)
    assert "not-yet-valid" not in verdict.codes  # signed-in-future is told first
    old = begins_next_year(world)
    assert world.verify(old, now=SLOW, at=at).code == "not-yet-valid"


@pytest.mark.parametrize("years", [0, 164])
def test_no_loose_event_and_no_third_party_raises_the_clock(years: int) -> None:
    raise_clock(years)


def raise_clock(years: int) -> None:
    """Sign records dated tomorrow, or in 2190."""
    world = World()
    world.join()
    world.publish()
    credential, other = world.issue(), world.issue()
    today, world.now = world.now, START.replace(year=START.year + years, day=2)
    world.publish_manifest("yn")
    for signer in ("publication", "assessment"):
        world.suspend(other, use=signer)
    world.now = today
    trust = world.trust(events=[], loose=world.cq.events)
    for home in (None, "cq", "sc"):
        verdict = world.verify(credential, trust=trust, home=home)
        assert verdict.outcome is VALID
        assert "clock" not in verdict.codes
    relied_on = world.verify(credential, trust=trust, home="yn")
    assert (relied_on.outcome, relied_on.code) == (UNCLEAR, "clock")


@pytest.mark.night
@pytest.mark.javascript
def test_the_verifier_in_javascript_says_the_same(tmp_path: Path) -> None:
    scenes: dict[str, Callable[[], None]] = {
        name: partial(ask_with, clock, make, code, outcome)
        for name, (make, clock, code, outcome) in zip(NAMES, CASES, strict=True)
    }
    scenes["a date"] = test_a_date_that_is_asked_about_stands
    scenes |= {f"{years} years": partial(raise_clock, years) for years in (0, 164)}
    retell(scenes, tmp_path)
