"""A stolen key counts for nothing once it is marked or replaced.

Theft, poison, replacement, publication; then every verifier answers as before, fresh or with memory of the
poison, at the association's home and at the peer's, in Python and in JavaScript.
`tests/scenarios/thefts/test_theft_nodes.py` does the same to two registries.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.drafting.compose import build_own_method
from credentials.record import EventCount
from credentials.times import CHINA
from signing.log.merkle import EMPTY_ROOT
from tests.parity.retelling import retell
from tests.scenarios.thefts.drill_answers import MAX_VERSION, Answers
from tests.world import World
from tests.world.association import digest_of, make_signer
from verifier import Outcome, TrustStore

pytestmark = pytest.mark.drills

HOMES = (None, "cq", "sc")

Poison = Callable[[World], None]

POISONS: dict[str, Poison] = {}


class Scene:
    """A world with a history, and its verifiers' answers."""

    def __init__(self) -> None:
        self.world = world = World()
        self.credentials = [world.issue() for _ in range(4)] + [world.issue(by="sc") for _ in range(2)]
        for credential in self.credentials[1:3]:
            world.suspend(credential)
        world.suspend(self.credentials[5])
        world.advance(hours=2)
        world.reinstate(self.credentials[1])
        world.revoke(self.credentials[3])
        self.forget = EventCount(count=0, root=EMPTY_ROOT.hex())
        world.publish()
        self.before = self.answers(world.trust())

    def answers(self, trust: TrustStore) -> Answers:
        """Return outcome and codes of every credential, for every home."""
        verdicts = (
            self.world.verify(credential, trust=trust, home=home)
            for credential in self.credentials
            for home in HOMES
        )
        return [(verdict.outcome, verdict.codes) for verdict in verdicts]

    def check_as_before(self, poisoned: TrustStore, **poison: Any) -> None:
        """Check fresh verifiers and those with memory.

        The bundle is with and without the thief's documents (`poison`).
        """
        fresh, mixed = self.world.trust(), self.world.trust(**poison)
        for trust in (
            fresh,
            mixed,
            self.world.trust(poisoned.seen),
            self.world.trust(poisoned.seen, **poison),
            self.world.trust(self.world.trust(poisoned.seen).seen, **poison),
        ):
            assert self.answers(trust) == self.before
            assert trust.seen == fresh.seen


def poison(function: Poison) -> Poison:
    """Register documents that a thief of a publication key signs."""
    POISONS[function.__name__] = function
    return function


@poison
def the_highest_number(world: World) -> None:
    world.publish_manifest("cq", version=MAX_VERSION)


@poison
def an_agreement_version_nobody_knows(world: World) -> None:
    world.publish_manifest("cq", agreement=(MAX_VERSION, "ab" * 32))


@poison
def a_key_list_nobody_knows(world: World) -> None:
    world.publish_manifest("cq", key_list_version=MAX_VERSION)


@poison
def begins_in_2190(world: World) -> None:
    now, world.now = world.now, datetime(2190, 1, 1, tzinfo=CHINA)
    world.publish_manifest("cq")
    world.now = now


@poison
def counts_nothing(world: World) -> None:
    world.publish_manifest("cq", events=EventCount(count=0, root=EMPTY_ROOT.hex()))


@poison
def counts_what_there_is_not(world: World) -> None:
    world.publish_manifest("cq", events=EventCount(count=MAX_VERSION, root="ab" * 32))


@poison
def another_order(world: World) -> None:
    events = [*world.cq.events]
    world.cq.events.reverse()
    world.publish_manifest("cq", version=MAX_VERSION)
    world.cq.events[:] = events


@poison
def junk_that_is_counted(world: World) -> None:
    """A counted revocation of a good credential by a key that is no assessment key."""
    credential = next(iter(world.cq.credentials))
    world.revoke(credential, use="publication")
    world.publish_manifest("cq")
    world.cq.events.pop()


@poison
def a_lie_about_the_other(world: World) -> None:
    world.publish_manifest("cq", seen=[])
    sight = world.seen_of(world.sc)
    sight["events"] = {"count": 0, "root": EMPTY_ROOT.hex()}
    world.publish_manifest("cq", seen=[sight])


HARMLESS_TODAY = (the_highest_number,)
"""Poison that harms only once it is stale: see the test after the drill."""


@pytest.mark.parametrize("name", POISONS)
def test_a_stolen_publication_key_is_undone_by_its_replacement(name: str) -> None:
    drill_publication(POISONS[name])


def drill_publication(poison: Poison) -> None:
    """The poison also reaches the peer, which repeats it, and everybody's memory."""
    scene = Scene()
    world = scene.world
    honest = len(world.cq.manifests)
    poison(world)
    world.publish_manifest("sc")
    poisoned = world.trust()
    stolen = world.cq.manifests[honest:]
    del world.cq.manifests[honest:]
    assert scene.answers(poisoned) != scene.before or poison in HARMLESS_TODAY

    world.advance(hours=1)
    world.compromise("cq", "publication-1")
    world.cq.add_key("publication", world.now)
    world.publish()
    assert world.cq.manifests[-1]["credentialSubject"]["keyListVersion"] == 2
    scene.check_as_before(poisoned, manifests=lambda manifests: [*stolen, *manifests])


def test_the_highest_number_hurts_until_the_key_is_replaced() -> None:
    """Without a replacement the manifest stays its issuer's newest, and grows stale."""
    scene = Scene()
    world = scene.world
    world.publish_manifest("cq", version=MAX_VERSION)
    poisoned = world.trust().seen
    stolen = world.cq.manifests.pop()
    world.advance(days=8)
    world.publish()
    assert scene.answers(world.trust()) == scene.before
    trust = world.trust(poisoned, manifests=lambda manifests: [*manifests, stolen])
    assert world.verify(scene.credentials[0], trust=trust).code == "stale"


@pytest.mark.parametrize("key_list", [1, 2])
def test_an_ended_publication_key_outranks_nothing_by_an_early_date(key_list: int) -> None:
    drill_ended(key_list)


def drill_ended(key_list: int) -> None:
    """Nobody knows of the theft: the key was replaced by routine."""
    scene = Scene()
    world, counts = scene.world, EventCount(count=0, root=EMPTY_ROOT.hex())
    ended = world.cq.signers["publication"]
    last = world.now
    world.advance(hours=1)
    world.rotate("cq", "publication")
    world.publish()
    world.advance(days=8)
    world.publish()
    before = world.trust()
    today, world.now = world.now, last
    lies: list[dict[str, Any]] = [{"events": counts}, {"seen": []}]
    for number, lie in enumerate(lies):
        world.publish_manifest(
            "cq", signer=ended, version=MAX_VERSION - number, key_list_version=key_list, parts=[], **lie
        )
    world.now = today
    for seen in (None, before.seen):
        trust = world.trust(seen)
        party = trust.parties[world.cq.did]
        assert len(party.manifests.ranked) == len(before.parties[world.cq.did].manifests.ranked) + 2
        assert scene.answers(trust) == scene.before


def test_an_ended_publication_key_blocks_until_it_is_marked() -> None:
    """Its counts are still its association's, so every verifier misses events that it invents."""
    scene = Scene()
    world = scene.world
    ended, last = world.cq.signers["publication"], world.now
    world.advance(hours=1)
    world.rotate("cq", "publication")
    world.publish()
    today, world.now = world.now, last
    old: dict[str, Any] = {"signer": ended, "version": MAX_VERSION, "key_list_version": 1, "parts": []}
    world.publish_manifest("cq", **old, events=EventCount(count=9, root="ab" * 32))
    world.now = today
    poisoned = world.trust()
    stolen = world.cq.manifests.pop()
    assert world.verify(scene.credentials[0], trust=poisoned).code == "status-incomplete"
    world.advance(hours=1)
    world.compromise("cq", "publication-1")
    world.publish()
    scene.check_as_before(poisoned, manifests=lambda manifests: [*manifests, stolen])


def test_a_stolen_root_is_undone_by_the_agreement() -> None:
    drill_root()


def drill_root() -> None:
    """The thief removes every key and adds his own; the new root continues the last honest list."""
    scene = Scene()
    world = scene.world
    party = world.cq
    methods, manifests, events = deepcopy(party.methods), [*party.manifests], [*party.events]
    heads = [*party.checkpoints]
    root = party.signers["root"]
    honest = dict(party.signers)

    world.advance(hours=1)
    world.compromise("cq", "assessment-1")
    world.compromise("cq", "publication-1")
    for use in ("assessment", "publication"):
        thief = make_signer(f"{party.did}#{use}-2", "thief", f"{use}-2")
        thief.verification_method = f"{party.did}#{use}-2"
        party.signers[use] = thief
        party.methods.append(build_own_method(thief, use, world.now))
    world.publish_key_list("cq")
    forged = world.issue()
    world.revoke(scene.credentials[0])
    world.publish()
    poisoned = world.trust()
    assert world.verify(forged, trust=poisoned).outcome is Outcome.VALID
    assert world.verify(scene.credentials[0], trust=poisoned).outcome is Outcome.INVALID
    stolen = party.key_lists.pop(), party.manifests[len(manifests) :], party.events[len(events) :]
    party.methods[:], party.manifests[:], party.events[:] = methods, manifests, events
    party.checkpoints[:] = heads
    party.signers.update(honest)

    world.advance(hours=1)
    world.amend(new_root="cq")
    assert party.signers["root"] is not root
    for use in ("assessment", "publication"):  # the names of the thief's keys
        world.rotate("cq", use)
    world.publish()
    assert party.key_lists[-1]["previous"] == digest_of(party.key_lists[-2])
    assert [entry["version"] for entry in party.key_lists] == [1, 2]
    later: dict[str, Any] = {
        "key_lists": lambda lists: [*lists, stolen[0]],
        "manifests": lambda manifests: [*manifests, *stolen[1]],
    }
    scene.check_as_before(poisoned, **later)
    for trust in (world.trust(**later), world.trust(poisoned.seen, **later)):
        assert world.verify(forged, trust=trust).outcome is Outcome.INVALID
        assert trust.parties[party.did].newest_key_list.value == party.key_lists[-1]
    assert stolen[0] not in [record.value for record in trust.seen.bundle.key_lists]
    trust = world.trust(poisoned.seen, events=lambda events: [*events, *stolen[2]], **later)
    assert world.verify(scene.credentials[0], trust=trust).outcome is Outcome.VALID


@pytest.mark.parametrize("root", ["stolen", "replaced"])
def test_a_root_cannot_skip_versions(root: str) -> None:
    """By the root in force such a list makes its own credentials unclear; later it counts for nothing."""
    scene = Scene()
    world = scene.world
    memory = world.trust().seen
    world.advance(hours=1)
    world.publish_key_list("cq", version=MAX_VERSION)
    stolen = world.cq.key_lists.pop()
    added: dict[str, Any] = {"key_lists": lambda lists: [*lists, stolen]}
    if root == "stolen":
        for seen in (None, memory):
            trust = world.trust(seen, **added)
            assert world.verify(scene.credentials[0], trust=trust).code == "key-list-equivocation"
            assert world.verify(world.issue(by="sc"), trust=trust).outcome is Outcome.VALID
            assert (
                world.verify(scene.credentials[0], trust=world.trust(trust.seen)).code
                == "key-list-equivocation"
            )
        return
    world.amend(new_root="cq")
    world.publish()
    for seen in (None, memory):
        assert scene.answers(world.trust(seen, **added)) == scene.before


@pytest.mark.night
def test_the_verifier_in_javascript_answers_the_drills_alike(tmp_path: Path) -> None:
    drills: dict[str, Callable[[], None]] = {
        **{name: partial(drill_publication, poison) for name, poison in POISONS.items()},
        **{f"ended key, list {version}": partial(drill_ended, version) for version in (1, 2)},
        "ended key that blocks": test_an_ended_publication_key_blocks_until_it_is_marked,
        "root": drill_root,
    }
    retell(drills, tmp_path)


@pytest.mark.parametrize(
    "name", ["an_agreement_version_nobody_knows", "a_key_list_nobody_knows", "begins_in_2190"]
)
def test_a_third_party_touches_only_what_rests_on_its_word(name: str) -> None:
    """Its publication key is stolen; answers that do not ask for it by name stay the same."""
    world = World()
    world.join()
    world.publish()
    credentials = [world.issue(), world.issue(by="sc")]
    today = world.now
    if name == "begins_in_2190":
        world.now = datetime(2190, 1, 1, tzinfo=CHINA)
        world.publish_manifest("yn")
        world.now = today
    elif name == "a_key_list_nobody_knows":
        world.publish_manifest("yn", key_list_version=MAX_VERSION)
    else:
        world.publish_manifest("yn", agreement=(MAX_VERSION, "ab" * 32))
    for credential in credentials:
        for home in HOMES:
            assert world.verify(credential, home=home).outcome is Outcome.VALID
        assert world.verify(credential, home="yn").outcome is Outcome.INDETERMINATE
