"""Attacks on a document's form, signer and bytes."""

from datetime import timedelta
from typing import Any

from credentials.drafting.compose import build_method
from credentials.h1 import format_h1_url
from credentials.kinds import parse_credential
from signing.multikey import encode_multikey
from tests.verifier.attacks.produces import produces
from tests.world import World, tamper
from verifier import Verdict


@produces("malformed")
def unknown_member(world: World) -> Verdict:
    return world.verify(tamper(world.issue(), lambda c: c.update(note="见附件")))


@produces("malformed")
def a_place_beyond_all_numbers(world: World) -> Verdict:
    return world.verify(tamper(world.issue(), lambda c: c.update({f"grade[{'9' * 5_000}]": 1})))


@produces("malformed")
def duplicate_member(world: World) -> Verdict:
    return world.verify(world.issue().replace(b'{"@context"', b'{"id":"urn:uuid:1","@context"', 1))


@produces("malformed")
def uscc_with_a_typo(world: World) -> Verdict:
    return world.verify(world.issue().replace(b"91350100M000100Y43", b"91350100M000100Y44"))


@produces("malformed")
def second_proof(world: World) -> Verdict:
    return world.verify(tamper(world.issue(), lambda c: c.update(proof=[c["proof"], c["proof"]])))


@produces("too-large")
def padded(world: World) -> Verdict:
    return world.verify(world.issue() + b" " * 65536)


@produces("unreadable")
def half_a_code(world: World) -> Verdict:
    text = format_h1_url(parse_credential(world.issue()).value, "https://cq.huren.example")
    return world.verify(text[:-17].encode())


@produces("unreadable")
def no_code(world: World) -> Verdict:
    return world.verify("扫码查看证书真伪 https://cq.huren.example/cert?id=7".encode())


@produces("unsupported")
def newer_dictionary(world: World) -> Verdict:
    digits = str(int.from_bytes(bytes((3, 9, 1, 2, 3, 4, 5)), "big")).zfill(17)
    return world.verify(f"https://cq.huren.example/v#H1.{digits}".encode())


@produces("unsupported")
def another_suite(world: World) -> Verdict:
    return world.verify(tamper(world.issue(), lambda c: c["proof"].update(cryptosuite="sm2-jcs-2029")))


@produces("unreadable")
def a_status_event_shown_as_a_credential(world: World) -> Verdict:
    return world.verify(world.suspend(world.issue()))


@produces("unknown-key")
def key_nobody_listed(world: World) -> Verdict:
    rogue = world.stranger.signers["assessment"]
    method = f"{world.cq.did}#assessment-9"
    signer = type(rogue).from_seed(b"\x07" * 32, method)
    return world.verify(world.issue(signer=signer, created=world.now - timedelta(days=3)), now=world.now)


@produces("weak-key")
def identity_key(world: World) -> Verdict:
    """Under the identity key anybody can make a signature that lenient verifiers accept."""
    entry = build_method(
        world.cq.did, "assessment-weak", encode_multikey(b"\x01" + b"\0" * 31), "assessment", world.now
    )
    world.cq.methods.append(entry)
    credential = world.issue()

    def point_at_weak_key(value: Any) -> None:
        value["proof"]["verificationMethod"] = entry["id"]
        value["proof"]["proofValue"] = "z" + "1" * 64

    world.publish()
    return world.verify(tamper(credential, point_at_weak_key))


@produces("wrong-use")
def stolen_publication_key(world: World) -> Verdict:
    return world.verify(world.issue(use="publication"))


@produces("wrong-use")
def root_key_signs_an_assessment(world: World) -> Verdict:
    return world.verify(world.issue(use="root"))


@produces("key-expired")
def retired_key(world: World) -> Verdict:
    old = world.cq.signers["assessment"]
    world.rotate("cq")
    world.publish()
    world.advance(hours=1)
    return world.verify(world.issue(signer=old))


@produces("key-compromised")
def stolen_assessment_key(world: World) -> Verdict:
    credential = world.issue()
    world.compromise("cq", since=world.now + timedelta(hours=1))
    world.advance(hours=2)
    world.publish()
    return world.verify(credential)


@produces("unknown-issuer")
def association_outside_the_agreement(world: World) -> Verdict:
    return world.verify(world.issue(by="stranger"))


@produces("newer-than-trust-data")
def key_added_after_the_bundle(world: World) -> Verdict:
    old = world.trust()
    world.advance(hours=1)
    world.rotate("cq")
    return world.verify(world.issue(), trust=old)


@produces("bad-signature")
def grade_lifted(world: World) -> Verdict:
    def lift(credential: Any) -> None:
        credential["credentialSubject"]["assessment"]["grade"] = "一级"

    return world.verify(tamper(world.issue(grade="三级"), lift))


@produces("bad-signature")
def signed_by_another_associations_key(world: World) -> Verdict:
    signer = type(world.sc.signers["assessment"]).from_seed(b"\x09" * 32, f"{world.cq.did}#assessment-1")
    return world.verify(world.issue(signer=signer))
