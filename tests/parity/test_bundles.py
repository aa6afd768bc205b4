"""Parity of trust data: altered bundles, memories and loose events are accepted, refused and judged alike."""

import os
import random
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from signing.errors import HurenError
from signing.jcs import canonicalize
from tests.harness.node import run_parity
from tests.parity.bundle_mutations import Mutator, Parts, parts_of
from tests.parity.parity import Recorder, differences
from tests.world import World
from verifier import Seen, TrustStore

pytestmark = [pytest.mark.javascript, pytest.mark.night]

ROUNDS = 60 + int(os.environ.get("HUREN_FUZZ", "0"))
"""Number of altered bundles that are loaded and questioned."""

Moment = tuple[datetime, Parts]


def history(world: World, source: random.Random) -> Iterator[Moment]:
    """Everything that two provinces published over some weeks, moment after moment."""
    credentials = [world.issue(by=name) for name in ("cq", "sc", "cq", "sc")]
    yield world.now, parts_of(world)
    for step in range(7):
        world.advance(hours=source.choice((1, 20, 100)))
        credentials.append(world.issue(by=source.choice(("cq", "sc"))))
        for credential in source.sample(credentials[:6], 2):
            world.event(credential, source.choice(("suspend", "reinstate", "revoke")))
        if step == 2:
            world.rotate("cq", source.choice(("assessment", "publication")))
        if step == 3:
            world.compromise("sc", keep=source.sample(credentials, 2))
        if step == 4:
            world.amend(new_root=source.choice((None, "sc")))
        if step in (4, 5):
            world.publish_key_list("sc")
        world.publish(*source.choice(((), ("cq",), ("sc",), ("sc", "cq"))))
        if step % 2:
            world.event(source.choice(credentials), "suspend")
        yield world.now, parts_of(world)


def ask(recorder: Recorder, number: int) -> None:
    """Load one altered bundle with some memory and loose events, and put questions to it."""
    source = random.Random(number)
    world = World()
    moments = [*history(world, random.Random(number // 20))]
    mutator = Mutator(world, source)
    seen: Seen | None = None
    for _ in range(source.choice((1, 1, 2))):
        now, parts = deepcopy(source.choice(moments))
        handed = [
            canonicalize(event) for event in source.sample(moments[-1][1]["events"], source.choice((0, 0, 2)))
        ]
        if parts["loose"] and source.random() < 0.3:
            handed.append(canonicalize(mutator.alter(source.choice(parts["loose"]))))
        for _ in range(source.choice((0, 1, 1, 1, 2, 3))):
            mutator.mutate(parts)
        data = world.bundle(**parts)
        with suppress(HurenError):
            trust = recorder.trust(data, pin=world.pin, seen=seen, loose=handed)
            question(world, trust, now, source)
            seen = trust.seen if source.random() < 0.9 else None


def question(world: World, trust: TrustStore, now: datetime, source: random.Random) -> None:
    """Ask about some credentials, homes and times."""
    known = [document for party in world.parties.values() for document in party.credentials.values()]
    for document in source.sample(known, 4):
        moment = now + timedelta(hours=source.choice((-400, -1, 0, 0, 0, 2, 30, 180)))
        at = moment + timedelta(hours=source.choice((-50, -1, 0, 5))) if source.random() < 0.4 else None
        with suppress(HurenError):
            world.verify(
                canonicalize(document), trust=trust, now=moment, home=source.choice((None, "cq", "sc")), at=at
            )


@pytest.fixture(scope="module")
def recorder() -> Recorder:
    """All the vectors."""
    found = Recorder()
    for number in range(ROUNDS):
        with found.recording(f"altered bundle {number}"), suppress(HurenError):
            ask(found, number)
    return found


def test_altered_bundles_are_accepted_refused_and_judged_alike(recorder: Recorder, tmp_path: Path) -> None:
    result = run_parity(recorder.to_json(), tmp_path)
    assert result["failures"] == [], differences(result)


def test_the_altered_bundles_reach_every_intended_outcome(recorder: Recorder) -> None:
    loads = [case for case in recorder.cases if case["kind"] == "trust"]
    refused = {case["expected"]["error"]["code"] for case in loads if "error" in case["expected"]}
    verdicts = [case["expected"]["en"] for case in recorder.cases if case["kind"] == "verdict"]
    codes = {code for verdict in verdicts for code in verdict["codes"]}
    assert sum("seen" in case["expected"] for case in loads) > len(loads) // 3
    assert any(case["seen"] for case in loads)
    assert {"chain-broken", "pin-mismatch"} <= refused
    assert {
        "status-incomplete",
        "status-conflict",
        "unwitnessed",
        "stale",
        "clock",
        "key-list-equivocation",
    } <= codes
