"""Admission: what each rule refuses, with its code and field, and what it lets in."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.offline.import_files import take_apart
from credentials.drafting.compose import build_agreement_half, build_method, build_status_list
from credentials.record import EventCount
from credentials.times import format_time
from keys_example import EXAMPLE_PUBLIC_KEYS
from registry import Registry
from registry.admission.settling import bring_order
from registry.lookup.lookup import counts, find_record, history
from registry.publishing.publish import build_bundle
from registry.upkeep.audit import audit_registry
from registry.view.waiting_manifests import MAX_UNRANKED
from signing.jcs import canonicalize
from signing.merkle import merkle_root
from signing.multikey import encode_multikey
from signing.strict_json import parse_json
from tests.world import World, digest_of, id_of, tamper
from tests.world.registry_setup import Bench, check_refusal, refused
from verifier import Policy, TrustStore, verify


@pytest.fixture
def bench(place: Path | str, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(place, heads=tmp_path / "heads")
    yield bench
    bench.registry.close()


def halves_of(world: World, version: int = 0) -> list[bytes]:
    return [canonicalize(half) for half in world.agreements[version]]


def key_list_of(world: World, by: str = "cq", **members: Any) -> bytes:
    return canonicalize(world.publish_key_list(by, **members))


# --- every kind


def test_a_record_is_admitted_once_and_known_afterwards(bench: Bench) -> None:
    credential = bench.world.issue()
    first, second = bench.admit(credential), bench.admit(credential)
    assert (first.already, second.already) == (False, True)
    assert (first.kind, first.issuer) == ("capability", bench.world.cq.did)
    assert first.digest == second.digest == digest_of(credential)
    assert find_record(bench.registry, first.digest) == credential
    pretty = canonicalize(parse_json(credential)).replace(b'":', b'" : ')
    assert bench.admit(pretty).already, "the digest is that of the canonical bytes"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-json"),
        (b"{}", "kind-unknown"),
        (b"[]", "not-an-object"),
        (b'{"a":1,"a":2}', "duplicate-member"),
        (b"\xff", "not-utf8"),
        (b"[" * 5000, "too-deep"),
        (b'{"a":"' + b"x" * 40_000_000 + b'"}', "too-large"),
    ],
    ids=["empty", "object", "list", "twice", "bytes", "deep", "large"],
)
def test_bytes_that_are_no_record(bench: Bench, data: bytes, code: str) -> None:
    with refused(code):
        bench.admit(data)


def test_nothing_is_signed_in_the_future(bench: Bench) -> None:
    later = bench.world.now + timedelta(minutes=6)
    event = bench.world.suspend(bench.world.issue(), created=later)
    for data in (bench.world.issue(created=later), event):
        with refused("signed-in-future", "proof.created"):
            bench.admit(data)
    assert not bench.admit(bench.world.issue(created=bench.world.now + timedelta(minutes=5))).already


def test_a_refusal_stores_nothing(bench: Bench) -> None:
    before = counts(bench.registry)
    with refused("bad-signature", "proof.proofValue"):
        bench.admit(
            tamper(bench.world.issue(), lambda c: c["credentialSubject"].update(legalName="另一家示例公司"))
        )
    assert counts(bench.registry) == before


# --- agreement


def test_the_pin_is_set_here_and_the_last_half_completes(tmp_path: Path) -> None:
    world = World()
    with Registry.open(tmp_path / "r.db") as registry:
        assert registry.read_pin() is None
        assert registry.text(world.now) is None
        first, second = halves_of(world)
        with refused("pin-unset", "credentialSubject"):
            registry.admit(first, now=world.now)
        registry.set_pin(world.pin)
        registry.set_pin(world.pin)
        registry.admit(first, now=world.now)
        with refused("other-agreement", "pin"):
            registry.set_pin("0" * 64)
        assert registry.read_pin() == world.pin
        assert registry.chain() is None
        root = world.cq.signers["root"].multikey
        assert registry.method_id(root, "root", world.now) == (world.cq.did, f"{world.cq.did}#root-1")
        with refused("no-agreement"):
            registry.load_trust()
        with refused("no-agreement"):
            registry.admit(world.issue(), now=world.now)
        registry.admit(second, now=world.now)
        text = registry.text(world.now)
        assert text is not None
        assert text.version == 1
        assert registry.load_trust().pin == world.pin


def test_agreement_halves_that_are_refused(bench: Bench) -> None:
    world = bench.world
    other = {**world.text, "agreement": "another-agreement"}
    half = world.cq.sign(
        build_agreement_half(other, half_id=world.new_id(), issuer=world.cq.did), "root", world.now
    )
    with refused("other-agreement", "credentialSubject"):
        bench.admit(canonicalize(half))
    stranger = world.stranger
    unsigned = build_agreement_half(world.text, half_id=world.new_id(), issuer=stranger.did)
    with refused("unknown-issuer", "issuer"):
        bench.admit(canonicalize(stranger.sign(unsigned, "root", world.now)))
    unsigned = build_agreement_half(world.text, half_id=world.new_id(), issuer=world.cq.did)
    with refused("bad-signature", "proof.proofValue"):
        bench.admit(canonicalize(world.cq.sign(unsigned, "assessment", world.now)))


def test_the_next_version_waits_for_the_one_before(bench: Bench) -> None:
    world = bench.world
    world.amend()
    world.amend()
    with refused("previous-pending", "credentialSubject.previous"):
        bench.admit(halves_of(world, 2)[0])
    for data in halves_of(world, 1):
        bench.admit(data)
    chain = bench.registry.chain()
    assert chain is not None
    assert chain.latest.text.version == 2
    for data in halves_of(world, 2):
        bench.admit(data)
    chain = bench.registry.chain()
    assert chain is not None
    assert chain.latest.text.version == 3


def test_a_version_must_continue_the_one_before(bench: Bench) -> None:
    world = bench.world
    world.amend(lambda text: text.update(agreement="other-name"))
    with refused("chain-broken"):
        bench.admit(halves_of(world, 1)[0])


def test_a_second_complete_text_of_one_version_is_not_made_here(bench: Bench) -> None:
    world = bench.world
    world.amend()
    world.amend(lambda text: text.update(effectiveUntil="2033-07-01T00:00:00+08:00"), after=0)
    for data in halves_of(world, 1):
        bench.admit(data)
    for data in halves_of(world, 2):
        with refused("version-taken", "credentialSubject.version"):
            bench.admit(data)


def test_names_in_an_agreement_are_printable(bench: Bench) -> None:
    bench.world.amend(lambda text: text["parties"][0]["legalName"].update(zh="协会\u200b"))
    with refused("name-characters", "credentialSubject.parties"):
        bench.admit(halves_of(bench.world, 1)[0])


def test_example_keys_are_for_demos(tmp_path: Path) -> None:
    world = World()
    with (
        Registry.open(tmp_path / "a.db", refused_keys=EXAMPLE_PUBLIC_KEYS) as registry,
        refused("example-key", "credentialSubject.parties"),
    ):
        registry.admit(halves_of(world)[0], now=world.now)
    roots = frozenset({world.cq.signers["root"].multikey, world.sc.signers["root"].multikey})
    with Registry.open(tmp_path / "b.db", refused_keys=EXAMPLE_PUBLIC_KEYS - roots) as registry:
        registry.set_pin(world.pin)
        for data in halves_of(world):
            registry.admit(data, now=world.now)
        with refused("example-key", "verificationMethod"):
            registry.admit(canonicalize(world.cq.key_lists[0]), now=world.now)
    with Registry.open(tmp_path / "c.db", demo=True, refused_keys=EXAMPLE_PUBLIC_KEYS) as registry:
        registry.set_pin(world.pin)
        for data in (*halves_of(world), canonicalize(world.cq.key_lists[0])):
            registry.admit(data, now=world.now)


# --- key lists, salvage lists


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
    """Point 4: a list or manifest of 2190 would stay the newest for ever."""
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


# --- credentials


@pytest.mark.parametrize(
    ("code", "field", "given"),
    [
        ("wrong-use", "proof.verificationMethod", {"use": "publication"}),
        ("unknown-issuer", "issuer", {"by": "stranger"}),
        ("out-of-scope", "credentialSubject.region", {"region": "CN-SC"}),
        ("name-characters", "credentialSubject.legalName", {"legal_name": "示例\u202e公司"}),
        ("name-form", "credentialSubject.legalNameEn", {"legal_name_en": "Cafe\u0301"}),
        ("name-space", "credentialSubject.assessment.certificateNumber", {"certificate_number": " CQ-1"}),
        ("name-letters", "credentialSubject.legalName", {"legal_name": "2026"}),
    ],
)  # fmt: skip
def test_credentials_that_are_refused(bench: Bench, code: str, field: str, given: dict[str, Any]) -> None:
    data = bench.world.issue(**given)
    with refused(code, field):
        bench.admit(data)


def test_what_lies_outside_the_agreement_is_named(bench: Bench) -> None:
    world = bench.world

    def change(member: str, value: Any) -> Any:
        return lambda c: c["credentialSubject"]["assessment"].update({member: value})

    for member, value in (("grade", "特级"), ("category", ["放射性"]), ("scheme", "sc-credit")):
        data = world.issue(change=change(member, value))
        with refused("out-of-scope", f"credentialSubject.assessment.{member}"):
            bench.admit(data)
    with refused("too-long", "validUntil"):
        bench.admit(world.issue(valid_until=world.now + timedelta(days=3650)))
    with refused("key-expired", "proof.created"):
        bench.admit(world.issue(created=world.now - timedelta(days=365 * 6)))


def test_a_key_that_is_not_listed(bench: Bench) -> None:
    new = bench.world.rotate("cq")
    with refused("newer-than-trust-data", "proof.verificationMethod"):
        bench.admit(bench.world.issue(signer=new))
    with refused("newer-than-trust-data", "proof.verificationMethod"):
        bench.admit(bench.world.suspend(bench.world.issue(), signer=new))


def test_numbers_and_indexes_of_others_are_theirs(bench: Bench) -> None:
    """The desk's rules bind what this node signs: what others signed is admitted, in any order."""
    world = bench.world

    def set_index(credential: Any) -> None:
        for entry in credential["credentialStatus"]:
            entry["statusListIndex"] = "77"

    first = world.issue(certificate_number="CQ-1", change=set_index)
    second = world.issue(certificate_number="CQ-1", change=set_index)
    event = world.supersede(first, second)
    results = bench.registry.admit_many([second, b"{}", event, event, first], now=world.now)
    check_refusal(results[1], "kind-unknown")
    assert [getattr(r, "already", None) for r in results] == [False, None, False, True, False]
    assert [e.digest for e in history(bench.registry, id_of(first))] == [digest_of(event)]
    assert [problem.code for problem in audit_registry(bench.registry).problems] == ["index-conflict"]
    drawn = bench.issue(*(bench.draft(number) for number in range(9)))
    assert not any(record.body.index == 77 for record in drawn)


def test_an_id_is_used_once(bench: Bench) -> None:
    world = bench.world
    one_id = world.new_id()
    bench.admit(world.issue(credential_id=one_id))
    with refused("conflict", "id"):
        bench.admit(world.issue(credential_id=one_id, created=world.now - timedelta(seconds=1)))


def test_backdating_is_noted_and_expiry_is_no_obstacle(bench: Bench) -> None:
    world = bench.world
    assert bench.admit(world.issue()).notes == ()
    world.advance(days=2)
    assert bench.admit(world.issue(valid_from=world.now - timedelta(hours=25))).notes == ("backdated",)
    assert bench.admit(world.issue(valid_from=world.now + timedelta(days=40))).notes == ()
    old = world.issue()
    world.advance(days=40 * 30)
    bench.admit_trust()
    assert bench.admit(old).notes == ("backdated",)


def test_a_compromised_key_issues_nothing_more(bench: Bench) -> None:
    world = bench.world
    kept, lost = world.issue(), world.issue()
    world.compromise("cq", keep=[kept])
    world.publish_key_list("cq")
    bench.admit_trust()
    with refused("key-compromised", "proof.verificationMethod"):
        bench.admit(lost)
    assert not bench.admit(kept).already


# --- events


def test_events_come_in_any_order(bench: Bench) -> None:
    """Point 12: what another association signed is admitted by form, signature and authority."""
    world = bench.world
    credential = world.issue()
    events = [world.suspend(credential), world.reinstate(credential), world.revoke(credential)]
    for event in reversed(events):
        assert bench.admit(event).notes == ("credential-absent",)
    bench.admit(credential)
    assert [e.digest for e in history(bench.registry, id_of(credential))] == [*map(digest_of, events)]
    assert not bench.admit(world.suspend(credential, sequence=9)).already


def test_nobody_speaks_for_another_association(bench: Bench) -> None:
    world = bench.world
    credential = world.issue(by="cq")
    bench.admit(credential)
    theirs = world.revoke(credential, by="sc")
    bench.admit(theirs)
    assert history(bench.registry, id_of(credential)) == []
    forged = world.revoke(credential, signer=world.sc.signers["assessment"])
    with refused("newer-than-trust-data"):
        bench.admit(forged)


@pytest.mark.parametrize(
    ("code", "given"), [("wrong-use", {"use": "publication"}), ("bad-signature", {}), ("key-expired", {})]
)
def test_events_by_the_wrong_key(bench: Bench, code: str, given: dict[str, Any]) -> None:
    world = bench.world
    credential = world.issue()
    bench.admit(credential)
    if code == "key-expired":
        given = {"created": world.now - timedelta(days=365 * 6)}
    event = world.suspend(credential, **given)
    if code == "bad-signature":
        event = tamper(event, lambda e: e["credentialSubject"].update(reason="investigation"))
    with refused(code):
        bench.admit(event)


def test_events_of_a_compromised_key(bench: Bench) -> None:
    """What the salvage list names and what the root has counted comes in; nothing else does."""
    world = bench.world
    credentials = [world.issue() for _ in range(4)]
    for credential in credentials:
        bench.admit(credential)
    counted, named = world.suspend(credentials[0]), world.suspend(credentials[1])
    count = world.cq.event_count()
    world.compromise("cq", keep=credentials, void=[named])
    world.publish_key_list("cq", events=count.model_copy(update={"count": 1, "root": _root(counted)}))
    bench.admit_trust()
    bench.admit(counted)
    bench.registry.write(lambda view: bring_order(view, world.cq.did, [digest_of(counted)], now=world.now))
    with refused("key-compromised", "proof.verificationMethod"):
        bench.admit(world.suspend(credentials[2]))
    bench.admit(named)
    again = world.suspend(credentials[1], sequence=2, signer=world.rotate("cq"))
    with refused("newer-than-trust-data"):
        bench.admit(again)


def _root(*events: bytes) -> str:
    return merkle_root([bytes.fromhex(digest_of(event)) for event in events]).hex()


# --- manifests, status lists


def test_manifests_rank_by_what_is_here_and_by_the_publication_key(bench: Bench) -> None:
    world = bench.world
    credential = world.issue()
    bench.admit(world.suspend(credential))
    world.advance(minutes=1)
    first = canonicalize(world.publish_manifest("cq"))
    assert bench.admit(first).notes == ("waiting",), "it repeats a manifest that is not here"
    assert newest(bench) is None
    bench.admit(canonicalize(world.sc.manifests[0]))
    assert newest(bench) == digest_of(first)
    bench.admit(canonicalize(world.cq.manifests[0]))
    assert newest(bench) == digest_of(first)
    with refused("equivocation", "credentialSubject.version"):
        bench.admit(canonicalize(world.publish_manifest("cq", version=3)))
    with refused("rollback", "credentialSubject.events"):
        bench.admit(canonicalize(world.publish_manifest("cq", events=EventCount(count=0, root=_root()))))
    with refused("wrong-use", "proof.verificationMethod"):
        bench.admit(canonicalize(world.publish_manifest("cq", signer=world.cq.signers["assessment"])))
    assert newest(bench) == digest_of(first)


def newest(bench: Bench) -> str | None:
    found = bench.registry.read(lambda view: view.newest_manifest(bench.world.cq.did))
    return found.digest if found is not None else None


@pytest.mark.parametrize(
    "members",
    [
        {"agreement": (2**53 - 1, "3" * 64)},
        {"key_list_version": 2**53 - 1},
        {"events": EventCount(count=7, root="1" * 64)},
        {"parts": [("key-list", "did:web:cq.huren.example", "2" * 64)]},
    ],
    ids=["agreement", "key list", "events", "digest of the key list"],
)
def test_a_manifest_that_is_not_whole_waits_aside(bench: Bench, members: dict[str, Any]) -> None:
    """Point 4: what a thief's manifest names has no rank, and the honest ones after it count."""
    world = bench.world
    before = build_bundle(bench.registry)
    thief = world.publish_manifest("cq", version=2**53 - 1, **members)
    assert bench.admit(canonicalize(thief)).notes == ("waiting",)
    assert (newest(bench), build_bundle(bench.registry)) == (None, before)
    world.cq.manifests.pop()
    world.advance(minutes=1)
    world.publish()
    for manifest in (*world.sc.manifests, *world.cq.manifests):
        bench.admit(canonicalize(manifest))
    assert newest(bench) == digest_of(world.cq.manifests[-1])


def test_point_1_what_lacks_only_events_waits_before_what_names_the_unknown(bench: Bench) -> None:
    """A thief's later manifest, which names nothing that is, takes no honest one's place."""
    world = bench.world
    credential = world.issue()
    events = [world.suspend(credential), world.reinstate(credential)]
    honest = canonicalize(world.publish_manifest("cq", seen=[]))
    bench.admit(honest)
    world.advance(minutes=1)
    thief = world.publish_manifest("cq", agreement=(2**53 - 1, "3" * 64), version=2**53 - 1)
    with refused("manifest-incomplete"):
        bench.admit(canonicalize(thief))
    for event in events:
        bench.admit(event)
    assert newest(bench) == digest_of(honest)


def test_point_4_manifests_without_rank_are_few(bench: Bench) -> None:
    """Whoever holds the key can make any number that repeat what is not here."""
    world = bench.world
    entry = {**world.seen_of(world.sc), "manifest": "7" * 64}
    for _ in range(3 * MAX_UNRANKED):
        bench.admit(canonicalize(world.publish_manifest("cq", seen=[entry])))
    kept = bench.registry.read(lambda view: [*view.manifests(world.cq.did)])
    assert (len(kept), newest(bench)) == (MAX_UNRANKED, None)
    assert kept[0].digest == digest_of(world.cq.manifests[-1])


def test_point_4_an_ended_key_outranks_nothing_beside_one_without_rank(bench: Bench) -> None:
    world = bench.world
    ended = world.cq.signers["publication"]
    world.advance(hours=1)
    early = world.now - timedelta(minutes=30)
    world.rotate("cq", "publication")
    world.publish_key_list("cq")
    bench.admit_trust()
    honest = world.publish_manifest("cq", seen=[])
    bench.admit(canonicalize(honest))
    entry = {**world.seen_of(world.sc), "manifest": "7" * 64}
    now, world.now = world.now, early
    for version, seen in ((2**53 - 1, []), (2**53 - 2, [entry])):
        bench.registry.admit(
            canonicalize(world.publish_manifest("cq", signer=ended, version=version, seen=seen)), now=now
        )
    assert newest(bench) == digest_of(honest)


def test_status_lists_are_by_the_publication_key(bench: Bench) -> None:
    world = bench.world
    document = build_status_list(
        world.cq.did, "revocation", 1, [3], valid_from=world.now, valid_until=world.now + timedelta(days=7)
    )
    with refused("wrong-use", "proof.verificationMethod"):
        bench.admit(canonicalize(world.cq.sign(document, "assessment", world.now)))
    assert bench.admit(canonicalize(world.cq.sign(document, "publication", world.now))).kind == "status-list"
    world.compromise("cq", "publication-1")
    world.publish_key_list("cq")
    bench.admit_trust()
    later = {**document, "validFrom": format_time(world.now + timedelta(seconds=1))}
    with refused("key-compromised", "proof.verificationMethod"):
        bench.admit(canonicalize(world.cq.sign(later, "publication", world.now)))


def test_a_whole_bundle_comes_in_and_goes_out_the_same(bench: Bench) -> None:
    """What another registry published is admitted in its order; the manifests then fit what is here."""
    world = bench.world
    credentials = [world.issue(by=by) for by in ("cq", "sc", "cq")]
    for change, credential in ((world.suspend, 0), (world.revoke, 1), (world.reinstate, 0)):
        change(credentials[credential])
    world.publish()
    items, orders = take_apart(world.bundle())
    bench.registry.admit_many(items, now=world.now, orders=orders)
    trust = TrustStore.from_bundle(build_bundle(bench.registry), pin=world.pin)
    codes = [verify(c, trust, policy=Policy(), now=world.now).code for c in credentials]
    assert codes == [world.verify(c).code for c in credentials] == ["ok", "revoked", "ok"]
