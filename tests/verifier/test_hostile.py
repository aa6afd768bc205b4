"""Any bytes whatever give a verdict or one clear error, and no change of meaning is ever `valid`."""

import json
import random
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.errors import RecordError
from credentials.h1 import decode_h1, format_h1_url
from credentials.kinds import parse_any, parse_credential
from signing.data_integrity import check_signature
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.harness.selection.by_day import by_day
from tests.verifier.mutations import mutate_bytes, mutate_value
from tests.world import World
from verifier import Outcome, Policy, TrustError, TrustStore, Verdict, verify

Mutate = Callable[[bytes, random.Random], bytes]
ROUNDS = examples(8_000) // 4


class Scene:
    """A world with a credential that is valid, and one event of every kind beside it."""

    def __init__(self) -> None:
        self.world = World()
        self.trim()
        self.credential = self.world.issue()
        other, successor = self.world.issue(), self.world.issue()
        self.event = self.world.suspend(other)
        self.world.advance(hours=1)
        self.world.reinstate(other)
        self.world.supersede(other, successor)
        self.world.publish()
        self.trust = self.world.trust()
        self.value: Any = parse_json(self.credential)

    def trim(self) -> None:
        """A shorter agreement, so that every bit of it can be flipped."""
        text = self.world.text
        text["schemes"] = text["schemes"][:1]
        text["grants"] = text["grants"][:1]
        text["equivalences"] = []
        self.world.agreements.clear()
        for party in self.world.parties.values():
            party.manifests.clear()
            party.checkpoints.clear()
        self.world._sign_agreement(text, self.world.parties, self.world.now)
        self.world.publish()

    def verify(self, data: bytes, trust: TrustStore | None = None) -> Verdict:
        """The officer's question."""
        return verify(data, trust or self.trust, policy=Policy(), now=self.world.now, home=self.world.sc.did)


@pytest.fixture(scope="module")
def scene() -> Scene:
    """One scene for the module; nothing here changes it."""
    return Scene()


def test_the_scene_is_valid(scene: Scene) -> None:
    assert scene.verify(scene.credential).outcome is Outcome.VALID


def flips(data: bytes) -> list[bytes]:
    """`data` with each single bit flipped."""
    out = []
    for place, byte in enumerate(data):
        out += [data[:place] + bytes((byte ^ (1 << bit),)) + data[place + 1 :] for bit in range(8)]
    return out


@pytest.mark.parametrize("every", by_day((7, 1), (7,)))
def test_every_flipped_bit_of_a_credential(scene: Scene, every: int) -> None:
    """By day one bit in seven: each byte has one or two."""
    for changed in flips(scene.credential)[::every]:
        assert scene.verify(changed).outcome is not Outcome.VALID


@pytest.mark.parametrize("kind", by_day(("event", "key-list", "agreement", "manifest"), {"event"}))
def test_every_flipped_bit_of_a_signed_part(scene: Scene, kind: str) -> None:
    """Whatever still reads and verifies says exactly what was signed; then none does."""
    cq = scene.world.cq
    original: bytes = {
        "event": scene.event,
        "key-list": canonicalize(cq.key_lists[-1]),
        "agreement": canonicalize(scene.world.agreements[0][0]),
        "manifest": canonicalize(cq.manifests[-1]),
    }[kind]
    use = {"event": "assessment", "manifest": "publication"}.get(kind, "root")
    public = cq.signers[use].public_key
    assert holds(original, public)
    assert [changed for changed in flips(original) if holds(changed, public)] == []


def holds(data: bytes, public: bytes) -> bool:
    """Whether the record reads and its signature verifies."""
    try:
        record = parse_any(data)
    except RecordError:
        return False
    return check_signature(record.value, record.proof, public)


@pytest.mark.parametrize("mutate", [mutate_bytes, mutate_value])
def test_a_mutated_credential_is_valid_only_with_equal_content(scene: Scene, mutate: Mutate) -> None:
    source = random.Random(1)
    for _ in range(ROUNDS):
        changed = mutate(scene.credential, source)
        verdict = scene.verify(changed)
        assert verdict.to_json()["outcome"] == verdict.outcome.value
        if verdict.outcome is Outcome.VALID:
            assert parse_json(changed) == scene.value


@pytest.mark.parametrize("mutate", [mutate_bytes, mutate_value])
def test_mutated_bundles(scene: Scene, mutate: Mutate) -> None:
    """What loads may know less or differ in unsigned order; it never makes the suspended one valid."""
    source = random.Random(2)
    world = World()
    victim = world.issue()
    world.revoke(victim)
    world.publish()
    whole = world.bundle(agreements=world.agreements)
    for _ in range(ROUNDS // 10):
        try:
            trust = TrustStore.from_bundle(mutate(whole, source), pin=world.pin)
        except TrustError:
            continue
        verdict = verify(victim, trust, policy=Policy(), now=world.now)
        assert verdict.outcome is not Outcome.VALID


def test_mutated_h1_text_is_valid_only_with_equal_content(scene: Scene) -> None:
    source = random.Random(3)
    text = format_h1_url(scene.value, "https://cq.huren.example").encode()
    for _ in range(ROUNDS):
        verdict = scene.verify(mutate_bytes(text, source))
        if verdict.outcome is Outcome.VALID:
            assert verdict.record is not None
            assert verdict.record.value == scene.value


@given(st.binary(max_size=4096))
@settings(max_examples=examples(300), deadline=None)
def test_arbitrary_bytes_give_a_verdict(data: bytes) -> None:
    assert SHARED.verify(data).outcome is not Outcome.VALID


@given(st.binary(max_size=4096))
@settings(max_examples=examples(300), deadline=None)
def test_arbitrary_bytes_are_no_bundle(data: bytes) -> None:
    with pytest.raises(TrustError):
        TrustStore.from_bundle(data, pin=SHARED.world.pin)


@given(st.text(max_size=2048))
@settings(max_examples=examples(300), deadline=None)
def test_arbitrary_text_is_no_code(text: str) -> None:
    with pytest.raises(RecordError):
        decode_h1(text)


SHARED = Scene()

MONSTERS = {
    "deep": b"[" * 65_536,
    "deep object": b'{"a":' * 13_000,
    "many members": b"{" + b",".join(b'"%d":0' % i for i in range(7_000)) + b"}",
    "long number": b'{"a":' + b"9" * 65_000 + b"}",
    "many escapes": b'{"a":"' + b"\\u4e2d" * 10_000 + b'"}',
    "spaces": b"{" + b" " * 65_000,
    "digits": b"H1." + b"9" * 4_096,
    "many codes": b"#H1." * 2_000,
}


def test_monsters_stay_in_their_cage(scene: Scene) -> None:
    """Inputs up to 64 KiB: a verdict in at most 64 MiB."""
    proof = {**scene.value["proof"], "proofValue": "z" + "2" * 60_000}
    monsters = {
        **MONSTERS,
        "long base58": canonicalize({**scene.value, "proof": proof}),
        "zip bomb": format_h1_url({**scene.value, "note": "a" * 15_000}, "https://a.example").encode(),
    }
    tracemalloc.start()
    try:
        for name, data in monsters.items():
            tracemalloc.reset_peak()
            assert scene.verify(data).outcome is not Outcome.VALID, name
            with pytest.raises(TrustError):
                TrustStore.from_bundle(data, pin=scene.world.pin)
            assert tracemalloc.get_traced_memory()[1] < 64 * 2**20, name
    finally:
        tracemalloc.stop()


def test_larger_inputs_are_refused_unread(scene: Scene) -> None:
    verdict = scene.verify(b"{" + b" " * 10_000_000)
    assert (verdict.outcome, verdict.code) == (Outcome.INVALID, "too-large")


def test_nothing_of_the_content_is_shown_when_the_signature_fails(scene: Scene) -> None:
    forged = scene.credential.replace("清源".encode(), "浊源".encode())
    verdict = scene.verify(forged)
    assert verdict.record is None
    assert verdict.to_json()["credential"] is None
    assert verdict.recognised == ()
    assert "浊源" not in str(verdict.to_json("zh"))


def test_verdicts_and_outcomes_have_no_truth_value(scene: Scene) -> None:
    verdict = scene.verify(scene.credential)
    with pytest.raises(TypeError):
        bool(verdict)
    with pytest.raises(TypeError):
        bool(verdict.outcome)


def test_unanswerable_questions_raise_question_error(scene: Scene) -> None:
    later = scene.world.now.replace(year=2030)
    with pytest.raises(ValueError, match="after now"):
        verify(scene.credential, scene.trust, policy=Policy(), now=scene.world.now, at=later)
    with pytest.raises(ValueError, match="not a party"):
        verify(scene.credential, scene.trust, policy=Policy(), now=later, home="did:web:nobody.example")


def test_canonical_and_pretty_json_are_one_credential(scene: Scene) -> None:
    pretty = json.dumps(scene.value, indent=2, ensure_ascii=False).encode()
    assert scene.verify(pretty).outcome is Outcome.VALID
    assert parse_credential(pretty).digest == parse_credential(scene.credential).digest
