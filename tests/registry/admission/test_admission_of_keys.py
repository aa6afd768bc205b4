"""Key lists and salvage lists: append-only, by the root in force, without shared keys."""

from datetime import timedelta

from credentials.drafting.compose import build_method, build_status_list
from signing.jcs import canonicalize
from signing.multikey import encode_multikey
from tests.registry.admission.admitted import bench, key_list_of
from tests.world import tamper
from tests.world.registry_setup import Bench, refused

__all__ = ["bench"]


def test_key_lists_are_append_only(bench: Bench) -> None:
    world = bench.world
    dropped = key_list_of(world, methods=world.cq.methods[:-1])
    with refused("not-append-only"):
        bench.admit(dropped)
    world.cq.key_lists.pop()
    again = key_list_of(world, version=1, previous=None, valid_until=world.now + timedelta(days=30))
    with refused("equivocation"):
        bench.admit(again)
    world.cq.key_lists.pop()
    ahead = key_list_of(world, version=2**53 - 1)
    with refused("not-append-only"):
        bench.admit(ahead)
    world.cq.key_lists.pop()
    elsewhere = key_list_of(world, previous="0" * 64)
    with refused("not-append-only"):
        bench.admit(elsewhere)
    world.cq.key_lists.pop()
    assert not bench.admit(key_list_of(world)).already


def test_a_key_list_is_by_the_root_in_force(bench: Bench) -> None:
    world = bench.world
    with refused("bad-signature", "proof.proofValue"):
        bench.admit(key_list_of(world, signer=world.cq.signers["publication"]))
    world.cq.key_lists.pop()
    old = world.cq.signers["root"]
    world.amend(new_root="cq")
    bench.admit_trust()
    with refused("root-replaced", "proof.verificationMethod"):
        bench.admit(key_list_of(world, signer=old))
    world.cq.key_lists.pop()
    assert not bench.admit(key_list_of(world)).already


def test_a_key_list_shares_no_key(bench: Bench) -> None:
    world = bench.world
    theirs = world.sc.signers["assessment"].multikey
    world.cq.methods.append(build_method(world.cq.did, "assessment-9", theirs, "assessment", world.now))
    with refused("key-reused"):
        bench.admit(key_list_of(world))


def test_a_key_list_names_salvage_that_is_here(bench: Bench) -> None:
    world = bench.world
    world.compromise("cq")
    key_list = key_list_of(world)
    with refused("salvage-missing"):
        bench.admit(key_list)
    stranger = world.stranger.sign(
        {k: v for k, v in world.cq.salvage[0].items() if k != "proof"}, "root", world.now
    )
    with refused("bad-signature", "proof.proofValue"):
        bench.admit(canonicalize(stranger))
    bench.admit(canonicalize(world.cq.salvage[0]))
    bench.admit(key_list)
    assert bench.registry.methods(world.cq.did, "assessment", world.now) == ()


def test_nothing_published_begins_in_the_future(bench: Bench) -> None:
    """A list or manifest of 2190 would stay the newest for ever."""
    world = bench.world
    later = world.now + timedelta(minutes=6)
    with refused("begins-in-future", "validFrom"):
        bench.admit(key_list_of(world, valid_from=later))
    world.cq.key_lists.pop()
    manifest = world.publish_manifest("cq", valid_from=later, valid_until=later + timedelta(days=7))
    with refused("begins-in-future", "validFrom"):
        bench.admit(canonicalize(manifest))
    document = build_status_list(
        world.cq.did, "revocation", 1, [], valid_from=later, valid_until=later + timedelta(days=7)
    )
    with refused("begins-in-future", "validFrom"):
        bench.admit(canonicalize(world.cq.sign(document, "publication", world.now)))


def test_keys_are_found_by_use_and_time(bench: Bench) -> None:
    world = bench.world
    old = world.cq.signers["assessment"].multikey
    assert bench.registry.method_id(old, "publication", world.now) is None
    assert bench.registry.method_id("z6MkNobody", "assessment", world.now) is None
    world.advance(days=1)
    new = world.rotate("cq").multikey
    bench.admit(key_list_of(world))
    assert bench.registry.method_id(old, "assessment", world.now) is None
    assert bench.registry.method_id(new, "assessment", world.now) == (
        world.cq.did,
        f"{world.cq.did}#assessment-2",
    )


def test_key_lists_of_strangers(bench: Bench) -> None:
    with refused("unknown-issuer", "issuer"):
        bench.admit(canonicalize(bench.world.publish_key_list("stranger")))
    with refused("unknown-issuer", "issuer"):
        bench.admit(bench.world.suspend(bench.world.issue(by="stranger")))


def test_a_key_under_which_anybody_signs(bench: Bench) -> None:
    world = bench.world
    weak = encode_multikey(bytes([1]) + bytes(31))
    world.cq.methods.append(build_method(world.cq.did, "assessment-9", weak, "assessment", world.now))
    bench.admit(key_list_of(world))
    event = world.suspend(world.issue(), change=None)
    forged = tamper(event, lambda e: e["proof"].update(verificationMethod=f"{world.cq.did}#assessment-9"))
    with refused("weak-key", "proof.verificationMethod"):
        bench.admit(forged)
