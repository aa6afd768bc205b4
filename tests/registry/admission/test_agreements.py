"""Who may write an agreement: how a registry admits, keeps, publishes and drops halves."""

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.agreement import agreement_digest
from credentials.documents.agreement_changes import diff_texts
from credentials.documents.agreement_names import AgreementNames
from credentials.drafting.compose import build_agreement_half
from credentials.identifiers import did_web_address
from credentials.times import format_time
from registry import Registry, RegistryError
from registry.lookup.agreement_effects import Effect, find_effects, find_moves, format_effects_of
from registry.publishing.bundle import build_bundle
from registry.publishing.publish import write_tree
from registry.upkeep.audit import audit_registry
from registry.view.waiting_halves import MAX_PENDING, pending_texts
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from tests.harness.apartments import FILINGS
from tests.world import World
from tests.world.registry_setup import Bench, refused
from tests.world.registry_setup import change as change_one
from verifier import TrustStore


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "registry.db")
    yield made
    made.registry.close()


def halves_of(world: World, which: int = -1) -> list[bytes]:
    """Return the signed halves of a version."""
    return [canonicalize(half) for half in world.agreements[which]]


def by_issuer(world: World, name: str, which: int = -1) -> list[bytes]:
    """Return the halves that the named association signed."""
    did = world.association(name).did
    return [canonicalize(half) for half in world.agreements[which] if half["issuer"] == did]


def pending(bench: Bench) -> list[str]:
    """Return the digests of the unfinished texts."""
    return [text.digest for text in bench.registry.read(pending_texts)]


def strangers(world: World, number: int) -> Iterator[bytes]:
    """Yield texts with a stranger as a party: version 1, and version 2 signed by the stranger's own key."""
    before = world.agreements[0][0]["credentialSubject"]
    for place in range(number):
        did = f"did:web:stranger{place}.example"
        signer = Ed25519Signer.from_seed(hashlib.sha256(did.encode()).digest(), f"{did}#root-1")
        party = {**before["parties"][0], "id": did, "rootKey": signer.multikey}
        text: Any = {
            **before,
            "version": 2,
            "previous": agreement_digest(before),
            "parties": [*before["parties"], party],
        }
        half = build_agreement_half(text, half_id=world.new_id(), issuer=did)
        yield canonicalize(add_proof(half, signer, created=format_time(world.now)))


def test_halves_of_strangers_change_nothing(bench: Bench) -> None:
    before = build_bundle(bench.registry)
    for data in strangers(bench.world, 20):
        with refused("half-unvouched", "issuer"):
            bench.admit(data)
    assert build_bundle(bench.registry) == before
    assert pending(bench) == []


def test_a_stranger_may_not_sign_for_a_party(bench: Bench) -> None:
    world = bench.world
    world.amend(signed_by=["cq"])
    text = world.agreements[-1][0]["credentialSubject"]
    half = build_agreement_half(text, half_id=world.new_id(), issuer=world.sc.did)
    with refused("bad-signature", "proof.proofValue"):
        bench.admit(canonicalize(world.stranger.sign(half, "root", world.now)))


def test_a_party_joins_by_the_next_version(bench: Bench) -> None:
    world = bench.world
    world.join()
    (own,) = by_issuer(world, "yn")
    with refused("half-unvouched", "issuer"):
        bench.admit(own)
    for data in (*by_issuer(world, "cq"), own, *by_issuer(world, "sc")):
        bench.admit(data)
    chain = bench.registry.chain()
    assert chain is not None
    assert chain.latest.digest == agreement_digest(world.text)
    assert pending(bench) == []


def test_a_party_leaves_by_the_next_version(bench: Bench) -> None:
    world = bench.world
    world.join()
    bench.admit_trust()
    world.leave()
    for name in ("yn", "cq", "sc"):
        for data in by_issuer(world, name):
            bench.admit(data)
    chain = bench.registry.chain()
    assert chain is not None
    assert (chain.latest.text.version, len(chain.latest.text.parties)) == (3, 2)


@pytest.mark.night
def test_a_party_that_left_keeps_its_key_list(bench: Bench) -> None:
    world = bench.world
    third = world.join()
    world.publish_key_list("yn")
    bench.admit_trust()
    world.leave()
    bench.admit_trust()
    world.advance(days=40)
    world.rotate("yn")
    world.publish_key_list("yn")
    bench.admit(canonicalize(third.key_lists[-1]))
    assert [m.id.partition("#")[2] for m in bench.registry.methods(third.did, "assessment", world.now)] == [
        "assessment-2"
    ]
    key = third.signers["assessment"].multikey
    assert bench.registry.method_id(key, "assessment", world.now) == (third.did, f"{third.did}#assessment-2")


@pytest.mark.parametrize(
    "decline",
    [{"issuer": "did:web:nobody.example"}, {"issuer": "did:web:cq.huren.example", "scheme": "no-such"}],
)
def test_a_decline_needs_a_known_issuer(bench: Bench, decline: dict[str, str]) -> None:
    world = bench.world
    world.sc.declines.append({**decline, "from": format_time(world.now)})
    world.advance(hours=1)
    with refused("decline-unknown", "declines"):
        bench.admit(canonicalize(world.publish_key_list("sc")))


def test_a_root_is_replaced_by_the_next_version(bench: Bench) -> None:
    world = bench.world
    world.amend(new_root="cq")
    old, new = by_issuer(world, "cq")
    with refused("half-unvouched", "issuer"):
        bench.admit(new)
    for data in (old, new, *by_issuer(world, "sc")):
        bench.admit(data)
    chain = bench.registry.chain()
    assert chain is not None
    assert chain.latest.text.version == 2
    other = Bench(bench.path.with_name("other.db"), World())
    bundle = TrustStore.from_bundle(build_bundle(bench.registry), pin=world.pin)
    for half in bundle.chain.latest.halves:  # in the order of a bundle, each is proven by those before it
        other.registry.admit(half.data, now=world.now)
    other.registry.close()


def test_a_bundle_carries_complete_versions_only(bench: Bench, tmp_path: Path) -> None:
    world = bench.world
    before = build_bundle(bench.registry)
    world.amend(signed_by=["cq"])
    (half,) = halves_of(world)
    digest = bench.admit(half).digest
    assert build_bundle(bench.registry) == before
    write_tree(bench.registry, tmp_path / "site")
    assert not [path for path in (tmp_path / "site").rglob("*.json") if digest in path.name]
    world.countersign("sc")
    bench.admit(halves_of(world)[-1])
    assert len(build_bundle(bench.registry)) > len(before)
    write_tree(bench.registry, tmp_path / "site")
    found = [path for path in (tmp_path / "site").rglob("*.json") if digest in path.name]
    folder = did_web_address(world.cq.did).removeprefix("https://")
    assert found == [tmp_path / "site" / folder / "records" / f"{digest}.json"]


def test_the_newest_three_unfinished_texts_stay(bench: Bench) -> None:
    world = bench.world
    texts = []
    for place in range(MAX_PENDING + 2):
        world.advance(minutes=1)
        until = f"203{place + 2}-07-01T00:00:00+08:00"
        change = partial(dict.update, effectiveUntil=until)
        texts.append(world.amend(change, after=0, signed_by=["cq"]))
        bench.admit(halves_of(world)[0])
    assert pending(bench) == [*reversed(texts[2:])]
    assert audit_registry(bench.registry, signatures=True).problems == ()
    world.countersign("sc", which=3)
    bench.admit(halves_of(world, 3)[-1])
    chain = bench.registry.chain()
    assert chain is not None
    assert chain.latest.digest == texts[2]
    assert pending(bench) == []


def test_a_draft_left_over_is_refused_and_a_redraft_is_not(bench: Bench) -> None:
    world = bench.world
    draft = world.amend(signed_by=["cq"])
    bench.admit(halves_of(world)[0])
    world.amend(lambda text: text.update(effectiveUntil="2033-07-01T00:00:00+08:00"), after=0)
    for data in halves_of(world):
        bench.admit(data)
    assert pending(bench) == []
    world.countersign("sc", which=1)
    for data in halves_of(world, 1):
        with refused("version-taken", "credentialSubject.version"):
            bench.admit(data)
    redraft = world.amend(lambda text: text.update(replaces=[agreement_digest(world.text), draft]), after=0)
    for data in halves_of(world):
        bench.admit(data)
    chain = bench.registry.chain()
    assert chain is not None
    assert (chain.fork, chain.latest.digest) == (None, redraft)


def test_one_half_for_each_root_and_text(bench: Bench) -> None:
    world = bench.world
    world.amend(signed_by=["cq"])
    (first,) = halves_of(world)
    bench.admit(first)
    assert bench.admit(first).already
    world.advance(hours=1)
    world.countersign("cq")
    with refused("half-held", "proof"):
        bench.admit(halves_of(world)[-1])


def test_versions_do_not_skip_ahead(bench: Bench) -> None:
    bench.world.amend(lambda text: text.update(version=9))
    with refused("chain-broken", "credentialSubject.version"):
        bench.admit(halves_of(bench.world)[0])


def test_a_registry_without_a_pin_takes_no_version_1(tmp_path: Path) -> None:
    world = World()
    with Registry.open(tmp_path / "empty.db", filings=FILINGS) as registry:
        for data in halves_of(world):
            with refused("pin-unset", "credentialSubject"):
                registry.admit(data, now=world.now)
        results = registry.admit_many(halves_of(world), now=world.now)
        assert all(isinstance(result, RegistryError) for result in results)
        for other in (
            canonicalize(world.cq.key_lists[0]),
            world.issue(),
            canonicalize(world.cq.manifests[0]),
        ):
            with refused("no-agreement"):
                registry.admit(other, now=world.now)
        registry.set_pin(world.pin)
        for data in halves_of(world):
            registry.admit(data, now=world.now)
        assert registry.chain() is not None


def test_the_effect_of_a_version_counts_credentials(bench: Bench) -> None:
    """Sichuan stops to recognise one grade and recognises another; expired credentials are not counted."""
    world = bench.world
    drafts = [("一级", 3), ("二级", 2)]
    number = 0
    for grade, count in drafts:
        for _ in range(count):
            number += 1
            bench.issue(bench.draft(number, grade=grade))
    before = bench.registry.chain()
    assert before is not None

    def change(text: Any) -> None:
        rows = text["equivalences"]
        rows[:] = [
            r for r in rows if (r["from"]["scheme"], r["from"]["grade"]) != ("cq-facility-operation", "二级")
        ]

    world.amend(change)
    bench.admit_trust()
    after = bench.registry.chain()
    assert after is not None
    registry = bench.registry
    found = find_effects(registry, before.latest.text, after.latest.text, world.now)
    assert found == [Effect(world.sc.did, gained=0, lost=2)]
    assert find_effects(registry, after.latest.text, before.latest.text, world.now) == [
        Effect(world.sc.did, 2, 0)
    ]
    assert find_effects(registry, before.latest.text, before.latest.text, world.now) == []
    change_one(bench, bench.draft(4).certificate_number, "suspend")
    assert find_effects(registry, before.latest.text, after.latest.text, world.now) == [
        Effect(world.sc.did, gained=0, lost=1)
    ], "a suspended one counts nowhere"
    world.advance(days=5000)
    assert find_effects(registry, before.latest.text, after.latest.text, world.now) == []


def test_credentials_that_count_as_another_grade_are_an_effect(bench: Bench) -> None:
    """A lower grade at home must not look like no change."""
    bench.issue(bench.draft(1, grade="一级"))
    bench.issue(bench.draft(2, grade="一级"))
    bench.issue(bench.draft(3, grade="二级"))
    before = bench.registry.chain()

    def lower(text: Any) -> None:
        for row in text["equivalences"]:
            if (row["from"]["scheme"], row["from"]["grade"]) == ("cq-facility-operation", "一级") and row[
                "to"
            ]:
                row["to"]["grade"] = "丙级"

    bench.world.amend(lower)
    bench.admit_trust()
    after = bench.registry.chain()
    assert before is not None
    assert after is not None
    (effect,) = find_effects(bench.registry, before.latest.text, after.latest.text, bench.world.now)
    assert (effect.home, effect.gained, effect.lost) == (bench.world.sc.did, 0, 0)
    assert [(one.grade, one.before, one.after, one.number) for one in effect.shifts] == [
        ("一级", ("甲级",), ("丙级",), 2)
    ]


def test_an_effect_is_listed_beside_its_change(bench: Bench) -> None:
    for number in range(3):
        bench.issue(bench.draft(number, grade="一级"))
    before = bench.registry.text(bench.world.now)

    def change(text: Any) -> None:
        text["schemes"][-1]["months"] += 1
        grant = next(one for one in text["grants"] if one["scheme"] == "cq-facility-operation")
        grant["regions"] = ["CN-CQ", "CN-CQ"]
        rows = text["equivalences"]
        text["equivalences"] = [row for row in rows if row["from"] != rows[0]["from"]]

    bench.world.amend(change)
    bench.admit_trust()
    after = bench.registry.text(bench.world.now)
    assert before is not None
    assert after is not None
    moves = find_moves(bench.registry, before, after, bench.world.now)
    names = AgreementNames(after, "en")
    told = {
        (one.sign, one.what.partition(" ")[0]): format_effects_of(one, moves, names)
        for one in diff_texts(before, after, "en")
        if one.items
    }
    assert told == {
        ("~", "scheme"): [],
        ("~", "grant"): [],
        ("-", "Pollution"): ["Sichuan: 3 no longer counted"],
    }
