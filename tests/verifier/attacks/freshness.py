"""Attacks with old or incomplete trust data, and without proof of the log."""

from datetime import timedelta

from credentials.record import EventCount
from signing.log.merkle import EMPTY_ROOT
from tests.verifier.attacks.produces import produces
from tests.world import World
from verifier import Policy, Verdict


@produces("stale")
def bundle_of_last_week(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=7)
    return world.verify(credential)


@produces("stale")
def older_than_the_policy_allows(world: World) -> Verdict:
    credential = world.issue()
    world.advance(hours=13)
    return world.verify(credential, policy=Policy(max_age=timedelta(hours=12)))


@produces("key-list-expired")
def root_away_for_a_quarter(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=91)
    for name in world.parties:
        world.publish_manifest(name)
    return world.verify(credential)


@produces("key-list-expired")
def newer_key_list_withheld(world: World) -> Verdict:
    credential = world.issue()
    world.rotate("cq")
    world.publish("cq")
    return world.verify(credential, trust=world.trust(key_lists=lambda lists: [
        x for x in lists if x["id"] != world.cq.did or x["version"] == 1]))  # fmt: skip


@produces("clock")
def clock_set_back(world: World) -> Verdict:
    early = world.now - timedelta(minutes=6)
    return world.verify(world.issue(created=early, valid_from=early), now=early)


@produces("unwitnessed")
def the_other_association_left_out(world: World) -> Verdict:
    """The bundle has nobody's word beside the issuer's own."""
    return world.verify(world.issue(), trust=world.trust(manifests=world.cq.manifests))


@produces("unwitnessed")
def a_witness_that_has_seen_nothing_of_late(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=8)
    world.publish_manifest("sc")
    world.publish_manifest("cq")
    return world.verify(credential, home="sc")


@produces("unwitnessed")
def a_witness_that_says_nothing_of_the_issuer(world: World) -> Verdict:
    world.publish_manifest("sc", seen=[])
    return world.verify(world.issue(), home="sc")


@produces("rollback")
def a_newer_manifest_that_counts_less(world: World) -> Verdict:
    credential, other = world.issue(), world.issue()
    world.suspend(other)
    world.publish()
    world.publish_manifest("cq", events=EventCount(count=0, root=EMPTY_ROOT.hex()))
    return world.verify(credential)


@produces("equivocation")
def two_manifests_of_one_rank(world: World) -> Verdict:
    credential = world.issue()
    world.publish_manifest("cq", version=9)
    world.advance(hours=1)
    world.publish_manifest("cq", version=9)
    return world.verify(credential)


@produces("status-conflict")
def a_counted_event_that_is_none(world: World) -> Verdict:
    """A stolen publication key counts an event that no assessment key signed."""
    credential = world.issue()
    world.revoke(credential, use="publication")
    world.publish()
    return world.verify(credential)


@produces("status-incomplete")
def a_loose_event_kept_back(world: World) -> Verdict:
    """The witness has it, the issuer's manifest does not count it, and a mirror leaves it out."""
    credential = world.issue()
    world.publish_manifest("cq")
    world.revoke(credential)
    world.publish_manifest("sc")
    return world.verify(credential, trust=world.trust(events=[]), home="sc")


@produces("ageing")
def two_days_old(world: World) -> Verdict:
    credential = world.issue()
    world.advance(hours=49)
    return world.verify(credential)


@produces("known-before-at")
def data_from_before_the_opening(world: World) -> Verdict:
    credential = world.issue()
    world.advance(hours=5)
    return world.verify(credential, at=world.now - timedelta(hours=1))


@produces("not-logged")
def proof_required_and_absent(world: World) -> Verdict:
    return world.verify(world.issue(), policy=Policy(require_log=True))


@produces("not-logged")
def proof_of_another_record(world: World) -> Verdict:
    credential, other = world.issue(), world.issue()
    proof = world.inclusion_proof(other)
    return world.verify(credential, policy=Policy(require_log=True), proof=proof)


def witness_needed(world: World) -> None:
    """Return a world whose agreement counts only logged and witnessed records."""
    world.amend(lambda text: text.update(log="witnessed"))
    world.publish()


@produces("witness-needed")
def no_proof_though_the_agreement_asks_for_a_witness(world: World) -> Verdict:
    credential = world.issue()
    witness_needed(world)
    return world.verify(credential)


@produces("witness-needed")
def a_log_that_nobody_else_has_seen(world: World) -> Verdict:
    """A stolen assessment key and a stolen publication key, without any witness."""
    witness_needed(world)
    credential = world.issue()
    return world.verify(credential, proof=world.inclusion_proof(credential, witnesses=()))


@produces("witness-needed")
def a_witness_of_the_future(world: World) -> Verdict:
    """Its clock is far ahead: a record that it has not seen yet gets no date from it."""
    witness_needed(world)
    credential, now = world.issue(), world.now
    world.advance(days=365)
    return world.verify(credential, now=now, proof=world.inclusion_proof(credential))


@produces("logged")
def logged_and_nobody_has_witnessed_it(world: World) -> Verdict:
    credential = world.issue()
    return world.verify(credential, proof=world.inclusion_proof(credential, witnesses=()))


@produces("witnessed")
def what_a_thief_of_three_keys_can_still_say(world: World) -> Verdict:
    """Assessment and publication key of one association, and the publication key of the witness."""
    witness_needed(world)
    credential = world.issue()
    return world.verify(credential, proof=world.inclusion_proof(credential))
