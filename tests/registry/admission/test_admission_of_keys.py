"""Admission of key lists and salvage lists: append-only, by the root in force, without shared keys."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from credentials.drafting.compose import build_method, build_status_list
from credentials.possession import prove_possession
from registry.admission.admit import Admitted, parse_record
from registry.admission.companions import MAX_PATH, Companions
from registry.admission.rules import key_list as key_list_rule
from registry.admission.rules.salvage import MAX_UNNAMED
from registry.publishing.bundle import build_bundle
from signing.jcs import canonicalize
from signing.multikey import encode_multikey
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tests.harness.selection.by_day import by_day
from tests.registry.admission.admitted import halves_of, key_list_of
from tests.world import digest_of, tamper
from tests.world.registry_setup import Bench, refused

pytestmark = pytest.mark.one_database


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
    with refused("list-before-missing"):
        bench.admit(elsewhere)
    world.cq.key_lists.pop()
    assert not bench.admit(key_list_of(world)).already


def test_a_key_list_needs_the_root_in_force(bench: Bench) -> None:
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


def _rotated_unseen(bench: Bench) -> tuple[list[bytes], list[bytes]]:
    """Return key lists 2 and 3 by the old root, 4 by the new one, and a thief's by the old one.

    None is admitted.
    """
    world = bench.world
    old = world.cq.signers["root"]
    missed = [key_list_of(world), key_list_of(world)]
    world.advance(hours=1)
    stolen = [key_list_of(world, signer=old), key_list_of(world, version=3, previous=digest_of(missed[0]))]
    del world.cq.key_lists[-2:]
    world.amend(new_root="cq")
    for half in halves_of(world, -1):
        bench.admit(half)
    return [*missed, key_list_of(world)], stolen


@pytest.mark.parametrize(
    "order", by_day([[*order] for order in permutations(range(3))], [[0, 1, 2], [2, 1, 0]])
)
def test_a_list_of_a_replaced_root_is_admitted_with_the_list_that_names_it(
    bench: Bench, order: list[int]
) -> None:
    lists, stolen = _rotated_unseen(bench)
    with refused("root-replaced"):
        bench.admit(lists[0])
    with refused("list-before-missing"):
        bench.admit(lists[2])
    brought = [*(lists[place] for place in order), *stolen]
    companions = Companions([parse_record(data) for data in brought])
    outcomes = bench.registry.admit_many(brought, now=bench.world.now, companions=companions)
    assert all(isinstance(outcome, Admitted) for outcome in outcomes[:3]), outcomes
    assert [getattr(outcome, "code", None) for outcome in outcomes[3:]] == ["root-replaced"] * 2
    held = bench.registry.read(lambda view: view.of_kind("key-list"))
    assert all(held.count(data) == 1 for data in lists)
    assert not {*held} & {*stolen}


@pytest.mark.night
def test_a_chain_without_end_is_not_looked_at_again_and_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of 200 lists names the one before, and no root signed the oldest: 2,145 are proven, not 20,000."""
    world = bench.world
    forged = key_list_of(world, signer=world.stranger.signers["root"])
    brought = [forged, *(key_list_of(world) for _ in range(200))]
    proven: list[object] = []
    prove = key_list_rule._prove_alone

    def count(submission: Any) -> None:
        proven.append(submission)
        prove(submission)

    monkeypatch.setattr(key_list_rule, "_prove_alone", count)
    outcomes = bench.registry.admit_many(brought, now=world.now, companions=Companions.of(brought))
    codes = [getattr(outcome, "code", None) for outcome in outcomes]
    assert codes == ["bad-signature"] * (MAX_PATH + 1) + ["lists-too-many"] * (200 - MAX_PATH)
    assert len(proven) <= MAX_PATH * (MAX_PATH + 1)
    assert bench.registry.read(lambda view: len(view.of_kind("key-list"))) == 2


@pytest.mark.night
def test_a_long_history_before_a_replaced_root_is_taken_whole_and_proven_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that joins later gets all of it at once."""
    world = bench.world
    missed = [key_list_of(world) for _ in range(MAX_PATH + 6)]
    world.amend(new_root="cq")
    for half in halves_of(world, -1):
        bench.admit(half)
    brought = [*missed, key_list_of(world)]
    proven: list[object] = []
    prove = key_list_rule._prove_alone

    def count(submission: Any) -> None:
        proven.append(submission)
        prove(submission)

    monkeypatch.setattr(key_list_rule, "_prove_alone", count)
    outcomes = bench.registry.admit_many(brought, now=world.now, companions=Companions.of(brought))
    assert all(isinstance(outcome, Admitted) for outcome in outcomes), outcomes[0]
    assert len(proven) <= 2 * len(brought), "before the transaction and in it"
    party = bench.registry.load_trust().party(world.cq.did)
    assert party is not None
    assert party.newest_key_list.data == brought[-1]


@pytest.mark.night
def test_companions_are_the_key_lists_of_the_submitted_records(bench: Bench) -> None:
    """Other files in the folder do not matter, however many."""
    lists, _ = _rotated_unseen(bench)
    junk = [b"{}", b'"verificationMethod":[', bench.world.issue()]
    brought = [*lists, *junk]
    outcomes = bench.registry.admit_many(brought, now=bench.world.now, companions=Companions.of(brought))
    assert all(isinstance(outcome, Admitted) for outcome in outcomes[:3])
    assert [getattr(one, "code", None) for one in outcomes[3:]] == ["kind-unknown", "not-json", None]


def test_a_list_of_a_replaced_root_is_admitted_beside_the_thiefs(bench: Bench) -> None:
    """A list admitted before the root was replaced does not keep the honest one out."""
    world = bench.world
    stolen = key_list_of(world)
    bench.admit(stolen)
    world.cq.key_lists.pop()
    world.advance(hours=1)
    missed = key_list_of(world)
    world.amend(new_root="cq")
    for half in halves_of(world, -1):
        bench.admit(half)
    brought = [missed, key_list_of(world)]
    companions = Companions([parse_record(data) for data in brought])
    outcomes = bench.registry.admit_many(brought, now=world.now, companions=companions)
    assert all(isinstance(outcome, Admitted) for outcome in outcomes), outcomes
    party = bench.registry.load_trust().party(world.cq.did)
    assert party is not None
    assert party.newest_key_list.data == brought[-1]
    assert stolen not in [one.data for lists in party.lists.values() for one in lists]


def test_a_list_of_another_key_vouches_for_nothing(bench: Bench) -> None:
    """Only a root in force vouches for lists: the thief may name any."""
    lists, _ = _rotated_unseen(bench)
    forged = key_list_of(bench.world, signer=bench.world.stranger.signers["root"])
    brought = [lists[1], forged]
    companions = Companions([parse_record(data) for data in brought])
    outcomes = bench.registry.admit_many(brought, now=bench.world.now, companions=companions)
    assert [getattr(one, "code", None) for one in outcomes] == ["root-replaced", "bad-signature"]


def test_a_list_that_names_anothers_key_gains_no_key(bench: Bench) -> None:
    """Its holder signs for its own association alone; the list stands."""
    world = bench.world
    theirs = world.sc.signers["assessment"]
    entry = build_method(
        world.cq.did, "assessment-9", theirs.multikey, "assessment", world.now,
        possession=prove_possession(theirs, world.sc.did, "assessment"),
    )  # fmt: skip
    world.cq.methods.append(entry)
    bench.admit(key_list_of(world))
    listed = (world.sc.did, theirs.verification_method)
    assert bench.registry.method_id(theirs.multikey, "assessment", world.now) == listed
    forged = world.issue(signer=Ed25519Signer.from_pem(theirs.to_pem(None), f"{world.cq.did}#assessment-9"))
    with refused("unknown-key"):
        bench.admit(forged)


def test_a_key_list_needs_the_salvage_list_it_names(bench: Bench) -> None:
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


def test_few_salvage_lists_wait_for_a_key_list_and_none_of_them_is_published(bench: Bench) -> None:
    """A stolen root can sign hundreds, megabytes each; only those that a key list names take effect."""
    world = bench.world
    world.compromise("cq")
    base = {name: value for name, value in world.cq.salvage[0].items() if name != "proof"}
    for _ in range(MAX_UNNAMED):
        bench.admit(canonicalize(world.cq.sign({**base, "id": world.new_id()}, "root", world.now)))
    with refused("salvage-unnamed"):
        bench.admit(canonicalize(world.cq.salvage[0]))
    bundle: Any = parse_json(build_bundle(bench.registry))
    assert bundle["salvage"] == []


def test_nothing_published_begins_in_the_future(bench: Bench) -> None:
    """Otherwise a list or manifest of 2190 would stay the newest for ever."""
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


def test_key_lists_of_strangers_are_refused(bench: Bench) -> None:
    with refused("unknown-issuer", "issuer"):
        bench.admit(canonicalize(bench.world.publish_key_list("stranger")))
    with refused("unknown-issuer", "issuer"):
        bench.admit(bench.world.suspend(bench.world.issue(by="stranger")))


def test_a_weak_key_signs_no_event(bench: Bench) -> None:
    world = bench.world
    weak = encode_multikey(bytes([1]) + bytes(31))
    world.cq.methods.append(build_method(world.cq.did, "assessment-9", weak, "assessment", world.now))
    bench.admit(key_list_of(world))
    event = world.suspend(world.issue(), change=None)
    forged = tamper(event, lambda e: e["proof"].update(verificationMethod=f"{world.cq.did}#assessment-9"))
    with refused("weak-key", "proof.verificationMethod"):
        bench.admit(forged)
