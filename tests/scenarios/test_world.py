"""The test world is honest by default, and each of its options changes what it claims to."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from credentials.kinds import parse_any, parse_credential, parse_status_event
from keys_example import EXAMPLE_MULTIKEYS
from keys_example.agreement import agreement_text
from signing.jcs import canonicalize
from signing.log.checkpoint import parse_checkpoint
from signing.log.note import check_cosignature, parse_note
from tests.world import Association, World, digest_of, id_of, tamper
from verifier import Outcome, Policy, TrustError, Verdict

Scene = Callable[[World], Verdict]


def test_a_credential_of_an_honest_day_is_valid() -> None:
    world = World()
    credential = world.issue(by="cq", grade="二级")
    verdict = world.verify(credential, home="sc")
    assert verdict.outcome is Outcome.VALID
    assert [entry.grade for entry in verdict.recognised if entry.scheme == "sc-facility-operation"] == [
        "乙级"
    ]
    assert world.verify(world.issue(by="sc"), home="cq").outcome is Outcome.VALID


def test_two_worlds_are_the_same_until_touched() -> None:
    first, second = World(), World()
    assert first.bundle() == second.bundle()
    assert first.issue() == second.issue()
    first.publish()
    assert first.bundle() != second.bundle()


def test_everything_in_the_bundle_is_a_record() -> None:
    world = World()
    world.suspend(world.issue())
    world.compromise("sc")
    world.publish()
    for party in (world.cq, world.sc):
        for document in (*party.key_lists, *party.manifests, *party.events, *party.salvage):
            assert parse_any(canonicalize(document)).digest == digest_of(document)


def test_issue_takes_members_of_the_draft_and_any_change() -> None:
    world = World()
    record = parse_credential(
        world.issue(scheme="cq-credit", score="92.5", score_max="100", valid_until=world.now)
    )
    assert record.body.credential_subject.assessment.grade == "AAA"
    assert record.body.valid_until == world.now
    assert record.proof.verification_method == "did:web:cq.huren.example#assessment-1"
    renamed = parse_credential(world.issue(change=lambda v: v["credentialSubject"].update(legalName="x")))
    assert renamed.body.credential_subject.legal_name == "x"


def test_events_count_up_and_may_be_forged() -> None:
    world = World()
    credential = world.issue()
    world.suspend(credential)
    event = parse_status_event(world.reinstate(credential)).body.credential_subject
    assert (event.sequence, event.action, event.reason) == (2, "reinstate", "resolved")
    forged = parse_status_event(world.revoke(credential, by="sc", sequence=9))
    assert forged.body.issuer == world.sc.did
    assert (len(world.cq.events), len(world.sc.events)) == (2, 1)


def revoked(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    return world.verify(credential)


def suspended_then_active(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential, until=world.now + timedelta(days=1))
    world.advance(days=1)
    world.publish()
    return world.verify(credential)


def superseded(world: World) -> Verdict:
    credential = world.issue()
    world.supersede(credential, world.issue())
    return world.verify(credential)


def hidden_event(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    return world.verify(credential, trust=world.trust(events=[]))


def hidden_event_that_only_the_other_party_counts(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.publish("sc")
    return world.verify(credential, trust=world.trust(events=[]))


def nobody_publishes(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=8)
    return world.verify(credential)


def rotated(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=1)
    world.rotate("cq")
    world.publish()
    assert world.verify(world.issue()).code == "ok"
    return world.verify(credential)


def signed_with_the_old_key(world: World) -> Verdict:
    old = world.cq.signers["assessment"]
    world.advance(days=1)
    world.rotate("cq")
    world.publish()
    return world.verify(world.issue(signer=old))


def signed_by_the_other_party(world: World) -> Verdict:
    before = world.now - timedelta(hours=1)  # otherwise its key might be in a key list not seen yet
    return world.verify(world.issue(signer=world.sc.signers["assessment"], created=before))


def compromised(world: World) -> Verdict:
    kept, lost = world.issue(), world.issue()
    world.compromise("cq", keep=[kept])
    world.publish()
    assert world.verify(kept).code == "ok"
    return world.verify(lost)


def voided_event(world: World) -> Verdict:
    credential = world.issue()
    event = world.revoke(credential)
    world.compromise("cq", keep=[credential], void=[event])
    world.publish()
    return world.verify(credential)


def declined(world: World) -> Verdict:
    credential = world.issue()
    world.decline("sc", "cq", scheme="cq-facility-operation")
    world.publish()
    return world.verify(credential, home="sc", policy=Policy(require_recognition=True))


def amended(world: World) -> Verdict:
    credential = world.issue(by="sc")
    world.amend(lambda text: text["grants"].pop(3))
    world.advance(days=1)
    world.publish()
    return world.verify(credential)


def amended_by_one_alone(world: World) -> Verdict:
    credential = world.issue(by="sc")
    world.amend(lambda text: text["grants"].pop(3), signed_by=["cq"])
    world.publish()
    return world.verify(credential)


def forked(world: World) -> Verdict:
    world.amend()
    world.amend(lambda text: text["equivalences"].pop(), after=0)
    return world.verify(world.issue())


def new_root(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=1)
    world.amend(new_root="cq")
    assert [half["issuer"] for half in world.agreements[1]] == [world.cq.did, world.cq.did, world.sc.did]
    world.publish()
    assert world.cq.key_lists[-1]["proof"]["verificationMethod"].endswith("#root-2")
    return world.verify(credential)


def a_third_party(world: World) -> Verdict:
    third = Association("yn", "did:web:yn.huren.example", "CN-YN")
    party = {
        "id": third.did,
        "region": third.region,
        "legalName": {"zh": "云南示例协会", "en": "Yunnan Association (Example)"},
        "rootKey": third.signers["root"].multikey,
    }
    credential = world.issue()
    world.parties["yn"] = third
    world.amend(lambda text: text["parties"].append(party))
    world.publish()
    return world.verify(credential, home="yn", policy=Policy(require_recognition=True))


def logged(world: World) -> Verdict:
    credential = world.issue()
    proof = world.inclusion_proof(credential)
    return world.verify(credential, proof=proof, policy=Policy(require_log=True))


SCENES: dict[Scene, str] = {
    revoked: "revoked",
    suspended_then_active: "ok",
    superseded: "superseded",
    hidden_event: "status-incomplete",
    hidden_event_that_only_the_other_party_counts: "status-incomplete",
    nobody_publishes: "stale",
    rotated: "ok",
    signed_with_the_old_key: "key-expired",
    compromised: "key-compromised",
    voided_event: "ok",
    declined: "declined",
    amended: "grant-ended",
    amended_by_one_alone: "ok",
    forked: "agreement-fork",
    new_root: "ok",
    a_third_party: "no-equivalent",
    logged: "ok",
    lambda world: world.verify(world.issue(by="stranger")): "unknown-issuer",
    lambda world: world.verify(world.issue(region="CN-SC")): "out-of-scope",
    lambda world: world.verify(world.issue(use="publication")): "wrong-use",
    signed_by_the_other_party: "unknown-key",
    lambda world: world.verify(tamper(world.issue(), lambda v: v.update(id=world.new_id()))): "bad-signature",
}


@pytest.mark.parametrize(("scene", "code"), SCENES.items(), ids=lambda x: getattr(x, "__name__", x))
def test_each_scene_produces_its_code(scene: Scene, code: str) -> None:
    verdict = scene(World())
    assert verdict.code == code or verdict.codes == (code,)


REFUSED: dict[Callable[[World], object], str] = {
    lambda world: world.trust(pin="0" * 64): "pin-mismatch",
}


@pytest.mark.parametrize(("attack", "code"), REFUSED.items(), ids=lambda x: x if isinstance(x, str) else "")
def test_each_broken_bundle_is_refused_with_its_code(attack: Callable[[World], object], code: str) -> None:
    with pytest.raises(TrustError) as caught:
        attack(World())
    assert caught.value.code == code


def test_key_lists_are_signed_anew_when_due() -> None:
    world = World()
    world.advance(days=59)
    world.publish()
    assert len(world.cq.key_lists) == 1
    world.advance(days=1)
    world.publish("cq")
    assert (len(world.cq.key_lists), len(world.sc.key_lists)) == (2, 1)
    world.decline("sc", "cq")
    world.publish()
    assert (len(world.cq.key_lists), len(world.sc.key_lists)) == (2, 2)


def test_the_other_party_cosigns_each_checkpoint() -> None:
    world = World()
    world.issue()
    world.publish()
    note = parse_note(world.cq.checkpoints[-1])
    head = parse_checkpoint(note.text)
    assert (head.origin, head.size) == ("cq.huren.example/log", 2)
    assert world.cq.manifests[-1]["credentialSubject"]["checkpoint"] == {"size": 2, "root": head.root.hex()}
    key = world.sc.signers["publication"].public_key
    assert check_cosignature(note, "sc.huren.example/log", key) == world.now.timestamp()


def test_an_inclusion_proof_has_the_chosen_witnesses() -> None:
    world = World()
    credential = world.issue()
    assert world.inclusion_proof(credential, witnesses=[]).count("—".encode()) == 1
    assert world.inclusion_proof(credential).count("—".encode()) == 2


def test_the_first_keys_are_the_example_keys() -> None:
    world = World()
    assert set(world.cq.keys) | set(world.sc.keys) <= set(EXAMPLE_MULTIKEYS.values())
    assert world.rotate("cq").multikey == EXAMPLE_MULTIKEYS["cq-assessment-2"]
    assert world.rotate("sc").multikey not in EXAMPLE_MULTIKEYS.values()
    assert world.text == agreement_text()


def test_ids_and_digests_follow_from_the_record() -> None:
    world = World()
    credential = world.issue()
    assert id_of(credential) == id_of(id_of(credential)) == parse_credential(credential).body.id
    assert digest_of(credential) == parse_credential(credential).digest
    assert world.issuer_of(credential) is world.cq
