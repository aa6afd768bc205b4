"""Attacks on terms and status: not begun, over, ended, or hidden."""

from datetime import timedelta

from tests.verifier.attacks.produces import produces
from tests.world import World
from verifier import Verdict


@produces("not-yet-valid")
def starts_next_month(world: World) -> Verdict:
    return world.verify(world.issue(valid_from=world.now + timedelta(days=30)))


@produces("expired")
def last_second_is_excluded(world: World) -> Verdict:
    credential = world.issue(valid_from=world.now, valid_until=world.now + timedelta(days=2))
    world.advance(days=2)
    world.publish()
    return world.verify(credential)


@produces("signed-in-future")
def signed_tomorrow(world: World) -> Verdict:
    return world.verify(world.issue(created=world.now + timedelta(minutes=6), valid_from=world.now))


@produces("signed-after")
def signed_after_the_bid_opening(world: World) -> Verdict:
    opening = world.now
    world.advance(hours=3)
    credential = world.issue(valid_from=opening)
    world.publish()
    return world.verify(credential, at=opening)


@produces("backdated")
def valid_before_signed(world: World) -> Verdict:
    return world.verify(world.issue(valid_from=world.now - timedelta(days=2)))


@produces("revoked")
def revoked(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    return world.verify(credential)


@produces("revoked")
def revoked_in_a_conflict(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential, sequence=1)
    world.revoke(credential, sequence=1)
    world.publish()
    return world.verify(credential)


@produces("revoked")
def reinstated_after_revocation(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.reinstate(credential)
    world.publish()
    return world.verify(credential)


@produces("revoked")
def reinstated_by_the_thief(world: World) -> Verdict:
    """A revocation stands: a reinstatement by a stolen key has no effect."""
    credential = world.issue()
    world.revoke(credential)
    world.reinstate(credential)
    world.compromise("cq", keep=[credential])
    world.advance(hours=1)
    world.publish()
    return world.verify(credential)


@produces("suspended")
def suspended(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential)
    world.publish()
    return world.verify(credential)


@produces("superseded")
def superseded(world: World) -> Verdict:
    credential, successor = world.issue(), world.issue()
    world.supersede(credential, successor)
    world.publish()
    return world.verify(credential)


@produces("status-incomplete")
def revocation_left_out(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    return world.verify(credential, trust=world.trust(events=[]))


@produces("status-incomplete")
def revocation_hidden_by_a_stolen_publication_key(world: World) -> Verdict:
    """The issuer's manifest counts nothing; the other association's has seen the event."""
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    nothing = [m for m in world.cq.manifests if m["credentialSubject"]["events"]["count"] == 0]
    manifests = [*nothing, *world.sc.manifests]
    return world.verify(credential, trust=world.trust(events=[], manifests=manifests))


@produces("status-conflict")
def sequence_with_a_gap(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential, sequence=2)
    world.publish()
    return world.verify(credential)


@produces("equivocation")
def two_histories(world: World) -> Verdict:
    """The issuer shows the witness other events than it shows here."""
    credential, other = world.issue(), world.issue()
    world.suspend(other)
    world.publish()
    world.cq.events.clear()
    world.revoke(other)
    world.publish_manifest("cq")
    return world.verify(credential)


@produces("reinstated")
def reinstated(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential)
    world.advance(hours=1)
    world.reinstate(credential)
    world.publish()
    return world.verify(credential)


@produces("ended-since")
def annulled_after_the_bid_opening(world: World) -> Verdict:
    credential, opening = world.issue(), world.now
    world.advance(days=1)
    world.revoke(credential, reason="false-material")
    world.publish()
    return world.verify(credential, at=opening)


@produces("ended-since")
def superseded_after_the_bid_opening(world: World) -> Verdict:
    credential, opening = world.issue(), world.now
    world.advance(days=1)
    world.supersede(credential, world.issue())
    world.publish()
    return world.verify(credential, at=opening)


@produces("ended-since")
def suspension_announced(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential, effective_from=world.now + timedelta(days=2))
    world.publish()
    return world.verify(credential)


@produces("reinstated-since")
def suspended_after_the_bid_opening_and_no_longer(world: World) -> Verdict:
    credential, opening = world.issue(), world.now
    world.advance(hours=1)
    world.suspend(credential)
    world.advance(hours=1)
    world.reinstate(credential)
    world.publish()
    return world.verify(credential, at=opening)
