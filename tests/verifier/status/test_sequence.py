"""Sequence of events: only an event that acts has a place among those of its credential."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from credentials.documents.status_event import MAX_SEQUENCE
from credentials.errors import RecordError
from credentials.kinds import parse_status_event
from signing.jcs import canonicalize
from tests.parity.retelling import retell
from tests.world import World
from verifier import Outcome, Verdict

VALID, INVALID, UNCLEAR = Outcome.VALID, Outcome.INVALID, Outcome.INDETERMINATE


def told(verdict: Verdict) -> tuple[Outcome, str]:
    return verdict.outcome, verdict.code


def test_a_number_out_of_order_ends_with_its_voiding() -> None:
    """A thief's number; the next key signs later events under a free number."""
    for number in (2, 7, MAX_SEQUENCE):
        world = World()
        credential, other = world.issue(), world.issue()
        thefts = [world.suspend(one, sequence=number) for one in (credential, other)]
        world.publish()
        assert told(world.verify(credential)) == (UNCLEAR, "status-conflict")
        world.advance(hours=1)
        world.compromise("cq", keep=[credential, other], void=thefts)
        world.rotate("cq")
        world.publish()
        assert told(world.verify(credential)) == (VALID, "ok")
        world.suspend(credential, sequence=1)
        world.suspend(other, sequence=1)
        world.reinstate(other, sequence=2)
        world.publish()
        assert told(world.verify(credential)) == (INVALID, "suspended")
        assert world.verify(other).codes == ("reinstated",)


def test_a_number_beyond_all_reach_is_malformed() -> None:
    """A loose event with it is set aside; a counted one conflicts until it is void."""
    for number in (MAX_SEQUENCE + 1, 2**53 - 1):
        world = World()
        credential = world.issue()
        event = world.suspend(credential, sequence=number)
        with pytest.raises(RecordError, match="member-value"):
            parse_status_event(event)
        stolen = world.cq.events.pop()
        assert told(world.verify(credential, trust=world.trust(loose=[stolen]))) == (VALID, "ok")
        world.cq.events.append(stolen)
        world.publish()
        assert told(world.verify(credential)) == (UNCLEAR, "status-conflict")
        world.advance(hours=1)
        world.compromise("cq", keep=[credential], void=[event])
        world.rotate("cq")
        world.publish()
        assert told(world.verify(credential)) == (VALID, "ok")


def test_a_counted_event_that_is_none_can_be_voided() -> None:
    """Signed by the wrong key, badly signed, or by an unlisted key: it accounts for its number."""
    world = World()
    wrong, altered, unknown = (world.issue() for _ in range(3))
    stranger = world.stranger.signers["assessment"]
    stranger.verification_method = f"{world.cq.did}#assessment-9"
    thefts = [
        world.revoke(wrong, use="publication"),
        world.suspend(altered),
        world.suspend(unknown, signer=stranger),
    ]
    world.cq.events[1]["proof"]["proofValue"] = world.cq.events[0]["proof"]["proofValue"]
    thefts[1] = canonicalize(world.cq.events[1])
    world.publish()
    credentials = (wrong, altered, unknown)
    assert {told(world.verify(one)) for one in credentials} == {(UNCLEAR, "status-conflict")}
    world.advance(hours=1)
    world.compromise("cq", "publication-1", void=thefts)
    world.rotate("cq", "publication")
    world.publish()
    assert {told(world.verify(one)) for one in credentials} == {(VALID, "ok")}
    for one in credentials:
        world.suspend(one, sequence=2)
    world.publish()
    assert {told(world.verify(one)) for one in credentials} == {(INVALID, "suspended")}


def test_a_loose_event_that_does_not_act_explains_nothing() -> None:
    """The key has ended, so its reinstatement lifts nothing; once counted it accounts for its number."""
    world = World()
    credential = world.issue()
    world.suspend(credential, until=world.now + timedelta(hours=1))
    world.publish()
    world.advance(hours=2)
    old = world.cq.signers["assessment"]
    world.rotate("cq")
    world.publish()
    world.advance(hours=2)
    world.reinstate(credential, signer=old)
    late = world.cq.events.pop()
    world.suspend(credential, sequence=3)
    world.publish()
    assert told(world.verify(credential)) == (UNCLEAR, "status-conflict")
    held = world.trust(loose=[late])
    assert told(world.verify(credential, trust=held)) == (UNCLEAR, "status-conflict")
    world.cq.events.append(late)
    world.publish()
    assert told(world.verify(credential)) == (INVALID, "suspended")


def test_an_event_that_does_not_act_leaves_its_number_free() -> None:
    """A voided event and the honest one may have one number, in either order of counting."""
    world = World()
    credential = world.issue()
    theft = world.revoke(credential)
    world.advance(hours=1)
    world.compromise("cq", keep=[credential], void=[theft])
    world.rotate("cq")
    world.suspend(credential, sequence=1)
    world.suspend(credential, sequence=3)
    world.publish()
    verdict = world.verify(credential)
    assert told(verdict) == (UNCLEAR, "status-conflict")
    world.reinstate(credential, sequence=2)
    world.publish()
    assert told(world.verify(credential)) == (INVALID, "suspended")


@pytest.mark.night
@pytest.mark.javascript
def test_the_verifier_in_javascript_answers_alike(tmp_path: Path) -> None:
    tests: list[Callable[[], None]] = [
        test_a_number_out_of_order_ends_with_its_voiding,
        test_a_number_beyond_all_reach_is_malformed,
        test_a_counted_event_that_is_none_can_be_voided,
        test_a_loose_event_that_does_not_act_explains_nothing,
        test_an_event_that_does_not_act_leaves_its_number_free,
    ]
    retell({test.__name__: test for test in tests}, tmp_path)
