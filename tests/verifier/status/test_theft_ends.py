"""End of a theft: the first key list that marks a key limits its events by that list's own floor."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.record import EventCount
from signing.jcs import canonicalize
from tests.parity.retelling import retell
from tests.world import World
from tests.world.association import Document
from verifier import Outcome, TrustStore, Verdict

VALID, INVALID, UNCLEAR = Outcome.VALID, Outcome.INVALID, Outcome.INDETERMINATE


def told(verdict: Verdict) -> tuple[Outcome, str]:
    return verdict.outcome, verdict.code


class Theft:
    """Chongqing has counted an end. A thief of its assessment key ends two other certificates."""

    def __init__(self) -> None:
        self.world = world = World()
        self.ended, self.touched, self.lifted = (world.issue() for _ in range(3))
        world.revoke(self.ended)
        world.suspend(self.lifted)
        world.publish()
        self.line: EventCount = world.cq.event_count()
        world.advance(hours=1)
        self.thefts = [world.revoke(self.touched), world.reinstate(self.lifted)]

    @property
    def stolen(self) -> list[Document]:
        """Remove the thief's events from the association's order and return them."""
        stolen = self.world.cq.events[self.line.count :]
        del self.world.cq.events[self.line.count :]
        return stolen

    def mark(self, **given: Any) -> None:
        """Mark the key over the counted events, and continue with the next key."""
        world = self.world
        world.advance(hours=1)
        kept = [self.ended, self.touched, self.lifted, *given.pop("keep", ())]
        world.compromise("cq", since=world.now - timedelta(hours=2), keep=kept, **given)
        world.rotate("cq")
        world.publish_key_list("cq", events=self.line)
        world.publish()

    def codes(self, trust: TrustStore | None = None) -> list[str]:
        """Return the codes of the rightly ended certificate, the thief's, and the one he reinstated."""
        ask = (self.world.verify(one, trust=trust) for one in (self.ended, self.touched, self.lifted))
        return [verdict.code for verdict in ask]


BEFORE, AFTER = ["revoked", "revoked", "ok"], ["revoked", "ok", "suspended"]


def test_an_uncounted_event_of_a_stolen_key_ends_with_the_mark() -> None:
    """Whoever brings it, and also for a verifier that remembers it."""
    scene = Theft()
    stolen = scene.stolen
    held = scene.world.trust(loose=stolen)
    assert scene.codes(held) == BEFORE
    scene.mark()
    world = scene.world
    again = world.trust(held.seen)
    for trust in (world.trust(), world.trust(loose=stolen), again, world.trust(again.seen)):
        assert scene.codes(trust) == AFTER
    world.reinstate(scene.lifted, sequence=2)
    world.suspend(scene.touched, sequence=1)
    world.publish()
    assert scene.codes(world.trust(loose=stolen)) == ["revoked", "suspended", "ok"]


def test_an_event_counted_by_a_manifest_alone_ends_with_the_mark() -> None:
    """It stays counted and conflicts with nothing; a later list with a higher floor changes nothing."""
    scene = Theft()
    scene.world.publish()
    assert scene.codes() == BEFORE
    scene.mark()
    assert scene.codes() == AFTER
    scene.world.advance(days=30)
    scene.world.publish_key_list("cq")
    scene.world.publish()
    newest = scene.world.cq.key_lists[-1]
    assert newest["events"]["count"] > scene.line.count
    assert scene.codes() == AFTER


def test_events_inside_the_line_count_unless_void() -> None:
    scene = Theft()
    scene.world.publish()
    scene.line = scene.world.cq.event_count()
    scene.mark()
    assert scene.codes() == ["revoked", "revoked", "suspended"], "a reinstatement counts only if kept"
    scene = Theft()
    scene.line = scene.world.cq.event_count()
    scene.mark(void=[scene.thefts[0]])
    assert scene.codes() == AFTER


def test_an_honest_event_beyond_the_line_is_kept() -> None:
    scene = Theft()
    scene.mark(keep=scene.thefts)
    assert scene.codes() == BEFORE
    scene = Theft()
    scene.mark(keep=scene.thefts, void=scene.thefts)
    assert scene.codes() == AFTER, "void is void"


def test_the_floor_of_a_list_that_marks_orders_events() -> None:
    """Even if a newer list counts more events than are available."""
    scene = Theft()
    scene.mark()
    world = scene.world
    world.suspend(scene.touched, sequence=1)
    world.advance(hours=1)
    world.publish_key_list("cq")
    events = world.cq.events[: scene.line.count]
    lists = [*world.cq.key_lists, *world.sc.key_lists]
    party = world.trust(events=events, manifests=[], key_lists=lists).parties[world.cq.did]
    assert party.order.size == scene.line.count
    assert party.newest_key_list.body.events.count > scene.line.count


def test_a_credential_that_another_had_witnessed_before_the_theft_stands() -> None:
    """The association's own word does not suffice, nor a later cosignature or a marked witness."""
    world = World()
    credential = world.issue()
    early, own_word = world.inclusion_proof(credential), world.inclusion_proof(credential, witnesses=[])
    world.advance(hours=3)
    world.compromise("cq", since=world.now - timedelta(hours=1))
    world.rotate("cq")
    world.publish()
    late = world.inclusion_proof(credential)
    assert told(world.verify(credential, proof=early)) == (VALID, "ok")
    for proof in (None, own_word, late):
        assert told(world.verify(credential, proof=proof)) == (INVALID, "key-compromised")
    forged = world.issue(
        created=world.now - timedelta(hours=2),
        signer=world.cq.keys[world.cq.method("assessment-1")["publicKeyMultibase"]],
    )
    assert world.verify(forged, proof=world.inclusion_proof(forged)).code == "key-compromised"
    world.advance(hours=1)
    world.compromise("sc", "publication-1")
    world.rotate("sc", "publication")
    world.publish()
    assert told(world.verify(credential, proof=early)) == (INVALID, "key-compromised")


def test_a_key_that_is_not_marked_names_a_list_of_what_is_void() -> None:
    """Junk that a thief of the publication key counted, or an honest key's error."""
    world = World()
    touched, other = world.issue(), world.issue()
    junk = world.revoke(touched, use="publication")
    world.suspend(other)
    world.publish()
    assert told(world.verify(touched)) == (UNCLEAR, "status-conflict")
    world.advance(hours=1)
    world.salvage("cq", "assessment-1", void=[junk, canonicalize(world.cq.events[1])])
    world.publish()
    assert [told(world.verify(one)) for one in (touched, other)] == [(VALID, "ok")] * 2


@pytest.mark.night
@pytest.mark.javascript
def test_the_verifier_in_javascript_answers_alike(tmp_path: Path) -> None:
    tests: list[Callable[[], None]] = [
        test_an_uncounted_event_of_a_stolen_key_ends_with_the_mark,
        test_an_event_counted_by_a_manifest_alone_ends_with_the_mark,
        test_events_inside_the_line_count_unless_void,
        test_an_honest_event_beyond_the_line_is_kept,
        test_a_credential_that_another_had_witnessed_before_the_theft_stands,
        test_a_key_that_is_not_marked_names_a_list_of_what_is_void,
    ]
    retell({test.__name__: test for test in tests}, tmp_path)
