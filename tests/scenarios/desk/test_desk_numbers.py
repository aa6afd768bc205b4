"""Numbers, successors and status lists of an association are its own and make sense."""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from registry.issuing.issue import (
    store_signed,
)
from registry.publishing.publish import publish, write_tree
from registry.publishing.served_lists import served_status_lists
from registry.publishing.static_tree import folder_of
from registry.upkeep.audit import audit_registry
from signing.jcs import canonicalize
from tests.harness.apartments import back_up
from tests.scenarios.desk.desks import NAME, OTHER, desk, plan, sign
from tests.world import digest_of, id_of
from tests.world.registry_setup import Bench, batch_problems, change, check_refusal, refused

pytestmark = pytest.mark.one_database

__all__ = ["desk"]


def test_a_number_is_never_given_to_another_enterprise(bench: Bench) -> None:
    bench.issue(bench.draft(1, certificate_number="CQ-1"))
    change(bench, "CQ-1", "revoke")
    other = bench.draft(2, certificate_number="CQ-1", unified_social_credit_code=OTHER)
    for force in (False, True):
        problems = batch_problems(lambda force=force: plan(bench, other, force=force))  # type: ignore[misc]
        assert problems == [(0, "certificate-number-given", NAME)]
    bench.issue(bench.draft(3, certificate_number="CQ-1"))


def test_a_number_is_given_once_in_a_batch_and_in_two_plans(bench: Bench) -> None:
    mine = bench.draft(1, certificate_number="CQ-1")
    theirs = bench.draft(2, certificate_number="CQ-1", unified_social_credit_code=OTHER)
    assert batch_problems(lambda: plan(bench, mine, theirs)) == [(1, "certificate-number-repeated", NAME)]
    (first,), (second,) = plan(bench, mine), plan(bench, theirs)
    store_signed(bench.registry, [sign(bench, first.document)], now=bench.world.now)
    change(bench, "CQ-1", "revoke")
    with refused("certificate-number-given"):
        store_signed(bench.registry, [sign(bench, second.document)], now=bench.world.now)


@pytest.mark.parametrize("action", ["revoke", "supersede", "suspend"])
def test_a_successor_is_in_force_when_it_replaces(bench: Bench, action: str) -> None:
    bench.issue(*(bench.draft(1, certificate_number=number) for number in ("CQ-1", "CQ-2", "CQ-3")))
    bench.world.advance(seconds=1)
    change(bench, "CQ-2", action, **({"successor": "CQ-3"} if action == "supersede" else {}))
    with refused("successor-not-in-force", "credentialSubject.successor"):
        change(bench, "CQ-1", "supersede", successor="CQ-2")
    if action == "suspend":
        change(bench, "CQ-2", "reinstate")
        change(bench, "CQ-1", "supersede", successor="CQ-2")


def test_a_future_successor_is_in_force_when_it_replaces(bench: Bench) -> None:
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


def test_supersessions_cannot_form_a_circle(bench: Bench) -> None:
    later = bench.world.now + timedelta(days=30)
    bench.issue(*(bench.draft(1, certificate_number=number) for number in ("CQ-1", "CQ-2", "CQ-3")))
    change(bench, "CQ-1", "supersede", successor="CQ-2", effective_from=later)
    change(bench, "CQ-2", "supersede", successor="CQ-3", effective_from=later + timedelta(days=1))
    with refused("successor-circle", "credentialSubject.successor"):
        change(bench, "CQ-2", "supersede", successor="CQ-1")
    with refused("successor-circle", "credentialSubject.successor"):
        change(bench, "CQ-3", "supersede", successor="CQ-1")


def test_a_successor_is_of_the_same_association(bench: Bench) -> None:
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


def test_a_status_list_with_a_cut_or_extended_encoding_is_refused(desk: Bench) -> None:
    import base64
    import gzip

    def encoded(data: bytes) -> Any:
        text = base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        return lambda subject: subject.update(encodedList="u" + text)

    bits = (bytes([n]) * n + bytes(16_384 - n) for n in range(1, 99))
    whole = next(
        w for b in bits if len(w := gzip.compress(b, mtime=0)) % 3 == 1
    )  # the last character of the list has spare bits
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


def test_only_lists_that_a_manifest_names_are_published(bench: Bench, tmp_path: Path) -> None:
    world, did = bench.world, bench.world.cq.did
    bench.issue(bench.draft(1))
    published = publish(bench.registry, did, world.cq.signers["publication"], now=world.now, random=Random(1))
    named = {record.digest for record in published.status_lists}
    world.advance(minutes=1)
    for number in (1, 2):
        digest = bench.admit(status_list(bench, number=number)).digest
        lists = bench.registry.read(lambda view: served_status_lists(view, did))
        assert {record.digest for record in lists.values()} == named
        problems = [p for p in audit_registry(bench.registry).problems if p.field == f"record {digest}"]
        check_refusal(problems[0], "list-unnamed")
    write_tree(bench.registry, tmp_path / "site")
    folder = tmp_path / "site" / folder_of(did) / "status" / "revocation"
    assert [digest_of(path.read_bytes()) in named for path in folder.iterdir()] == [True]


def test_records_of_others_do_not_make_a_backup_unsound(desk: Bench, tmp_path: Path) -> None:
    desk.admit(status_list(desk))
    assert back_up(desk.path, tmp_path / "copy.db") > 0
