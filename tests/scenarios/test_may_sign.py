"""Verdict, admission, issuing and the list of usable keys agree on whether a key may sign at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from credentials.documents.key_list import Use
from credentials.kinds import parse_credential
from registry import Registry, RegistryError
from registry.issuing.issue import check_signer
from tests.world import START, World
from tests.world.registries import open_registry
from verifier.trust.keys import Objection

LATER = START + timedelta(days=2)
KEYS: dict[str, Objection | None] = {
    "assessment-1": "key-compromised",
    "assessment-2": "key-expired",
    "assessment-3": None,
    "publication-1": "wrong-use",
    "root-1": "wrong-use",
    "assessment-9": "unknown-key",
}
"""Expected refusal for each of Chongqing's keys if it signs an assessment two days later."""


class Scene:
    """Chongqing after the theft of one assessment key and the rotation of another."""

    def __init__(self, place: Path) -> None:
        self.world = world = World()
        self.signers = {"assessment-1": world.cq.signers["assessment"]}
        self.before = world.issue(signer=self.signers["assessment-1"])
        self.named = world.issue()
        world.advance(hours=1)
        world.compromise("cq", keep=[self.before, self.named])
        self.signers["assessment-2"] = world.cq.add_key("assessment", world.now)
        world.publish()
        world.advance(hours=23)
        world.rotate("cq")
        world.publish()
        self.signers["assessment-3"] = world.cq.signers["assessment"]
        for use in ("publication", "root"):
            self.signers[f"{use}-1"] = world.cq.signers[use]
        stranger = type(world.cq.signers["root"])
        self.signers["assessment-9"] = stranger.from_seed(b"\x07" * 32, f"{world.cq.did}#assessment-9")
        world.now = LATER
        world.publish("sc")
        world.publish()
        self.registry: Registry = open_registry(place, world)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = Scene(tmp_path_factory.mktemp("keys") / "registry.db")
    with made.registry:
        yield made


@pytest.mark.parametrize(("name", "objection"), KEYS.items())
def test_the_four_places_agree(scene: Scene, name: str, objection: Objection | None) -> None:
    world, signer = scene.world, scene.signers[name]
    trust, registry = scene.registry.load_trust(), scene.registry
    party, key_list = trust.party(world.cq.did), trust.key_list(world.cq.did, LATER)
    assert party is not None
    assert party.find_objection(signer.verification_method, "assessment", LATER, key_list) == objection
    usable = [method.id for method in registry.methods(world.cq.did, "assessment", LATER)]
    assert (signer.verification_method in usable) is (objection is None)
    assert (registry.method_id(signer.multikey, "assessment", LATER) is not None) is (objection is None)
    credential = world.issue(signer=signer)
    finding = world.verify(credential).findings[1]
    if objection is None:
        assert check_signer(registry, signer, "assessment", LATER).id == signer.verification_method
        assert (finding.code, registry.admit(credential, now=LATER).kind) == ("ok", "capability")
        return
    told = "newer-than-trust-data" if objection == "unknown-key" else objection
    assert finding.code == told
    with pytest.raises(RegistryError) as refused:
        check_signer(registry, signer, "assessment", LATER)
    assert refused.value.code == objection
    for document in (credential, world.event(scene.named, "suspend", signer=signer)):
        with pytest.raises(RegistryError) as refused:
            registry.admit(document, now=LATER)
        assert refused.value.code == told


def test_the_salvage_list_keeps_records_of_a_compromised_key(scene: Scene) -> None:
    trust = scene.registry.load_trust()
    party, key_list = trust.party(scene.world.cq.did), trust.key_list(scene.world.cq.did, LATER)
    assert party is not None
    key = scene.signers["assessment-1"].verification_method
    kept = parse_credential(scene.before).digest
    assert party.find_objection(key, "assessment", START, key_list) == "key-compromised"
    assert party.find_objection(key, "assessment", START, key_list, lambda stand: kept in stand.keep) is None
    assert party.find_objection(key, "publication", START, key_list, lambda _: True) == "wrong-use"
    assert scene.world.verify(scene.before).code == "ok"


@pytest.mark.parametrize("use", get_args(Use))
def test_a_key_signs_for_its_own_use_alone_and_in_its_time(scene: Scene, use: Use) -> None:
    party = scene.registry.load_trust().party(scene.world.cq.did)
    assert party is not None
    key_list = party.newest_key_list

    def may(name: str, at: datetime) -> bool:
        method = scene.signers[name].verification_method
        return party.find_objection(method, use, at, key_list) is None

    begins = START + timedelta(days=1)
    assert may("assessment-3", begins) is (use == "assessment")
    assert not may("assessment-3", begins - timedelta(seconds=1))
    assert may("assessment-2", begins - timedelta(seconds=1)) is (use == "assessment")
    assert not may("assessment-2", begins)
    assert may("publication-1", LATER) is (use == "publication")
    assert may("root-1", LATER) is (use == "root")
    assert (
        party.find_objection(scene.signers["assessment-3"].verification_method, use, begins, None)
        == "unknown-key"
    )
