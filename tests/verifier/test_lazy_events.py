"""Events are hashed when a bundle is loaded and read when a verdict needs their credential."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from credentials.record import EventCount
from signing.data_integrity import check_signature
from signing.jcs import canonicalize
from signing.log.merkle import MerkleTree
from signing.strict_json import parse_json
from tests.parity.retelling import retell
from tests.world import World
from tests.world.association import Document, digest_of
from verifier import Outcome, TrustStore
from verifier.trust import events as trust_events

VALID, INVALID, UNCLEAR = Outcome.VALID, Outcome.INVALID, Outcome.INDETERMINATE


def test_only_the_events_of_a_credential_that_is_asked_about_are_read() -> None:
    world = World()
    credentials = [world.issue() for _ in range(12)]
    for credential in credentials:
        world.suspend(credential)
    world.publish()
    with patch.object(trust_events, "check_signature", wraps=check_signature) as signature:
        trust = world.trust()
        assert signature.call_count == 0
        for _ in range(2):
            assert world.verify(credentials[3], trust=trust).code == "suspended"
        assert signature.call_count == 1


def test_a_badly_signed_event_that_is_counted_concerns_its_credential_alone() -> None:
    """A thief of the publication key stuffs the tree."""
    world = World()
    good, touched, ended = (world.issue() for _ in range(3))
    world.revoke(touched, use="publication")
    world.suspend(ended)
    world.reinstate(ended, use="publication")
    world.publish()
    assert world.verify(good).outcome is VALID
    verdict = world.verify(touched)
    assert (verdict.outcome, verdict.code) == (UNCLEAR, "status-conflict")
    assert world.verify(ended).code == "suspended"
    world.reinstate(ended, sequence=2)
    world.publish()
    verdict = world.verify(ended)
    assert (verdict.outcome, verdict.code) == (UNCLEAR, "status-conflict")


def test_malformed_events_name_no_credential() -> None:
    """It is counted, and concerns nobody."""
    world = World()
    credential = world.issue()
    junk: Document = {"id": "urn:uuid:0", "issuer": world.cq.did, "credentialSubject": [1, None]}
    world.cq.events.append(junk)
    world.publish()
    assert world.verify(credential).outcome is VALID


class Replaced:
    """A thief of the publication key puts junk about another credential in the place of a revocation."""

    def __init__(self, *, counted: bool) -> None:
        self.world = world = World()
        self.revoked, self.named = world.issue(), world.issue()
        event = world.revoke(self.revoked)
        if counted:
            world.publish()
        else:
            world.publish_manifest("sc")
        self.memory = world.trust().seen
        self.honest = list(world.cq.manifests)
        junk = parse_json(world.revoke(self.named, use="publication"))
        world.cq.events.pop()
        tree = MerkleTree([bytes.fromhex(digest_of(canonicalize(junk)))])
        count = EventCount(count=1, root=tree.root().hex())
        stolen = world.publish_manifest("cq", events=count)
        world.cq.manifests[:] = [stolen]
        self.bundle: dict[str, Any] = {"events": [junk]}
        assert canonicalize(world.cq.events[0]) == event

    def codes(self, trust: TrustStore) -> list[tuple[Outcome, str]]:
        """Of the credential that was revoked, and of the other one."""
        verdicts = (self.world.verify(one, trust=trust) for one in (self.revoked, self.named))
        return [(verdict.outcome, verdict.code) for verdict in verdicts]


def test_junk_that_names_another_credential_is_noticed_by_the_witness() -> None:
    scene = Replaced(counted=False)
    scene.world.cq.manifests[:0] = scene.honest
    loose = scene.codes(scene.world.trust(**scene.bundle))
    assert loose == [(UNCLEAR, "status-incomplete"), (UNCLEAR, "status-conflict")]
    world, alone = scene.world, {**scene.bundle, "manifests": scene.world.cq.manifests}
    heard = world.verify(scene.revoked, trust=world.trust(**scene.bundle), home="sc")
    assert (heard.outcome, heard.code) == (UNCLEAR, "status-incomplete")
    own = world.verify(scene.revoked, trust=world.trust(**alone), home="cq")
    assert own.outcome is VALID  # who has the issuer's word alone
    scene = Replaced(counted=True)
    repeated = scene.codes(scene.world.trust(**scene.bundle))
    assert repeated[0] == (UNCLEAR, "status-incomplete")
    scene.world.cq.manifests[:0] = scene.honest
    outcome, code = scene.codes(scene.world.trust(**scene.bundle))[0]
    assert (outcome, code) == (UNCLEAR, "equivocation")


def test_junk_that_names_another_credential_is_noticed_by_memory() -> None:
    for counted in (False, True):
        scene = Replaced(counted=counted)
        remembered = scene.codes(scene.world.trust(scene.memory, **scene.bundle))
        assert remembered[0] == (INVALID, "revoked")
        assert remembered[1][0] is UNCLEAR


def test_a_loose_event_by_an_unknown_key_is_set_aside_with_a_note() -> None:
    """It may be newer than the trust data; with the key list that names its key it counts."""
    world = World()
    credential = world.issue()
    world.advance(hours=1)
    world.rotate("cq")
    event = parse_json(world.revoke(credential))
    world.cq.events.clear()
    held = world.trust(loose=[event])
    verdict = world.verify(credential, trust=held)
    assert (verdict.outcome, verdict.codes) == (VALID, ("newer-than-trust-data",))
    assert held.seen == world.trust().seen
    world.publish_key_list("cq")
    assert world.verify(credential, trust=world.trust(loose=[event])).code == "revoked"


@pytest.mark.night
@pytest.mark.javascript
def test_the_verifier_in_javascript_says_the_same(tmp_path: Path) -> None:
    tests: list[Callable[[], None]] = [
        test_a_badly_signed_event_that_is_counted_concerns_its_credential_alone,
        test_malformed_events_name_no_credential,
        test_junk_that_names_another_credential_is_noticed_by_the_witness,
        test_junk_that_names_another_credential_is_noticed_by_memory,
        test_a_loose_event_by_an_unknown_key_is_set_aside_with_a_note,
    ]
    retell({test.__name__: test for test in tests}, tmp_path)
