"""Sources of parity cases: scenes of other tests, mutations, documents signed anew, days."""

import inspect
import os
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from credentials.drafting.compose import build_service
from credentials.h1 import format_h1_url
from credentials.kinds import parse_credential
from credentials.times import format_time
from signing.errors import HurenError
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.parity.parity import Recorder
from tests.scenarios import test_world
from tests.verifier import test_agreements, test_headline, test_trust
from tests.verifier.attacks import ATTACKS
from tests.verifier.bundle_breaks import BREAKS
from tests.verifier.mutations import mutate_bytes, mutate_value
from tests.world import World
from verifier import Expect, Policy

SEEDS = 24 + int(os.environ.get("HUREN_FUZZ", "0")) // 4
"""Number of mutations of each of five kinds."""


def scenes() -> dict[str, Callable[[World], object]]:
    """Yield every attack, every broken bundle and every scene of the other tests, by name."""
    found: dict[str, Callable[[World], object]] = {
        f"{code}:{attack.__name__}": attack for code, attacks in ATTACKS.items() for attack in attacks
    }
    found |= BREAKS
    for table in (test_world.SCENES, test_world.REFUSED):
        found |= {f"{code}:{number}": scene for number, (scene, code) in enumerate(table.items())}
    for module in (test_agreements, test_headline, test_trust, test_world):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("test_") and not inspect.signature(function).parameters:
                found[name] = partial(_alone, function)
    return found


def in_words(recorder: Recorder) -> None:
    """Record key lists and agreement texts with their optional members, accepted and refused."""
    for days in (1, 366, 0, 367, "15"):
        world = World()
        office: Any = build_service(world.cq.did, "objections", "ObjectionOffice", "tel:+8623")
        with recorder.recording(f"answer days {days}"), suppress(HurenError):
            world.publish_key_list("cq", service=[{**office, "answerDays": days}])
            world.publish()
            world.verify(world.issue())
    for digest in ("0" * 64, "0" * 63, "A" * 64, 7):
        world = World()
        with recorder.recording(f"people {digest}"), suppress(HurenError):
            world.publish_key_list("cq", people=digest)
            world.publish()
            world.verify(world.issue())
    term = {"zh": "水", "en": "water"}
    for terms in ([term], [term, term], [], [{"zh": "水"}], [{**term, "en": ""}]):
        world = World()
        credential = world.issue()
        with recorder.recording(f"terms {len(terms)}"), suppress(HurenError):
            amend_anew(world, lambda text, terms=terms: text.update(terms=terms))  # type: ignore[misc]
            world.verify(credential)


def _alone(run: Callable[[], object], _: World) -> None:
    run()


def mutated(recorder: Recorder, rounds: int = SEEDS) -> None:
    """Record mutated credentials, codes and bundles, and every question about one credential."""
    world = World()
    credential, other = world.issue(), world.issue(by="sc")
    for kind in ("suspend", "reinstate"):
        world.event(other, kind)
        world.advance(hours=1)
    world.publish()
    source = random.Random(7)
    code = format_h1_url(parse_credential(credential).value, "https://cq.huren.example")
    with recorder.recording("mutation"):
        trust, whole = world.trust(), world.bundle()
        for number in range(rounds):
            home = ("cq", "sc", None)[number % 3]
            world.verify(mutate_bytes(credential, source), trust=trust, home=home)
            world.verify(mutate_value(other, source), trust=trust, home=home)
            world.verify(mutate_bytes(code.encode(), source), trust=trust)
            with suppress(HurenError):
                world.verify(credential, trust=recorder.trust(mutate_value(whole, source), pin=world.pin))
        for name in ("重庆示例清源环保科技有限公司", "CHONGQING　qingyuan", None):
            world.verify(credential, trust=trust, expect=Expect("91350100M000100Y43", name))
        for policy in (Policy(require_log=True), Policy(require_recognition=True)):
            world.verify(credential, trust=trust, policy=policy, home="sc", proof=b"c2sp.org/tlog-proof@v1\n")


def signed_anew(recorder: Recorder) -> None:
    """Record documents signed after a change, so that their content is judged and not only their form."""
    source = random.Random(8)

    def change(document: Any) -> None:
        value: Any = parse_json(mutate_value(canonicalize(document), source), max_bytes=10**7)
        document.clear()
        document.update(value)

    ways: list[Callable[[World, bytes], object]] = [
        lambda world, _: world.verify(world.issue(change=change), home="sc"),
        lambda world, first: (world.suspend(first, change=change), world.publish()),
        lambda world, first: (world.supersede(first, world.issue(), change=change), world.publish()),
        lambda world, _: amend_anew(world, change),
        lambda world, _: world.cq.manifests.append(world.cq.resign(world.cq.manifests.pop(), change)),
        lambda world, _: world.sc.manifests.append(world.sc.resign(world.sc.manifests.pop(), change)),
        lambda world, _: world.cq.key_lists.append(world.cq.resign(world.cq.key_lists.pop(), change, "root")),
        lambda world, _: world.cq.salvage.append(world.cq.resign(world.cq.salvage.pop(), change, "root")),
    ]
    for number in range(SEEDS):
        world = World()
        first = world.issue()
        world.suspend(first, until=world.now + timedelta(days=9))
        world.compromise("cq", "publication-1", since=world.now + timedelta(hours=source.randint(-1, 1)))
        world.advance(hours=source.choice((1, 30, 300)))
        world.publish("sc")
        with recorder.recording("signed anew"), suppress(HurenError):
            with suppress(KeyError, TypeError):  # the world's own lists do not hold the changed document
                ways[number % len(ways)](world, first)
            world.verify(first, home="sc", at=world.now - timedelta(minutes=source.randint(0, 90)))


def amend_anew(world: World, change: Callable[[Any], None]) -> None:
    """Add an odd version 2, signed by everybody."""
    world.amend()
    world.publish()
    text = world.agreements[-1][0]["credentialSubject"]
    change(text)
    for place, half in enumerate(world.agreements[-1]):
        party = next(one for one in world.parties.values() if one.did == half["issuer"])
        signed = party.resign(half, lambda whole: whole.update(credentialSubject=text), "root")
        world.agreements[-1][place] = signed


def days(recorder: Recorder) -> None:
    """Record whole days with various changes, and terms that reach to a day or not."""
    source = random.Random(9)
    for _ in range(SEEDS // 4):
        world = World()
        midnight = world.now.replace(hour=0) + timedelta(days=3)

        def moment(start: datetime = midnight) -> datetime:
            return start + timedelta(seconds=source.choice((0, 1, 43_200, 86_399, 86_400, -1)))

        world.amend(
            lambda text: [row.update(until=format_time(moment())) for row in text["equivalences"][::3]]
        )
        world.now = midnight - timedelta(seconds=source.choice((0, 1, 90_000)))
        if source.random() < 0.5:
            world.decline("sc", "cq", since=moment(), until=moment(midnight + timedelta(hours=30)))
        credential = world.issue(
            valid_until=moment(midnight + timedelta(days=source.choice((0, 300)), hours=2))
        )
        for action in source.sample(("suspend", "reinstate", "revoke"), source.randint(0, 2)):
            since = moment()
            until = {"until": moment(since + timedelta(hours=4))} if action == "suspend" else {}
            world.event(credential, action, effective_from=since, **until)  # type: ignore[arg-type]
        world.now = moment() + timedelta(hours=source.choice((2, 40)))
        for name in ("sc", "cq", "sc"):
            world.publish(name)
        with recorder.recording("day"), suppress(HurenError):
            trust = world.trust()
            for home in ("cq", "sc", None):
                about, through = (moment().date() for _ in range(2))
                world.verify(credential, trust=trust, home=home, at=about, through=through)
