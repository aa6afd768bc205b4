"""Desk rules for ids of two parties, future changes, and numbers of two credentials, at the time they act."""

from datetime import timedelta

import pytest

from credentials.drafting.draft import StatusDraft
from registry import RegistryError
from registry.issuing.issue import (
    plan_event,
    store_signed,
)
from registry.lookup.lookup import find_by_id, find_credential, history
from signing.jcs import canonicalize
from tests.scenarios.desk.desks import OTHER, desk, plan, sign
from tests.upkeep.rewound import publish_cq
from tests.world.registry_setup import Bench, batch_problems, change, check_refusal, refused

pytestmark = pytest.mark.one_database

__all__ = ["desk"]


def test_an_id_used_by_another_party_leaves_the_first_one_alone(bench: Bench) -> None:
    (ours,) = bench.issue(bench.draft(1))
    publish_cq(bench)  # the node signs its log, so it is the own association
    theirs = bench.world.issue(by="sc", credential_id=ours.body.id)
    bench.world.advance(minutes=1)
    assert not bench.admit(theirs).already
    bench.admit(bench.world.revoke(ours.body.id, by="sc", sequence=1))
    assert find_credential(bench.registry, ours.body.id) == ours
    assert [r.body.issuer for r in find_by_id(bench.registry, ours.body.id)] == [
        bench.world.cq.did,
        bench.world.sc.did,
    ]
    found = find_credential(bench.registry, ours.body.id, bench.world.sc.did)
    assert found is not None
    assert found.data == theirs
    assert history(bench.registry, ours.body.id) == []
    event = change(bench, ours.body.id, "suspend")
    assert event.body.credential_subject.sequence == 1


def test_a_successor_named_by_another_party_is_no_successor_here(bench: Bench) -> None:
    """One batch brings both events: each belongs to its own association's credential."""
    (old,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    credential, event = plan(bench, bench.draft(2, certificate_number="CQ-1", supersedes="CQ-1"))
    successor = credential.document["id"]
    stranger = bench.world.event(old.body.id, "supersede", by="sc", sequence=1, successor=successor)
    results = bench.registry.admit_many(
        [canonicalize(sign(bench, credential.document)), stranger, canonicalize(sign(bench, event.document))],
        now=bench.world.now,
    )
    assert [getattr(result, "already", result) for result in results] == [False] * 3


@pytest.mark.parametrize("action", ["revoke", "supersede"])
def test_a_future_change_does_not_prevent_a_suspension_today(bench: Bench, action: str) -> None:
    now = bench.world.now
    later = now + timedelta(days=30)
    (old,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    if action == "revoke":
        change(bench, "CQ-1", "revoke", effective_from=later)
    else:
        bench.issue(bench.draft(2, certificate_number="CQ-2", supersedes="CQ-1", valid_from=later))
    change(bench, old.body.id, "suspend")
    change(bench, old.body.id, "reinstate")
    change(bench, old.body.id, "revoke", effective_from=now + timedelta(days=9))
    with refused("already-final", "credentialSubject.action"):
        change(bench, old.body.id, "suspend", effective_from=now + timedelta(days=9))


def test_a_revocation_before_a_known_end_is_a_change(desk: Bench) -> None:
    """False material is found after the enterprise gave its certificate up.

    The credential is void from the beginning.
    """
    (old,) = desk.issue(desk.draft(1, certificate_number="CQ-1"))
    desk.world.advance(days=20)
    change(desk, "CQ-1", "revoke", reason="enterprise-request")
    with refused("already-final"):
        change(desk, "CQ-1", "revoke", reason="false-material")
    begin = old.body.valid_from
    event = change(desk, "CQ-1", "revoke", reason="false-material", effective_from=begin)
    assert event.body.credential_subject.sequence == 2


def test_a_suspension_to_come_is_brought_forward_but_not_cut_short(desk: Bench) -> None:
    desk.issue(desk.draft(1, certificate_number="CQ-1"))
    now = desk.world.now
    change(desk, "CQ-1", "suspend", effective_from=now + timedelta(days=9), until=now + timedelta(days=12))
    with refused("already-suspended"):
        change(desk, "CQ-1", "suspend", until=now + timedelta(days=11))
    change(desk, "CQ-1", "suspend", until=now + timedelta(days=12))


def test_a_number_of_two_credentials_asks_which(bench: Bench) -> None:
    now = bench.world.now
    later = now + timedelta(days=30)
    (old,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    new, _ = bench.issue(bench.draft(2, certificate_number="CQ-1", supersedes="CQ-1", valid_from=later))
    with pytest.raises(RegistryError) as caught:
        change(bench, "CQ-1", "suspend")
    check_refusal(caught.value, "ambiguous-reference", "credentialSubject.credential")
    for record in (old, new):
        assert record.body.id in caught.value.sentence("zh")
        assert record.body.valid_from.date().isoformat() in caught.value.sentence("en")
    assert batch_problems(
        lambda: plan(bench, bench.draft(3, certificate_number="CQ-3", supersedes="CQ-1"))
    ) == [(0, "ambiguous-reference", "supersedes")]
    event = change(bench, old.body.id, "suspend")
    assert event.body.credential_subject.credential == old.body.id
    bench.world.advance(days=31)
    event = change(bench, "CQ-1", "suspend")
    assert event.body.credential_subject.credential == new.body.id


@pytest.mark.parametrize("days", [0, 30])
def test_a_renewal_issued_twice_has_one_successor(bench: Bench, days: int) -> None:
    later = bench.world.now + timedelta(days=days)
    (old,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    renewal = bench.draft(2, certificate_number="CQ-1", supersedes="CQ-1", valid_from=later)
    new, _ = bench.issue(renewal)
    bench.world.advance(minutes=5)
    with pytest.raises(RegistryError) as caught:
        plan(bench, renewal)
    ((position, refusal),) = caught.value.problems
    assert position == 0
    if days:
        check_refusal(refusal, "ambiguous-reference", "supersedes")
        assert old.body.id in refusal.sentence("zh")
        assert new.body.id in refusal.sentence("zh")
    else:
        check_refusal(refusal, "draft-issued", "supersedes")
        assert len(plan(bench, renewal, force=True)) == 2
        assert "CQ-1" in refusal.sentence("zh")
    by_id = renewal.model_copy(update={"supersedes": new.body.id})
    assert batch_problems(lambda: plan(bench, by_id)) == [(0, "draft-issued", "supersedes")]
    by_id = renewal.model_copy(update={"supersedes": old.body.id})
    code = "credential-issued"
    assert batch_problems(lambda: plan(bench, by_id)) == [(0, code, "certificateNumber")]


def test_records_of_others_are_admitted_without_desk_rules(bench: Bench) -> None:
    """Rules on numbers, indexes and slots bind only what this node signs."""
    world = bench.world
    first = world.issue(by="sc", certificate_number="SC-1")
    second = world.issue(by="sc", certificate_number="SC-1", unified_social_credit_code=OTHER)
    for data in (second, first):
        assert not bench.admit(data).already


def test_a_planned_event_is_checked_again_when_it_is_stored(bench: Bench) -> None:
    (record,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    document = plan_event(
        bench.registry,
        StatusDraft("CQ-1", "suspend", "complaint", bench.world.now),
        issuer=bench.world.cq.did,
        now=bench.world.now,
        random=bench.random,
    )
    change(bench, record.body.id, "revoke")
    with refused("already-final"):
        store_signed(bench.registry, [sign(bench, document)], now=bench.world.now)
