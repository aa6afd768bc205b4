"""Finding stored records, and proving that they are logged."""

import pytest

from registry.lookup import lookup as finding
from registry.lookup.lookup import (
    counts,
    find_credential,
    find_namesakes,
    find_record,
    history,
    list_credentials,
)
from registry.lookup.receipts import prove_logged
from registry.publishing.publish import build_bundle, publish
from signing.jcs import canonicalize
from tests.world import id_of
from tests.world.registry_setup import Bench, refused
from verifier import Policy, TrustStore, verify

pytestmark = pytest.mark.one_database


def test_a_credential_is_found_by_id_number_and_digest(bench: Bench) -> None:
    (record,) = bench.issue(bench.draft(1, certificate_number="渝-2026-1"))
    for reference in (record.body.id, "渝-2026-1", record.digest):
        assert find_credential(bench.registry, reference) == record
        assert find_credential(bench.registry, reference, bench.world.cq.did) == record
    for reference in ("", "0" * 64, "CQ-404", "urn:uuid:x", bench.registry.load_trust().pin):
        assert find_credential(bench.registry, reference) is None
    assert find_record(bench.registry, "0" * 64) is None
    half = canonicalize(bench.world.agreements[0][0])
    assert find_credential(bench.registry, bench.admit(half).digest) is None


def test_two_associations_may_use_one_number(bench: Bench) -> None:
    ours, theirs = (
        bench.world.issue(certificate_number="7"),
        bench.world.issue(by="sc", certificate_number="7"),
    )
    bench.admit(ours)
    bench.admit(theirs)
    first = find_credential(bench.registry, "7")
    assert first is not None
    assert first.data == ours
    assert [other.data for other in find_namesakes(bench.registry, first)] == [theirs]
    found = find_credential(bench.registry, "7", bench.world.sc.did)
    assert found is not None
    assert found.data == theirs


def test_the_history_of_an_id_is_that_of_its_own_association(bench: Bench) -> None:
    credential = bench.world.issue()
    bench.admit(bench.world.revoke(credential))
    bench.admit(bench.world.revoke(credential, by="sc", sequence=1))
    for issuer in (bench.world.cq.did, bench.world.sc.did):
        (event,) = history(bench.registry, id_of(credential), issuer)
        assert event.body.issuer == issuer
    bench.admit(credential)
    (event,) = history(bench.registry, id_of(credential))
    assert event.body.issuer == bench.world.cq.did
    assert history(bench.registry, "urn:uuid:nothing") == []


def test_credentials_are_listed_in_admission_order_page_by_page(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 3)
    ours = bench.issue(*(bench.draft(number) for number in range(7)))
    theirs = bench.world.issue(by="sc", unified_social_credit_code="11320000MB151840XJ")
    bench.admit(theirs)
    assert [*list_credentials(bench.registry)][:7] == ours
    assert [*list_credentials(bench.registry, issuer=bench.world.cq.did)] == ours
    (found,) = list_credentials(bench.registry, uscc="11320000MB151840XJ")
    assert found.data == theirs
    assert [*list_credentials(bench.registry, bench.world.cq.did, "11320000MB151840XJ")] == []
    assert len([*list_credentials(bench.registry, bench.world.cq.did, "91350100M000100Y43")]) == 7
    assert counts(bench.registry) == {
        "agreement": 2, "capability": 8, "key-list": 2, "plans": 0, "indexes": 8,
    }  # fmt: skip


def test_a_log_proof_holds_under_the_newest_head(bench: Bench) -> None:
    world = bench.world
    first, second = bench.issue(bench.draft(1), bench.draft(2))
    with refused("not-logged", "digest"):
        prove_logged(bench.registry, first.digest, now=bench.world.now)
    publish(bench.registry, world.cq.did, world.cq.signers["publication"], now=world.now, random=bench.random)
    (third,) = bench.issue(bench.draft(3))
    for digest in (third.digest, "0" * 64):
        with refused("not-logged", "digest"):
            prove_logged(bench.registry, digest, now=bench.world.now)
    trust = TrustStore.from_bundle(build_bundle(bench.registry), pin=world.pin)
    for record in (first, second):
        proof = prove_logged(bench.registry, record.digest, now=bench.world.now)
        verdict = verify(record.data, trust, policy=Policy(require_log=True), now=world.now, proof=proof,
                         home=world.cq.did)  # fmt: skip
        assert verdict.code == "ok"
    crossed = verify(second.data, trust, policy=Policy(require_log=True), now=world.now, home=world.cq.did,
                     proof=prove_logged(bench.registry, first.digest, now=bench.world.now))  # fmt: skip
    assert crossed.code == "not-logged"
