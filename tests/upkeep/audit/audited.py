"""A registry with all that an audit compares."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from credentials.record import EventCount
from registry.issuing.issue import change_status, plan_assessments, plan_event
from registry.publishing.publish import publish
from signing.jcs import canonicalize
from tests.upkeep.third_log import pull_third
from tests.world import World
from tests.world.registry_setup import Bench
from tests.world.works import grant_technologies, listing, notice, signed, signed_halves, technology


def fill(path: Path) -> Bench:
    """Let both associations issue, change, plan and publish more than once."""
    world = World()
    grant_technologies(world)
    bench = Bench(path, world)
    for by in ("cq", "sc"):
        bench.issue(*(bench.draft(n, by=by) for n in range(12)), by=by)
    for action, number in (("suspend", 1), ("reinstate", 1), ("revoke", 2), ("suspend", 3)):
        change(bench, f"CQ-T-{number:05}", action)
    change(bench, "SC-T-00004", "revoke", by="sc")
    listed = signed(world, technology(world))
    works = (listed, signed(world, listing(world, listed)), signed(world, notice(world)))
    for data in (*works, *signed_halves(world, listed)):
        bench.admit(data)
    publish_all(bench)
    world.advance(hours=1)
    bench.issue(bench.draft(20, certificate_number="CQ-T-00005", supersedes="CQ-T-00005"))
    change(bench, "CQ-T-00007", "revoke", effective_from=world.now - timedelta(hours=2))
    publish_all(bench)
    draft = bench.draft(30)
    plan_assessments(bench.registry, [draft], issuer=world.cq.did, now=world.now, random=bench.random)
    plan_event(
        bench.registry,
        StatusDraft("CQ-T-00008", "revoke", REASONS["revoke"][0], world.now),
        issuer=world.cq.did,
        now=world.now,
        random=bench.random,
    )
    waiting = world.publish_manifest("sc", events=EventCount(count=99, root="9" * 64))
    assert bench.admit(canonicalize(waiting)).notes == ("waiting",)
    pull_third(bench)
    publish_all(bench)
    return bench


def change(bench: Bench, reference: str, action: Any, by: str = "cq", **members: Any) -> None:
    members.setdefault("effective_from", bench.world.now)
    signer = bench.world.association(by).signers["assessment"]
    change_status(
        bench.registry,
        StatusDraft(reference, action, REASONS[action][0], **members),
        signer,
        now=bench.world.now,
        random=bench.random,
    )


def publish_all(bench: Bench) -> None:
    for by in ("cq", "sc"):
        association = bench.world.association(by)
        signer = association.signers["publication"]
        publish(bench.registry, association.did, signer, now=bench.world.now, random=bench.random)
