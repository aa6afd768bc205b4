"""The desk: what this node signs, judged when it acts; whose a number is; a dry run that plans (issue 1)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from registry import RegistryError
from registry.issuing.issue import (
    change_status,
    check_assessments,
    issue_in_portions,
    plan_assessments,
    plan_event,
    store_signed,
)
from registry.lookup.lookup import counts, find_by_id, find_credential, history
from registry.publishing.publish import publish, write_tree
from registry.publishing.static_tree import folder_of
from registry.publishing.status_lists import newest_status_lists
from registry.upkeep.audit import audit_registry
from registry.upkeep.backup import back_up
from signing.jcs import canonicalize
from tests.world import digest_of, id_of
from tests.world.registry_setup import Bench, batch_problems, check_refusal, refused

OTHER = "11320000MB151840XJ"
NAME = "certificateNumber"


@pytest.fixture
def bench(place: Path | str, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(place, heads=tmp_path / "heads")
    yield bench
    bench.registry.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    """On SQLite, where nothing is asked that differs."""
    bench = Bench(tmp_path / "registry.db", heads=tmp_path / "heads")
    yield bench
    bench.registry.close()


def change(bench: Bench, reference: str, action: Any, **members: Any) -> Any:
    members.setdefault("reason", REASONS[action][0])
    members.setdefault("effective_from", bench.world.now)
    signer = bench.world.cq.signers["assessment"]
    return change_status(
        bench.registry,
        StatusDraft(reference, action, **members),
        signer,
        now=bench.world.now,
        random=bench.random,
    )


def plan(bench: Bench, *drafts: Any, **given: Any) -> list[Any]:
    issuer, now = bench.world.cq.did, bench.world.now
    return plan_assessments(bench.registry, drafts, issuer=issuer, now=now, random=bench.random, **given)


def sign(bench: Bench, document: Any) -> Any:
    return bench.world.cq.sign(document, "assessment", bench.world.now)


# --- 11c: ids


def test_point_11c_an_id_used_by_another_party_leaves_the_first_one_alone(bench: Bench) -> None:
    (ours,) = bench.issue(bench.draft(1))
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


def test_point_11c_a_successor_named_by_another_party_is_no_successor_here(bench: Bench) -> None:
    """One batch brings both: each event goes with its own association's credential."""
    (old,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    credential, event = plan(bench, bench.draft(2, certificate_number="CQ-1", supersedes="CQ-1"))
    successor = credential.document["id"]
    stranger = bench.world.event(old.body.id, "supersede", by="sc", sequence=1, successor=successor)
    results = bench.registry.admit_many(
        [canonicalize(sign(bench, credential.document)), stranger, canonicalize(sign(bench, event.document))],
        now=bench.world.now,
    )
    assert [getattr(result, "already", result) for result in results] == [False] * 3


# --- 12: judged when it acts


@pytest.mark.parametrize("action", ["revoke", "supersede"])
def test_point_12_what_is_to_come_does_not_shield_from_a_suspension_today(bench: Bench, action: str) -> None:
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


def test_point_12_a_revocation_before_the_end_that_is_known_is_no_repetition(desk: Bench) -> None:
    """False material shows after the enterprise gave its certificate up: it falls from the beginning."""
    (old,) = desk.issue(desk.draft(1, certificate_number="CQ-1"))
    desk.world.advance(days=20)
    change(desk, "CQ-1", "revoke", reason="enterprise-request")
    with refused("already-final"):
        change(desk, "CQ-1", "revoke", reason="false-material")
    begin = old.body.valid_from
    event = change(desk, "CQ-1", "revoke", reason="false-material", effective_from=begin)
    assert event.body.credential_subject.sequence == 2


def test_point_12_a_suspension_to_come_is_brought_forward_but_not_cut_short(desk: Bench) -> None:
    desk.issue(desk.draft(1, certificate_number="CQ-1"))
    now = desk.world.now
    change(desk, "CQ-1", "suspend", effective_from=now + timedelta(days=9), until=now + timedelta(days=12))
    with refused("already-suspended"):
        change(desk, "CQ-1", "suspend", until=now + timedelta(days=11))
    change(desk, "CQ-1", "suspend", until=now + timedelta(days=12))


def test_point_12_a_number_of_two_credentials_asks_which(bench: Bench) -> None:
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
def test_point_12_a_renewal_issued_twice_has_one_successor(bench: Bench, days: int) -> None:
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
    code = "certificate-number-taken"
    assert batch_problems(lambda: plan(bench, by_id)) == [(0, code, "certificateNumber")]


def test_point_12_what_others_signed_is_admitted_without_the_desk(bench: Bench) -> None:
    """Numbers, indexes and slots bind what this node signs only."""
    world = bench.world
    first = world.issue(by="sc", certificate_number="SC-1")
    second = world.issue(by="sc", certificate_number="SC-1", unified_social_credit_code=OTHER)
    for data in (second, first):
        assert not bench.admit(data).already


# --- 13: numbers, successors, lists


def test_point_13_a_number_is_never_given_to_another_enterprise(bench: Bench) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    change(bench, "CQ-1", "revoke")
    other = bench.draft(2, certificate_number="CQ-1", unified_social_credit_code=OTHER)
    for force in (False, True):
        problems = batch_problems(lambda force=force: plan(bench, other, force=force))  # type: ignore[misc]
        assert problems == [(0, "certificate-number-given", NAME)]
    bench.issue(bench.draft(3, certificate_number="CQ-1"))


def test_point_13_nor_to_two_in_one_batch_or_from_two_plans(bench: Bench) -> None:
    mine = bench.draft(1, certificate_number="CQ-1")
    theirs = bench.draft(2, certificate_number="CQ-1", unified_social_credit_code=OTHER)
    assert batch_problems(lambda: plan(bench, mine, theirs)) == [(1, "certificate-number-repeated", NAME)]
    (first,), (second,) = plan(bench, mine), plan(bench, theirs)
    store_signed(bench.registry, [sign(bench, first.document)], now=bench.world.now)
    change(bench, "CQ-1", "revoke")
    with refused("certificate-number-given"):
        store_signed(bench.registry, [sign(bench, second.document)], now=bench.world.now)


@pytest.mark.parametrize("action", ["revoke", "supersede", "suspend"])
def test_point_12_a_successor_is_in_force_when_it_replaces(bench: Bench, action: str) -> None:
    bench.issue(*(bench.draft(1, certificate_number=number) for number in ("CQ-1", "CQ-2", "CQ-3")))
    bench.world.advance(seconds=1)
    change(bench, "CQ-2", action, **({"successor": "CQ-3"} if action == "supersede" else {}))
    with refused("successor-not-in-force", "credentialSubject.successor"):
        change(bench, "CQ-1", "supersede", successor="CQ-2")
    if action == "suspend":
        change(bench, "CQ-2", "reinstate")
        change(bench, "CQ-1", "supersede", successor="CQ-2")


def test_point_12_a_successor_still_to_begin_is_in_force_by_then(bench: Bench) -> None:
    now = bench.world.now
    begin, end = now + timedelta(days=30), now + timedelta(days=10)
    bench.issue(
        bench.draft(1, certificate_number="CQ-1"),
        bench.draft(1, certificate_number="CQ-2", valid_from=begin),
        bench.draft(1, certificate_number="CQ-3", valid_until=end),
    )
    with refused("successor-not-in-force"):
        change(bench, "CQ-1", "supersede", successor="CQ-3", effective_from=end)
    change(bench, "CQ-2", "suspend", until=begin)
    change(bench, "CQ-1", "supersede", successor="CQ-2", effective_from=begin)


def test_point_12_supersessions_make_no_circle(bench: Bench) -> None:
    later = bench.world.now + timedelta(days=30)
    bench.issue(*(bench.draft(1, certificate_number=number) for number in ("CQ-1", "CQ-2", "CQ-3")))
    change(bench, "CQ-1", "supersede", successor="CQ-2", effective_from=later)
    change(bench, "CQ-2", "supersede", successor="CQ-3", effective_from=later + timedelta(days=1))
    with refused("successor-circle", "credentialSubject.successor"):
        change(bench, "CQ-2", "supersede", successor="CQ-1")
    with refused("successor-circle", "credentialSubject.successor"):
        change(bench, "CQ-3", "supersede", successor="CQ-1")


def test_point_13_a_successor_is_of_the_same_association(bench: Bench) -> None:
    theirs = bench.world.issue(by="sc", certificate_number="SC-1")
    bench.admit(theirs)
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    for reference in (id_of(theirs), "SC-1"):
        with refused("other-association", "credentialSubject.successor"):
            change(bench, "CQ-1", "supersede", successor=reference)
        with refused("other-association", "credentialSubject.credential"):
            change(bench, reference, "suspend")
        draft = bench.draft(2, supersedes=reference)
        assert batch_problems(lambda draft=draft: plan(bench, draft)) == [  # type: ignore[misc]
            (0, "other-association", "supersedes")
        ]


def status_list(bench: Bench, change: Any = None, number: int = 1) -> bytes:
    from credentials.drafting.compose import build_status_list

    now = bench.world.now
    document: Any = build_status_list(
        bench.world.cq.did, "revocation", number, {3}, valid_from=now, valid_until=now + timedelta(days=5)
    )
    if change is not None:
        change(document["credentialSubject"])
    return canonicalize(bench.world.cq.sign(document, "publication", now))


def test_point_13_a_status_list_is_read_wholly(desk: Bench) -> None:
    import base64
    import gzip

    def encoded(data: bytes) -> Any:
        text = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        return lambda subject: subject.update(encodedList="u" + text)

    bits = (bytes([n]) * n + bytes(16_384 - n) for n in range(1, 99))
    whole = next(
        w for b in bits if len(w := gzip.compress(b, mtime=0)) % 3 == 1
    )  # its last character has spare bits
    short = gzip.compress(bytes(16_383), mtime=0)
    for data in (whole + b"x", whole + whole, short, whole[:-1], b"\x1f\x8b"):
        with refused("list-encoding", "credentialSubject.encodedList"):
            desk.admit(status_list(desk, encoded(data)))

    def loose_bits(subject: Any) -> None:
        encoded(whole)(subject)
        last = subject["encodedList"][-1]
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        subject["encodedList"] = subject["encodedList"][:-1] + alphabet[alphabet.index(last) | 1]

    with refused("list-encoding", "credentialSubject.encodedList"):
        desk.admit(status_list(desk, loose_bits))
    assert not desk.admit(status_list(desk)).already


def test_point_13_only_lists_that_a_manifest_names_are_published(bench: Bench, tmp_path: Path) -> None:
    world, did = bench.world, bench.world.cq.did
    bench.issue(bench.draft(1))
    published = publish(bench.registry, did, world.cq.signers["publication"], now=world.now, random=Random(1))
    named = {record.digest for record in published.status_lists}
    world.advance(minutes=1)
    for number in (1, 2):
        digest = bench.admit(status_list(bench, number=number)).digest
        lists = bench.registry.read(lambda view: newest_status_lists(view, did))
        assert {record.digest for record in lists.values()} == named
        problems = [p for p in audit_registry(bench.registry).problems if p.field == f"record {digest}"]
        check_refusal(problems[0], "list-unnamed")
    write_tree(bench.registry, tmp_path / "site")
    folder = tmp_path / "site" / folder_of(did) / "status" / "revocation"
    assert [digest_of(path.read_bytes()) in named for path in folder.iterdir()] == [True]


def test_point_13_what_others_signed_makes_no_backup_unsound(desk: Bench, tmp_path: Path) -> None:
    desk.admit(status_list(desk))
    assert back_up(desk.path, tmp_path / "copy.db") > 0


# --- 14: the dry run


def test_point_14_a_dry_run_refuses_what_issuing_refuses_and_changes_nothing(bench: Bench) -> None:
    world, now = bench.world, bench.world.now
    later = now + timedelta(days=30)
    (old,) = bench.issue(bench.draft(1, certificate_number="CQ-1"))
    bench.issue(bench.draft(2, certificate_number="CQ-1", supersedes="CQ-1", valid_from=later))
    bench.issue(bench.draft(3, certificate_number="CQ-3"))
    change(bench, "CQ-3", "revoke")
    bench.issue(bench.draft(4, certificate_number="CQ-4"))
    bench.admit(world.issue(by="sc", certificate_number="SC-1"))
    drafts = [
        bench.draft(10, certificate_number="CQ-1"),
        bench.draft(11, certificate_number="CQ-3"),
        bench.draft(12, certificate_number="CQ-3", unified_social_credit_code=OTHER),
        bench.draft(13, certificate_number="SC-1"),
        bench.draft(14, certificate_number="CQ-5", supersedes="CQ-1"),
        bench.draft(15, certificate_number="CQ-6", supersedes=old.body.id),
        bench.draft(16, certificate_number="CQ-4", supersedes="CQ-4", reason="upgrade"),
    ]
    before = counts(bench.registry)

    def dry() -> None:
        issuer, random = world.cq.did, Random(1)
        check_assessments(bench.registry, drafts, issuer=issuer, now=now, random=random)

    problems = batch_problems(dry)
    assert [position for position, _, _ in problems] == [0, 2, 4]
    assert problems == batch_problems(lambda: plan(bench, *drafts))
    assert counts(bench.registry) == before
    drafts = [drafts[n] for n in (1, 3, 6)]
    dry()
    assert counts(bench.registry) == before
    plan(bench, *drafts)


def test_point_14_dates_and_names_are_plausible_or_forced(bench: Bench) -> None:
    now = bench.world.now
    bench.issue(bench.draft(1))
    tomorrow = (now + timedelta(days=1)).date()
    name = {"legal_name": "重庆示例别名有限公司"}
    drafts = [
        bench.draft(2, assessed_on=tomorrow),
        bench.draft(3, valid_from=now - timedelta(days=90), valid_until=now - timedelta(days=1)),
        bench.draft(4, **name),
        bench.draft(5, unified_social_credit_code=OTHER),
        bench.draft(6, unified_social_credit_code=OTHER, **name),
        bench.draft(7, supersedes="CQ-T-00001", reason="rename", **name),
    ]
    assert batch_problems(lambda: plan(bench, *drafts)) == [
        (0, "assessed-in-future", "assessedOn"),
        (1, "ended-before-issue", "validUntil"),
        (2, "name-differs-here", "legalName"),
        (4, "name-differs-here", "legalName"),
    ]
    assert len(plan(bench, *drafts, force=True)) == 7


def test_point_14_a_term_and_its_assessment_are_near_each_other_or_forced(desk: Bench) -> None:
    now = desk.world.now

    def at(days: int, assessed: int) -> Any:
        begin = now + timedelta(days=days)
        day = (now + timedelta(days=assessed)).date()
        return desk.draft(
            len(drafts), valid_from=begin, valid_until=now + timedelta(days=90), assessed_on=day
        )

    drafts: list[Any] = []
    for days, assessed in ((-31, 0), (-32, 0), (-300, -10), (0, -1830), (0, -1831), (30, -1801)):
        drafts.append(at(days, assessed))
    assert batch_problems(lambda: plan(desk, *drafts)) == [
        (1, "begins-before-assessed", "validFrom"),
        (2, "begins-before-assessed", "validFrom"),
        (4, "assessed-long-ago", "assessedOn"),
        (5, "assessed-long-ago", "assessedOn"),
    ]
    assert len(plan(desk, *drafts, force=True)) == 6


# --- 15: whose verdict


def test_point_15_a_refusal_carries_the_verdict_that_refused_it_or_none(desk: Bench) -> None:
    world = desk.world
    results = desk.registry.admit_many(
        [world.issue(region="CN-SC"), world.issue(legal_name="示例\u200b公司"), b"{}"], now=world.now
    )
    check_refusal(results[0], "out-of-scope")
    check_refusal(results[1], "name-characters")
    verdicts = [getattr(result, "verdict", "none") for result in results]
    assert verdicts[0] is not None
    assert verdicts[0].code == "out-of-scope"  # type: ignore[union-attr]
    assert verdicts[1:] == [None, None]


# --- 16: large batches


def test_point_16_a_large_batch_is_stored_portion_by_portion(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from registry.issuing import issue

    monkeypatch.setattr(issue, "CHUNK", 10)
    signer, now = desk.world.cq.signers["assessment"], desk.world.now
    drafts = [desk.draft(number) for number in range(25)]
    portions = issue_in_portions(desk.registry, drafts, signer, now=now, random=desk.random)
    sizes = []
    for portion in portions:
        sizes.append(len(portion))
        assert counts(desk.registry)["capability"] == sum(sizes)
        assert counts(desk.registry)["plans"] == 25 - sum(sizes)
    assert sizes == [10, 10, 5]


def test_point_16_a_plan_keeps_bytes_only(desk: Bench) -> None:
    (planned,) = plan(desk, desk.draft(1))
    assert canonicalize(planned.document) == planned.data
    assert planned.document is not planned.document


def test_point_12_of_a_planned_event_the_state_is_asked_again_when_it_is_stored(bench: Bench) -> None:
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
