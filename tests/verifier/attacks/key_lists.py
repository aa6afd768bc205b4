"""Attacks on key lists: a root in two hands, withheld lists, keys of somebody else."""

from datetime import timedelta

from credentials.drafting.compose import build_method
from credentials.possession import prove_possession
from credentials.times import format_time
from signing.signer import Ed25519Signer
from tests.verifier.attacks.produces import produces
from tests.world import World
from verifier import Verdict


@produces("key-list-equivocation")
def two_lists_that_continue_one(world: World) -> Verdict:
    credential = world.issue()
    before, branches = [*world.cq.key_lists], []
    for _ in range(2):
        world.advance(hours=1)
        world.cq.key_lists[:] = before
        branches.append(world.publish_key_list("cq"))
    world.cq.key_lists[:] = [*before, *branches]
    return world.verify(credential)


@produces("key-list-equivocation")
def method_dropped(world: World) -> Verdict:
    credential = world.issue()
    world.publish_key_list("cq", methods=[world.cq.methods[0], world.cq.methods[2]])
    return world.verify(credential)


@produces("key-list-equivocation")
def retired_in_retrospect(world: World) -> Verdict:
    credential = world.issue()
    world.cq.method("assessment-1")["signsUntil"] = format_time(world.now - timedelta(days=1))
    world.publish_key_list("cq")
    return world.verify(credential)


@produces("key-list-equivocation")
def compromise_taken_back(world: World) -> Verdict:
    credential = world.issue()
    world.compromise("cq", keep=[credential])
    world.publish()
    del world.cq.method("assessment-1")["compromisedSince"]
    del world.cq.method("assessment-1")["salvage"]
    world.publish_key_list("cq")
    return world.verify(credential)


@produces("key-list-equivocation")
def version_skipped(world: World) -> Verdict:
    credential = world.issue()
    world.publish_key_list("cq", version=3)
    return world.verify(credential)


@produces("key-list-expired")
def a_list_in_between_left_out(world: World) -> Verdict:
    credential = world.issue()
    for _ in range(2):
        world.publish_key_list("cq")
    for party in ("cq", "sc", "cq", "sc"):
        world.publish_manifest(party)
    first, _, *rest = world.cq.key_lists
    return world.verify(credential, trust=world.trust(key_lists=[first, *rest, *world.sc.key_lists]))


@produces("salvage-missing")
def salvage_list_left_out(world: World) -> Verdict:
    world.compromise("cq", keep=[world.issue()])
    world.cq.add_key("assessment", world.now)
    world.publish()
    return world.verify(world.issue(), trust=world.trust(salvage=[]))


@produces("unknown-key")
def a_key_of_another_that_the_list_names(world: World) -> Verdict:
    """Its holder signs for its own association; the rest of the list stands."""
    theirs = world.sc.signers["assessment"]
    proof = prove_possession(theirs, world.sc.did, "assessment")
    return _named(world, theirs, "assessment-2", proof)


@produces("unknown-key")
def a_key_without_a_proof(world: World) -> Verdict:
    fresh = Ed25519Signer.from_seed(b"\7" * 32, "")
    return _named(world, fresh, "assessment-2", None)


@produces("unknown-key")
def a_key_proven_for_another_use(world: World) -> Verdict:
    fresh = Ed25519Signer.from_seed(b"\7" * 32, "")
    return _named(world, fresh, "assessment-2", prove_possession(fresh, world.cq.did, "publication"))


@produces("unknown-key")
def a_root_that_is_listed_for_assessments(world: World) -> Verdict:
    root = world.sc.signers["root"]
    proof = prove_possession(root, world.sc.did, "assessment")
    world.sc.methods[0].update(use="assessment", possession=proof)
    world.sc.key_lists.clear()
    world.publish_key_list("sc")
    world.publish()
    credential = world.issue(by="sc", signer=root, created=world.now - timedelta(days=1))
    return world.verify(credential)


def _named(world: World, signer: Ed25519Signer, name: str, proof: str | None) -> Verdict:
    did = world.cq.did
    entry = build_method(did, name, signer.multikey, "assessment", world.now, possession=proof)
    world.cq.methods.append(entry)
    world.publish()
    world.advance(hours=1)
    world.publish()
    stands_for = Ed25519Signer.from_pem(signer.to_pem(None), f"{did}#{name}")
    return world.verify(world.issue(signer=stands_for, created=world.now - timedelta(minutes=30)))
