"""Admission of every kind and of agreements: accepted records, and refusals with their reason."""

from datetime import timedelta
from pathlib import Path

import pytest

from cli.offline.import_files import split_bundle
from credentials.drafting.compose import build_agreement_half
from keys_example import EXAMPLE_PUBLIC_KEYS
from registry import Registry
from registry.lookup.lookup import counts, find_record
from registry.publishing.publish import build_bundle
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.harness.apartments import FILINGS
from tests.registry.admission.admitted import halves_of
from tests.world import World, digest_of, tamper
from tests.world.registry_setup import Bench, refused
from verifier import Policy, TrustStore, verify

pytestmark = pytest.mark.one_database


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
def test_bytes_that_are_not_a_record_are_refused(bench: Bench, data: bytes, code: str) -> None:
    with refused(code):
        bench.admit(data)


def test_a_record_signed_in_the_future_is_refused(bench: Bench) -> None:
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


def test_the_pin_is_set_here_and_the_last_half_completes_the_version(tmp_path: Path) -> None:
    world = World()
    with Registry.open(tmp_path / "r.db", filings=FILINGS) as registry:
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


def test_unfit_agreement_halves_are_refused(bench: Bench) -> None:
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
        Registry.open(tmp_path / "a.db", refused_keys=EXAMPLE_PUBLIC_KEYS, filings=FILINGS) as registry,
        refused("example-key", "credentialSubject.parties"),
    ):
        registry.admit(halves_of(world)[0], now=world.now)
    roots = frozenset({world.cq.signers["root"].multikey, world.sc.signers["root"].multikey})
    with Registry.open(
        tmp_path / "b.db", refused_keys=EXAMPLE_PUBLIC_KEYS - roots, filings=FILINGS
    ) as registry:
        registry.set_pin(world.pin)
        for data in halves_of(world):
            registry.admit(data, now=world.now)
        with refused("example-key", "verificationMethod"):
            registry.admit(canonicalize(world.cq.key_lists[0]), now=world.now)
    with Registry.open(
        tmp_path / "c.db", demo=True, refused_keys=EXAMPLE_PUBLIC_KEYS, filings=FILINGS
    ) as registry:
        registry.set_pin(world.pin)
        for data in (*halves_of(world), canonicalize(world.cq.key_lists[0])):
            registry.admit(data, now=world.now)


def test_a_whole_bundle_comes_in_and_goes_out_the_same(bench: Bench) -> None:
    """Another registry's publication is admitted in its order; then the manifests fit the records here."""
    world = bench.world
    credentials = [world.issue(by=by) for by in ("cq", "sc", "cq")]
    for change, credential in ((world.suspend, 0), (world.revoke, 1), (world.reinstate, 0)):
        change(credentials[credential])
    world.publish()
    items, orders, _ = split_bundle(world.bundle())
    bench.registry.admit_many(items, now=world.now, orders=orders)
    trust = TrustStore.from_bundle(build_bundle(bench.registry), pin=world.pin)
    codes = [verify(c, trust, policy=Policy(), now=world.now).code for c in credentials]
    assert codes == [world.verify(c).code for c in credentials] == ["ok", "revoked", "ok"]
    gone = {*items} - {*(out := split_bundle(build_bundle(bench.registry))[0])}
    assert {*out} <= {*items}, "byte for byte, as they were signed"
    assert all(b'"PublicationManifestCredential"' in data for data in gone), "older ones"
