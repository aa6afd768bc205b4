"""What a bundle is trusted for, what is remembered of it, and each rule that refuses it."""

from datetime import timedelta
from typing import Any

import pytest

from credentials.drafting.compose import build_service
from credentials.errors import RecordError
from credentials.identifiers import log_origin
from credentials.times import format_time
from signing.ed25519 import verify_ed25519
from signing.log.note import Note, NoteSignature, check_note, parse_note
from tests.verifier.attacks import ATTACKS
from tests.verifier.bundle_breaks import BREAKS
from tests.world import World
from verifier import Outcome, Policy, TrustError, format_seen, parse_seen

OF_NUMBERS = {"numbers-unnamed", "number-proof", "register-damaged"}
"""Said of a look-up in a whole bundle: tests/verifier/numbers, tests/registry/publishing/test_register."""


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_unusable_trust_data_is_refused_with_its_code(name: str) -> None:
    with pytest.raises(TrustError) as caught:
        BREAKS[name](World())
    assert caught.value.code == name.partition(":")[0]
    assert caught.value.sentence("zh")
    assert caught.value.mend("zh")


def test_every_trust_error_of_its_own_has_a_case() -> None:
    own = set(TrustError.MESSAGES) - set(RecordError.MESSAGES) - OF_NUMBERS
    assert own - {name.partition(":")[0] for name in BREAKS} == set()


@pytest.mark.parametrize(("days", "is_taken"), [(1, True), (366, True), (0, False), (367, False)])
def test_an_objection_office_answers_within_a_year(days: int, is_taken: bool) -> None:
    world = World()
    did = world.cq.did
    world.publish_key_list(
        "cq",
        service=[
            build_service(did, "objections", "ObjectionOffice", "mailto:a@cq.example", answer_days=days)
        ],
    )
    world.publish()
    if is_taken:
        (service,) = world.trust().parties[did].newest_key_list.body.service or ()
        assert service.answer_days == days
    else:
        with pytest.raises(TrustError):
            world.trust()


def test_a_text_says_a_term_in_both_languages_once() -> None:
    world = World()
    term = {"zh": "水", "en": "water"}
    world.amend(lambda text: text.update(terms=[term]))
    world.publish()
    assert world.trust().chain.latest.text.english("水") == "water"
    for half in world.agreements[-1]:
        half["credentialSubject"]["terms"].append({**term, "en": "waters"})
    with pytest.raises(TrustError) as refused:
        world.trust()
    assert refused.value.code == "item-repeated"


def test_a_pending_version_is_left_out() -> None:
    world = World()
    world.amend(lambda text: text.update(equivalences=[]), signed_by=["cq"])
    assert [version.text.version for version in world.trust().chain.versions] == [1]


def test_a_root_rotates_when_old_and_new_sign() -> None:
    world = World()
    before = world.issue()
    world.advance(days=1)
    world.amend(new_root="cq")
    world.publish()
    after = world.issue()
    assert world.verify(before).outcome is Outcome.VALID
    assert world.verify(after).outcome is Outcome.VALID


def test_the_old_root_is_powerless_after_rotation() -> None:
    world = World()
    old = world.cq.signers["root"]
    world.amend(new_root="cq")
    world.publish()
    world.advance(hours=1)
    rogue = world.cq.add_key("assessment", world.now)
    world.publish_key_list("cq", signer=old)
    assert rogue.verification_method.endswith("assessment-2")
    assert world.verify(world.issue()).code == "newer-than-trust-data"


def test_a_replaced_root_adds_no_key_that_signs_events() -> None:
    world = World()
    old = world.cq.signers["root"]
    credential = world.issue()
    world.amend(new_root="cq")
    world.publish()
    world.advance(hours=1)
    world.cq.add_key("assessment", world.now)
    world.publish_key_list("cq", signer=old)
    world.revoke(credential)
    verdict = world.verify(credential)
    assert (verdict.outcome, verdict.codes) == (Outcome.VALID, ("newer-than-trust-data",))


def test_a_loose_newer_event_is_honoured() -> None:
    world = World()
    credential = world.issue()
    world.revoke(credential)
    assert world.verify(credential).code == "revoked"


def test_expiry_never_makes_loading_fail() -> None:
    """And what is newer is taken by whoever remembers only what has ended."""
    world = World()
    world.amend(lambda text: text.update(effectiveUntil=format_time(world.now + timedelta(days=9))))
    world.publish()
    world.advance(days=3650)
    ended = world.trust()
    assert ended.chain.at(world.now) is None
    world.amend(lambda text: text.update(effectiveUntil=format_time(world.now + timedelta(days=9))))
    world.publish()
    renewed = world.trust(ended.seen).chain.at(world.now)
    assert renewed is not None
    assert renewed.text.version == 3


def test_the_memory_round_trips() -> None:
    world = World()
    world.suspend(world.issue())
    world.publish()
    seen = world.trust().seen
    assert parse_seen(format_seen(seen)) == seen
    assert world.trust(seen).pin == world.pin


def test_a_manifest_of_a_compromised_publication_key_does_not_count() -> None:
    world = World()
    credential = world.issue()
    world.compromise("cq", "publication-1")
    world.publish_key_list("cq")
    assert world.verify(credential).codes == ("status-incomplete", "stale")


def test_a_salvaged_record_stays_valid() -> None:
    world = World()
    kept, lost = world.issue(), world.issue()
    suspension = world.suspend(kept)
    world.compromise("cq", keep=[kept], void=[suspension])
    world.advance(hours=1)
    world.rotate("cq")
    world.publish()
    assert world.verify(kept).outcome is Outcome.VALID
    assert world.verify(lost).code == "key-compromised"


def test_a_dated_inclusion_proof_shows_the_grant_had_not_ended() -> None:
    world = World()
    credential = world.issue()
    proof = world.inclusion_proof(credential)
    own_word = world.inclusion_proof(credential, witnesses=[])
    world.amend(lambda text: text.update(grants=[g for g in text["grants"] if g["issuer"] != world.cq.did]))
    world.advance(days=1)
    world.publish()
    assert world.verify(credential, proof=proof).outcome is Outcome.VALID
    assert world.verify(credential, proof=own_word).code == "grant-ended"


def test_a_receipt_whose_checkpoint_has_extension_lines_dates_a_record() -> None:
    """They are signed with it, and mean nothing to us; the signature is over them."""
    world = World()
    credential = world.issue()
    world.publish()
    proof = world.inclusion_proof(credential, extensions=("extension 1", "扩展"))
    assert world.verify(credential, proof=proof).codes == ("witnessed",)
    altered = proof.replace(b"extension 1", b"extension 2")
    assert world.verify(credential, proof=altered).codes == ("not-logged",)


def test_a_bundle_for_2029_answers_for_2026() -> None:
    world = World()
    opening = world.now + timedelta(days=2)
    credential = world.issue()
    world.advance(days=10)
    world.revoke(credential)
    world.advance(days=900)
    world.amend()
    world.publish()
    assert world.verify(credential, at=opening).outcome is Outcome.VALID
    assert world.verify(credential).codes[-1:] == ("revoked",)


def test_a_checkpoint_of_a_compromised_publication_key_is_passed_over() -> None:
    world = World()
    old = list(world.cq.checkpoints)
    world.compromise("cq", "publication-1")
    world.advance(hours=1)
    world.rotate("cq", "publication")
    world.publish()
    heads = world.trust().checkpoints
    assert len(world.trust(checkpoints=old + world.sc.checkpoints).checkpoints) < len(heads)


@pytest.mark.parametrize("code", ["no-equivalent", "agreement-ended", "declined"])
def test_a_policy_that_requires_recognition_turns_the_note_into_a_failure(code: str) -> None:
    verdict = ATTACKS[code][0](World(), Policy(require_recognition=True))
    assert (verdict.outcome, verdict.code, verdict.codes) == (Outcome.INVALID, code, (code,))


def test_a_policy_that_requires_recognition_takes_an_equivalent_and_an_own_grade() -> None:
    world = World()
    credential = world.issue()
    for home in ("sc", "cq"):
        verdict = world.verify(credential, home=home, policy=Policy(require_recognition=True))
        assert verdict.outcome is Outcome.VALID


def test_a_salvage_list_about_another_key_is_not_taken() -> None:
    world = World()
    world.compromise("cq", "assessment-1")
    world.compromise("cq", "publication-1")
    first, second = (world.cq.method(f"{use}-1") for use in ("assessment", "publication"))
    first["salvage"], second["salvage"] = second["salvage"], first["salvage"]
    world.advance(hours=1)
    world.publish_key_list("cq")
    world.rotate("cq")
    world.cq.add_key("publication", world.now)
    world.publish()
    credential = world.issue()
    assert "salvage-missing" in world.verify(credential).codes
    assert world.verify(world.issue(by="sc")).outcome is Outcome.VALID


JUNK: dict[str, Any] = {
    "a list of a stranger": lambda world: {"key_lists": lambda all: [*all, *world.stranger.key_lists]},
    "a list by another key": lambda world: {
        "key_lists": lambda all: [
            *all, world.cq.resign(world.cq.key_lists[-1], lambda one: one.update(declines=[]), "assessment")
        ]
    },
    "a salvage list by another key": lambda world: {
        "salvage": [world.cq.resign(world.cq.salvage[0], None, "assessment")]
    },
    "events of a stranger": lambda world: {"events": lambda all: [*all, *world.stranger.events]},
    "events of nobody": lambda world: {
        "loose": [
            {"id": {"a": [True, None]}, "issuer": [world.cq.did]},
            {"id": "示例🙂" * 99, "issuer": "did:web:" + "🙂" * 99_999},
        ]
    },
    "heads of another log": lambda _: {
        "checkpoints": lambda all: [*all, all[0].replace("\n1\n", "\n7\n", 1), "no note", "a\n\n— b c\n"]
    },
}  # fmt: skip


@pytest.mark.parametrize("junk", sorted(JUNK))
def test_data_of_no_known_signer_is_ignored(junk: str) -> None:
    world = World()
    world.stranger.events.append({"issuer": world.stranger.did, "id": "示例"})
    world.publish_key_list("stranger")
    if "salvage" in junk:
        world.compromise("cq", "publication-1")
        world.cq.add_key("publication", world.now)
    credential = world.issue()
    world.publish()
    honest = world.trust()
    put = world.trust(**JUNK[junk](world))
    if "salvage" in junk:
        assert world.verify(credential, trust=put).code == "salvage-missing"
    else:
        assert world.verify(credential, trust=put) == world.verify(credential, trust=honest)
        assert put.seen == honest.seen


def test_memory_keeps_both_sides_of_an_equivocation() -> None:
    world = World()
    credential = world.issue()
    honest = world.publish_manifest("cq", version=9)
    world.advance(minutes=1)
    other = world.publish_manifest("cq", version=9)
    for kept in (honest, other):
        manifests = [*world.cq.manifests[:-2], kept, *world.sc.manifests]
        seen = world.trust(world.trust().seen, manifests=manifests).seen
        trust = world.trust(parse_seen(format_seen(seen)), manifests=manifests)
        assert world.verify(credential, trust=trust).codes == ("equivocation",)


def test_two_of_one_number_are_over_with_the_next_publication() -> None:
    """As after a restore that lost the newest: whoever remembers it is answered again by what comes next."""
    world = World()
    credential = world.issue()
    world.publish()
    world.publish_manifest("cq", version=9)
    world.advance(minutes=1)
    world.publish_manifest("cq", version=9)
    seen = world.trust().seen
    assert world.verify(credential, trust=world.trust(seen)).codes == ("equivocation",)
    world.publish_manifest("cq", version=10)
    for memory in (seen, parse_seen(format_seen(world.trust(seen).seen))):
        verdict = world.verify(credential, trust=world.trust(memory))
        assert verdict.outcome is Outcome.VALID, verdict.codes


def test_memory_keeps_a_count_that_the_order_contradicts() -> None:
    world = World()
    first, second = world.issue(), world.issue()
    world.suspend(second)
    world.publish()
    world.cq.events.clear()
    world.revoke(second)
    world.publish_manifest("cq")
    seen = parse_seen(format_seen(world.trust().seen))
    assert world.verify(first, trust=world.trust(seen)).codes == ("equivocation",)
    world.advance(hours=1)
    world.compromise("cq", "publication-1")
    world.cq.add_key("publication", world.now)
    world.publish_key_list("cq")
    world.publish("sc", "cq", "sc")
    assert world.verify(first, trust=world.trust(seen)).outcome is Outcome.VALID, "it ends with the key"


def test_any_number_of_loose_events_is_no_reason_to_refuse_and_memory_stays_small() -> None:
    world = World()
    credential = world.issue()
    junk = [{"issuer": world.cq.did, "note": number} for number in range(17_000)]
    trust = world.trust(loose=junk)
    assert world.verify(credential, trust=trust).outcome is Outcome.VALID
    assert parse_seen(format_seen(trust.seen)).bundle.loose == ()


def test_a_root_that_comes_back_signs_the_newest_list() -> None:
    world = World()
    first = world.cq.signers["root"]
    world.amend(new_root="cq")
    world.publish()
    world.advance(days=2)

    def back(text: Any) -> None:
        for party in text["parties"]:
            if party["id"] == world.cq.did:
                party["rootKey"] = first.multikey

    world.amend(back)
    world.cq.signers["root"] = first
    world.rotate("cq")
    world.publish()
    assert world.trust().parties[world.cq.did].newest_key_list.body.version == 3
    assert world.verify(world.issue()).outcome is Outcome.VALID


def test_equal_lines_of_a_note_are_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    note = parse_note(world.cq.checkpoints[-1])
    own = next(line for line in note.signatures if line.name == log_origin(world.cq.did))
    wrong = NoteSignature(own.name, own.key_id, bytes(64))
    asked: list[bytes] = []

    def verify(public: bytes, signature: bytes, message: bytes) -> bool:
        asked.append(signature)
        return verify_ed25519(public, signature, message)

    monkeypatch.setattr("signing.log.note.verify_ed25519", verify)
    key = world.cq.signers["publication"].public_key
    assert not check_note(Note(note.text, (*[own] * 99, wrong)), own.name, key)
    assert len(asked) <= 2
