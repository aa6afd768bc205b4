"""A program's own documents, composed, signed and joined, equal those of the test world and the registry."""

from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import pytest

from credentials.documents.bundle import parse_bundle
from credentials.drafting.compose import build_agreement_half, build_own_method, build_status_event
from credentials.drafting.make_bundle import (
    count_events,
    digest_of,
    join_bundle,
    next_key_list,
    next_manifest,
    sign_document,
    take_apart,
)
from credentials.errors import RecordError
from credentials.record import JsonObject
from credentials.times import CHINA
from keys_example import CHONGQING, SICHUAN, example_signer
from keys_example.agreement import agreement_text
from signing.jcs import canonicalize
from tests.world import World
from verifier import Outcome, TrustStore

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=CHINA)
NAMES = {CHONGQING: "cq", SICHUAN: "sc"}


class Program:
    """A program that holds nothing but its documents; its ids count up."""

    def __init__(self) -> None:
        self.text = agreement_text()
        self.documents: list[JsonObject] = []
        self.now = NOW - timedelta(days=1)
        self.serial = 0
        for did, name in NAMES.items():
            half = build_agreement_half(self.text, half_id=self.urn(), issuer=did)
            self.documents.append(sign_document(half, example_signer(f"{name}-root"), self.now))
            self.publish_keys(did)

    def urn(self) -> str:
        self.serial += 1
        return UUID(int=self.serial).urn

    def publish_keys(self, did: str) -> JsonObject:
        name, since = NAMES[did], NOW - timedelta(days=1)
        uses = ("root", "assessment", "publication")
        methods = [build_own_method(example_signer(f"{name}-{use}"), use, since) for use in uses]
        key_list = next_key_list(did, methods, self.documents, now=self.now)
        self.documents.append(sign_document(key_list, example_signer(f"{name}-root"), self.now))
        return key_list

    def publish(self, did: str) -> Any:
        manifest = next_manifest(did, self.text, self.documents, manifest_id=self.urn(), now=self.now)
        self.documents.append(sign_document(manifest, example_signer(f"{NAMES[did]}-publication"), self.now))
        return manifest["credentialSubject"]

    def suspend(self, did: str, credential: str) -> JsonObject:
        event = build_status_event(
            did,
            credential,
            event_id=self.urn(),
            sequence=1,
            action="suspend",
            effective_from=self.now,
            reason="annual-check-overdue",
        )
        self.documents.append(sign_document(event, example_signer(f"{NAMES[did]}-assessment"), self.now))
        return self.documents[-1]


def digests(documents: list[JsonObject]) -> set[str]:
    return set(map(digest_of, documents))


def world_documents(world: World) -> list[JsonObject]:
    """Return all documents of a world's parties except credentials and status lists."""
    parties = world.parties.values()
    halves = chain.from_iterable(world.agreements)
    kinds = ("key_lists", "manifests", "salvage", "events")
    return [*halves, *(document for party in parties for kind in kinds for document in getattr(party, kind))]


def test_the_documents_of_the_world_joined_are_its_bundle() -> None:
    world = World(NOW)
    first, second = world.issue(), world.issue(by="sc")
    world.revoke(first)
    world.publish()
    world.suspend(second)
    bundle = join_bundle(world_documents(world))
    assert [len(part) for part in (parse_bundle(bundle).events, parse_bundle(bundle).loose)] == [1, 1]
    trust = TrustStore.from_bundle(bundle, pin=world.pin)
    for credential in (first, second):
        assert world.verify(credential, trust=trust).to_json() == world.verify(credential).to_json()
    assert world.verify(first, trust=trust).code == "revoked"
    assert world.verify(second, trust=trust).code == "suspended"


def test_a_bundle_taken_apart_is_joined_again() -> None:
    program = Program()
    program.suspend(CHONGQING, program.urn())
    program.publish(CHONGQING)
    program.suspend(SICHUAN, program.urn())
    bundle = join_bundle(program.documents)
    assert digests(take_apart(bundle)) == digests(program.documents)
    assert join_bundle(take_apart(bundle)) == bundle
    assert join_bundle([*program.documents, *take_apart(bundle)]) == bundle, "each document once"


def test_a_manifest_counts_its_own_events_and_repeats_what_it_has_seen() -> None:
    program = Program()
    first = program.publish(CHONGQING)
    assert (first["version"], first["events"]["count"]) == (1, 0)
    (nothing_yet,) = first["seen"]
    assert (nothing_yet["issuer"], "manifest" in nothing_yet) == (SICHUAN, False)
    newest = program.documents[-1]
    event = program.suspend(CHONGQING, "urn:uuid:00000000-0000-4000-8000-000000000001")
    (seen,) = program.publish(SICHUAN)["seen"]
    assert (seen["manifest"], seen["events"]) == (digest_of(newest), first["events"])
    assert seen["loose"] == [
        {"credential": "urn:uuid:00000000-0000-4000-8000-000000000001", "digest": digest_of(event)}
    ]
    second = program.publish(CHONGQING)
    assert (second["version"], second["events"]) == (2, count_events([event]).model_dump())


def test_versions_restart_under_a_key_list_that_names_the_former_one() -> None:
    program = Program()
    program.publish(CHONGQING)
    assert program.publish(CHONGQING)["version"] == 2
    program.now += timedelta(hours=1)
    assert program.publish(CHONGQING)["version"] == 3600, "the seconds since the key list was signed"
    before = next(d for d in program.documents if d["id"] == CHONGQING)
    program.suspend(CHONGQING, program.urn())
    key_list = program.publish_keys(CHONGQING)
    assert (key_list["version"], key_list["previous"]) == (2, digest_of(before))
    assert key_list["events"] == count_events(program.documents[-2:-1]).model_dump()
    after = program.publish(CHONGQING)
    assert (after["version"], after["keyListVersion"]) == (1, 2)
    program.publish(SICHUAN)
    trust = TrustStore.from_bundle(join_bundle(program.documents), pin=digest_of(program.text))
    assert trust.party(CHONGQING) is not None


def test_joining_reads_its_documents_strictly() -> None:
    program = Program()
    with pytest.raises(RecordError) as caught:
        join_bundle([*program.documents, {"type": ["VerifiableCredential", "Letter"]}])
    assert caught.value.code == "kind-unknown"
    with pytest.raises(RecordError) as caught:
        next_manifest(CHONGQING, program.text, [], manifest_id=program.urn(), now=NOW)
    assert (caught.value.code, caught.value.field) == ("bundle-part", "keyLists")


def test_a_loose_event_is_handed_over_beside_the_bundle() -> None:
    world = World(NOW)
    credential = world.issue()
    world.publish()
    bundle = world.bundle()
    event = world.suspend(credential)
    without = TrustStore.from_bundle(bundle, pin=world.pin)
    assert world.verify(credential, trust=without).outcome is Outcome.VALID
    handed = TrustStore.from_bundle(bundle, pin=world.pin, loose=[event])
    assert world.verify(credential, trust=handed).code == "suspended"
    assert handed.seen is not None
    remembered = TrustStore.from_bundle(bundle, pin=world.pin, seen=handed.seen)
    assert world.verify(credential, trust=remembered).code == "suspended"
    assert canonicalize(world.association("cq").events[-1]) == event
