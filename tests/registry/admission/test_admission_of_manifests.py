"""Admission of manifests and status lists: by rank, whole, and by the publication key."""

from datetime import timedelta
from typing import Any

import pytest

from credentials.drafting.compose import build_status_list
from credentials.record import EventCount
from credentials.times import format_time
from registry.publishing.publish import build_bundle
from registry.view.waiting_manifests import MAX_UNRANKED
from signing.jcs import canonicalize
from tests.registry.admission.admitted import root_of
from tests.world import digest_of
from tests.world.registry_setup import Bench, refused

pytestmark = pytest.mark.one_database


def test_a_manifests_rank_needs_its_records_and_the_publication_key(bench: Bench) -> None:
    world = bench.world
    credential = world.issue()
    bench.admit(world.suspend(credential))
    world.advance(minutes=1)
    first = canonicalize(world.publish_manifest("cq"))
    assert bench.admit(first).notes == ("waiting",), "it repeats a manifest that is not here"
    assert newest(bench) is None
    bench.admit(canonicalize(world.sc.manifests[0]))
    assert newest(bench) == digest_of(first)
    bench.admit(canonicalize(world.cq.manifests[0]))
    assert newest(bench) == digest_of(first)
    with refused("equivocation", "credentialSubject.version"):
        bench.admit(canonicalize(world.publish_manifest("cq", version=3)))
    with refused("rollback", "credentialSubject"):
        bench.admit(canonicalize(world.publish_manifest("cq", events=EventCount(count=0, root=root_of()))))
    with refused("wrong-use", "proof.verificationMethod"):
        bench.admit(canonicalize(world.publish_manifest("cq", signer=world.cq.signers["assessment"])))
    assert newest(bench) == digest_of(first)


def newest(bench: Bench) -> str | None:
    found = bench.registry.read(lambda view: view.newest_manifest(bench.world.cq.did))
    return found.digest if found is not None else None


@pytest.mark.parametrize(
    "members",
    [
        {"agreement": (2**53 - 1, "3" * 64)},
        {"key_list_version": 2**53 - 1},
        {"events": EventCount(count=7, root="1" * 64)},
        {"parts": [("key-list", "did:web:cq.huren.example", "2" * 64)]},
    ],
    ids=["agreement", "key list", "events", "digest of the key list"],
)
def test_a_manifest_that_is_not_whole_waits_aside(bench: Bench, members: dict[str, Any]) -> None:
    """A thief's manifest that names unknown records has no rank, and later honest ones count."""
    world = bench.world
    before = build_bundle(bench.registry)
    thief = world.publish_manifest("cq", version=2**53 - 1, **members)
    assert bench.admit(canonicalize(thief)).notes == ("waiting",)
    assert (newest(bench), build_bundle(bench.registry)) == (None, before)
    world.cq.manifests.pop()
    world.advance(minutes=1)
    world.publish()
    for manifest in (*world.sc.manifests, *world.cq.manifests):
        bench.admit(canonicalize(manifest))
    assert newest(bench) == digest_of(world.cq.manifests[-1])


def test_a_manifest_that_lacks_only_events_waits_before_one_that_names_the_unknown(bench: Bench) -> None:
    """A thief's later manifest that names nothing real does not displace an honest one."""
    world = bench.world
    credential = world.issue()
    events = [world.suspend(credential), world.reinstate(credential)]
    honest = canonicalize(world.publish_manifest("cq", seen=[]))
    bench.admit(honest)
    world.advance(minutes=1)
    thief = world.publish_manifest("cq", agreement=(2**53 - 1, "3" * 64), version=2**53 - 1)
    with refused("manifest-incomplete"):
        bench.admit(canonicalize(thief))
    for event in events:
        bench.admit(event)
    assert newest(bench) == digest_of(honest)


def test_few_manifests_without_rank_are_kept(bench: Bench) -> None:
    """The key's holder can sign any number that repeat records unknown here."""
    world = bench.world
    entry = {**world.seen_of(world.sc), "manifest": "7" * 64}
    for _ in range(3 * MAX_UNRANKED):
        bench.admit(canonicalize(world.publish_manifest("cq", seen=[entry])))
    kept = bench.registry.read(lambda view: [*view.manifests(world.cq.did)])
    assert (len(kept), newest(bench)) == (MAX_UNRANKED, None)
    assert kept[0].digest == digest_of(world.cq.manifests[-1])


def test_an_ended_key_outranks_nothing_beside_one_without_rank(bench: Bench) -> None:
    world = bench.world
    ended = world.cq.signers["publication"]
    world.advance(hours=1)
    early = world.now - timedelta(minutes=30)
    world.rotate("cq", "publication")
    world.publish_key_list("cq")
    bench.admit_trust()
    honest = world.publish_manifest("cq", seen=[])
    bench.admit(canonicalize(honest))
    entry = {**world.seen_of(world.sc), "manifest": "7" * 64}
    now, world.now = world.now, early
    for version, seen in ((2**53 - 1, []), (2**53 - 2, [entry])):
        bench.registry.admit(
            canonicalize(world.publish_manifest("cq", signer=ended, version=version, seen=seen)), now=now
        )
    assert newest(bench) == digest_of(honest)


def test_status_lists_need_the_publication_key(bench: Bench) -> None:
    world = bench.world
    document = build_status_list(
        world.cq.did, "revocation", 1, [3], valid_from=world.now, valid_until=world.now + timedelta(days=7)
    )
    with refused("wrong-use", "proof.verificationMethod"):
        bench.admit(canonicalize(world.cq.sign(document, "assessment", world.now)))
    assert bench.admit(canonicalize(world.cq.sign(document, "publication", world.now))).kind == "status-list"
    world.compromise("cq", "publication-1")
    world.publish_key_list("cq")
    bench.admit_trust()
    later = {**document, "validFrom": format_time(world.now + timedelta(seconds=1))}
    with refused("key-compromised", "proof.verificationMethod"):
        bench.admit(canonicalize(world.cq.sign(later, "publication", world.now)))
