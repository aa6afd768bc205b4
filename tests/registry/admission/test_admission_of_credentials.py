"""Admission of credentials and status events: within the agreement, by the right key, once."""

from datetime import timedelta
from typing import Any

import pytest

from registry import RegistryError
from registry.admission.settling import bring_order
from registry.lookup.lookup import history
from registry.upkeep.audit import audit_registry
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.registry.admission.admitted import root_of
from tests.world import digest_of, id_of, tamper
from tests.world.registry_setup import Bench, check_refusal, refused

pytestmark = pytest.mark.one_database


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
def test_unfit_credentials_are_refused(bench: Bench, code: str, field: str, given: dict[str, Any]) -> None:
    data = bench.world.issue(**given)
    with refused(code, field):
        bench.admit(data)


def test_no_document_has_a_further_member(bench: Bench) -> None:
    """Even an empty one, or one that names a hash algorithm."""
    world = bench.world
    key_list, manifest = world.publish_key_list("cq"), world.publish_manifest("cq")
    documents = [world.issue(), world.suspend(world.issue())]
    documents += [canonicalize(one) for one in (key_list, manifest, world.agreements[0][0])]
    for data in documents:
        for name in ("more", "keyid_hash_algorithms", "hashAlgorithm"):
            for place in ("", "credentialSubject", "proof", "verificationMethod"):
                value: Any = parse_json(data)
                inner = value.get(place, value)
                inner = inner[0] if isinstance(inner, list) else inner
                inner[name] = ["sha256"]
                with pytest.raises(RegistryError) as found:
                    bench.admit(canonicalize(value))
                assert found.value.code in ("member-unknown", "proof-member"), (place, found.value.code)
                assert name in ((found.value.field or "").rpartition(".")[2], found.value.facts.get("name"))


def test_a_refusal_names_the_part_outside_the_agreement(bench: Bench) -> None:
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


def test_a_key_that_is_not_listed_is_refused(bench: Bench) -> None:
    new = bench.world.rotate("cq")
    with refused("newer-than-trust-data", "proof.verificationMethod"):
        bench.admit(bench.world.issue(signer=new))
    with refused("newer-than-trust-data", "proof.verificationMethod"):
        bench.admit(bench.world.suspend(bench.world.issue(), signer=new))


def test_numbers_and_indexes_of_others_are_not_checked(bench: Bench) -> None:
    """The desk's rules bind records that this node signs; records of others are admitted in any order."""
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


def test_events_come_in_any_order(bench: Bench) -> None:
    """Events of another association are admitted by form, signature and authority."""
    world = bench.world
    credential = world.issue()
    events = [world.suspend(credential), world.reinstate(credential), world.revoke(credential)]
    for event in reversed(events):
        assert bench.admit(event).notes == ("credential-absent",)
    bench.admit(credential)
    assert [e.digest for e in history(bench.registry, id_of(credential))] == [*map(digest_of, events)]
    assert not bench.admit(world.suspend(credential, sequence=9)).already


def test_no_association_signs_for_another(bench: Bench) -> None:
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
def test_events_by_the_wrong_key_are_refused(bench: Bench, code: str, given: dict[str, Any]) -> None:
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
    """Only events that the salvage list names or the root has counted are admitted."""
    world = bench.world
    credentials = [world.issue() for _ in range(4)]
    for credential in credentials:
        bench.admit(credential)
    counted, named = world.suspend(credentials[0]), world.suspend(credentials[1])
    count = world.cq.event_count()
    world.compromise("cq", keep=credentials, void=[named])
    world.publish_key_list("cq", events=count.model_copy(update={"count": 1, "root": root_of(counted)}))
    bench.admit_trust()
    bench.admit(counted)
    bench.registry.write(lambda view: bring_order(view, world.cq.did, [digest_of(counted)], now=world.now))
    with refused("key-compromised", "proof.verificationMethod"):
        bench.admit(world.suspend(credentials[2]))
    bench.admit(named)
    again = world.suspend(credentials[1], sequence=2, signer=world.rotate("cq"))
    with refused("newer-than-trust-data"):
        bench.admit(again)
