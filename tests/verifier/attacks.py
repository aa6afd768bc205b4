"""Attacks and mishaps, one a function, each named after the code it must produce.

A function takes a fresh world and returns the verdict. `tests/verifier/test_attacks.py` asserts that the
code is the only cause of the outcome, and that every code of the table has such a function.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli.verify.inputs import read_inputs
from cli.verify.question import TypedQuestion
from cli.verify.run import judge
from credentials.drafting.compose import build_method
from credentials.h1 import format_h1_url
from credentials.kinds import parse_credential
from credentials.record import EventCount
from credentials.times import CHINA, format_time
from signing.merkle import EMPTY_ROOT
from signing.multikey import encode_multikey
from signing.strict_json import parse_json
from tests.world import World, tamper
from tests.world.papers import certificate_pdf
from verifier import Expect, Policy, Verdict

Attack = Callable[..., Verdict]
"""Takes the world, and for recognition also a policy."""
ATTACKS: dict[str, list[Attack]] = {}


def produces(code: str) -> Callable[[Attack], Attack]:
    """Registers an attack under the code it must produce."""

    def register(attack: Attack) -> Attack:
        ATTACKS.setdefault(code, []).append(attack)
        return attack

    return register


# --- well-formed


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


# --- issuer-key


@produces("unknown-key")
def key_nobody_listed(world: World) -> Verdict:
    rogue = world.stranger.signers["assessment"]
    method = f"{world.cq.did}#assessment-9"
    signer = type(rogue).from_seed(b"\x07" * 32, method)
    return world.verify(world.issue(signer=signer, created=world.now - timedelta(days=3)), now=world.now)


@produces("weak-key")
def identity_key(world: World) -> Verdict:
    """Under the identity key anybody can make a signature that lenient verifiers take."""
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


# --- proof


@produces("bad-signature")
def grade_lifted(world: World) -> Verdict:
    def lift(credential: Any) -> None:
        credential["credentialSubject"]["assessment"]["grade"] = "一级"

    return world.verify(tamper(world.issue(grade="三级"), lift))


@produces("bad-signature")
def signed_by_another_associations_key(world: World) -> Verdict:
    signer = type(world.sc.signers["assessment"]).from_seed(b"\x09" * 32, f"{world.cq.did}#assessment-1")
    return world.verify(world.issue(signer=signer))


# --- agreement


@produces("agreement-outdated")
def newer_version_withheld(world: World) -> Verdict:
    world.amend(signed_by=["cq"])
    reference = (2, "ab" * 32)
    world.publish_manifest("sc", agreement=reference)
    return world.verify(world.issue())


@produces("agreement-fork")
def two_second_versions(world: World) -> Verdict:
    world.amend()
    world.amend(lambda text: text["grants"].pop(), after=0)
    return world.verify(world.issue())


@produces("agreement-fork")
def manifest_names_another_text(world: World) -> Verdict:
    world.publish_manifest("sc", agreement=(1, "cd" * 32))
    return world.verify(world.issue())


# --- authority


@produces("out-of-scope")
def scheme_of_the_other_association(world: World) -> Verdict:
    return world.verify(world.issue(scheme="sc-facility-operation"))


@produces("out-of-scope")
def enterprise_of_another_region(world: World) -> Verdict:
    return world.verify(world.issue(region="CN-SC"))


@produces("out-of-scope")
def category_the_scheme_has_not(world: World) -> Verdict:
    return world.verify(world.issue(category=["核废料处理"]))


@produces("out-of-scope")
def grade_the_scheme_has_not(world: World) -> Verdict:
    def raise_grade(credential: Any) -> None:
        credential["credentialSubject"]["assessment"]["grade"] = "特级"

    return world.verify(world.issue(change=raise_grade))


@produces("out-of-scope")
def grant_over_before_signing(world: World) -> Verdict:
    end = format_time(world.now - timedelta(days=1))
    world.amend(lambda text: [grant.update(until=end) for grant in text["grants"]])
    world.advance(days=1)
    world.publish()
    return world.verify(world.issue())


@produces("too-long")
def ten_years(world: World) -> Verdict:
    return world.verify(world.issue(valid_until=world.now.replace(year=2036)))


@produces("issued-before-agreement")
def older_than_the_agreement(world: World) -> Verdict:
    signed = world.now.replace(year=2021, month=6, day=15)
    return world.verify(world.issue(created=signed), at=world.now.replace(year=2022))


@produces("issued-before-agreement")
def older_than_its_new_grant(world: World) -> Verdict:
    later = format_time(world.now + timedelta(days=30))
    world.amend(lambda text: [grant.update({"from": later}) for grant in text["grants"]])
    world.advance(days=1)
    world.publish()
    return world.verify(world.issue())


@produces("grant-ended")
def backdated_after_the_grant_ended(world: World) -> Verdict:
    credential = world.issue()
    world.amend(lambda text: text.update(grants=[g for g in text["grants"] if g["issuer"] != world.cq.did]))
    world.advance(days=1)
    world.publish()
    return world.verify(credential)


@produces("grant-ended")
def issued_by_one_that_has_left(world: World) -> Verdict:
    """It still vouches for its keys and events; what it issued answers by the agreement."""
    world.join()
    world.publish()
    credential = world.issue(by="yn")
    world.leave()
    world.advance(days=1)
    world.publish()
    return world.verify(credential)


# --- validity-period


@produces("not-yet-valid")
def starts_next_month(world: World) -> Verdict:
    return world.verify(world.issue(valid_from=world.now + timedelta(days=30)))


@produces("expired")
def last_second_is_excluded(world: World) -> Verdict:
    credential = world.issue(valid_from=world.now, valid_until=world.now + timedelta(days=2))
    world.advance(days=2)
    world.publish()
    return world.verify(credential)


@produces("signed-in-future")
def signed_tomorrow(world: World) -> Verdict:
    return world.verify(world.issue(created=world.now + timedelta(minutes=6), valid_from=world.now))


@produces("signed-after")
def signed_after_the_bid_opening(world: World) -> Verdict:
    opening = world.now
    world.advance(hours=3)
    credential = world.issue(valid_from=opening)
    world.publish()
    return world.verify(credential, at=opening)


@produces("backdated")
def valid_before_signed(world: World) -> Verdict:
    return world.verify(world.issue(valid_from=world.now - timedelta(days=2)))


# --- status


@produces("revoked")
def revoked(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    return world.verify(credential)


@produces("revoked")
def revoked_in_a_conflict(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential, sequence=1)
    world.revoke(credential, sequence=1)
    world.publish()
    return world.verify(credential)


@produces("revoked")
def reinstated_after_revocation(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.reinstate(credential)
    world.publish()
    return world.verify(credential)


@produces("revoked")
def reinstated_by_the_thief(world: World) -> Verdict:
    """A revocation stands and a reinstatement under a stolen key does nothing."""
    credential = world.issue()
    world.revoke(credential)
    world.reinstate(credential)
    world.compromise("cq", keep=[credential])
    world.advance(hours=1)
    world.publish()
    return world.verify(credential)


@produces("suspended")
def suspended(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential)
    world.publish()
    return world.verify(credential)


@produces("superseded")
def superseded(world: World) -> Verdict:
    credential, successor = world.issue(), world.issue()
    world.supersede(credential, successor)
    world.publish()
    return world.verify(credential)


@produces("status-incomplete")
def revocation_left_out(world: World) -> Verdict:
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    return world.verify(credential, trust=world.trust(events=[]))


@produces("status-incomplete")
def revocation_hidden_by_a_stolen_publication_key(world: World) -> Verdict:
    """The issuer's manifest counts nothing; the other association's has seen the event."""
    credential = world.issue()
    world.revoke(credential)
    world.publish()
    nothing = [m for m in world.cq.manifests if m["credentialSubject"]["events"]["count"] == 0]
    manifests = [*nothing, *world.sc.manifests]
    return world.verify(credential, trust=world.trust(events=[], manifests=manifests))


@produces("status-conflict")
def sequence_with_a_gap(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential, sequence=2)
    world.publish()
    return world.verify(credential)


@produces("equivocation")
def two_histories(world: World) -> Verdict:
    """The issuer shows its neighbour other events than it shows here."""
    credential, other = world.issue(), world.issue()
    world.suspend(other)
    world.publish()
    world.cq.events.clear()
    world.revoke(other)
    world.publish_manifest("cq")
    return world.verify(credential)


@produces("reinstated")
def reinstated(world: World) -> Verdict:
    credential = world.issue()
    world.suspend(credential)
    world.advance(hours=1)
    world.reinstate(credential)
    world.publish()
    return world.verify(credential)


# --- freshness


@produces("stale")
def bundle_of_last_week(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=7)
    return world.verify(credential)


@produces("stale")
def older_than_the_policy_allows(world: World) -> Verdict:
    credential = world.issue()
    world.advance(hours=13)
    return world.verify(credential, policy=Policy(max_age=timedelta(hours=12)))


@produces("key-list-expired")
def root_away_for_a_quarter(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=91)
    for name in world.parties:
        world.publish_manifest(name)
    return world.verify(credential)


@produces("key-list-expired")
def newer_key_list_withheld(world: World) -> Verdict:
    credential = world.issue()
    world.rotate("cq")
    world.publish("cq")
    return world.verify(credential, trust=world.trust(key_lists=lambda lists: [
        x for x in lists if x["id"] != world.cq.did or x["version"] == 1]))  # fmt: skip


@produces("clock")
def clock_set_back(world: World) -> Verdict:
    early = world.now - timedelta(minutes=6)
    return world.verify(world.issue(created=early, valid_from=early), now=early)


@produces("unwitnessed")
def the_other_association_left_out(world: World) -> Verdict:
    """Nobody's word stands beside the issuer's own."""
    return world.verify(world.issue(), trust=world.trust(manifests=world.cq.manifests))


@produces("unwitnessed")
def a_witness_that_has_seen_nothing_of_late(world: World) -> Verdict:
    credential = world.issue()
    world.advance(days=8)
    world.publish_manifest("sc")
    world.publish_manifest("cq")
    return world.verify(credential, home="sc")


@produces("unwitnessed")
def a_witness_that_says_nothing_of_the_issuer(world: World) -> Verdict:
    world.publish_manifest("sc", seen=[])
    return world.verify(world.issue(), home="sc")


@produces("rollback")
def a_newer_manifest_that_counts_less(world: World) -> Verdict:
    credential, other = world.issue(), world.issue()
    world.suspend(other)
    world.publish()
    world.publish_manifest("cq", events=EventCount(count=0, root=EMPTY_ROOT.hex()))
    return world.verify(credential)


@produces("equivocation")
def two_manifests_of_one_rank(world: World) -> Verdict:
    credential = world.issue()
    world.publish_manifest("cq", version=9)
    world.advance(hours=1)
    world.publish_manifest("cq", version=9)
    return world.verify(credential)


@produces("status-conflict")
def a_counted_event_that_is_none(world: World) -> Verdict:
    """A stolen publication key counts an event that no assessment key signed."""
    credential = world.issue()
    world.revoke(credential, use="publication")
    world.publish()
    return world.verify(credential)


@produces("status-incomplete")
def a_loose_event_kept_back(world: World) -> Verdict:
    """The witness holds it, the issuer's manifest does not count it, and a mirror leaves it out."""
    credential = world.issue()
    world.publish_manifest("cq")
    world.revoke(credential)
    world.publish_manifest("sc")
    return world.verify(credential, trust=world.trust(events=[]), home="sc")


@produces("ageing")
def two_days_old(world: World) -> Verdict:
    credential = world.issue()
    world.advance(hours=49)
    return world.verify(credential)


@produces("known-before-at")
def data_from_before_the_opening(world: World) -> Verdict:
    credential = world.issue()
    world.advance(hours=5)
    return world.verify(credential, at=world.now - timedelta(hours=1))


# --- log


@produces("not-logged")
def proof_required_and_absent(world: World) -> Verdict:
    return world.verify(world.issue(), policy=Policy(require_log=True))


@produces("not-logged")
def proof_of_another_record(world: World) -> Verdict:
    credential, other = world.issue(), world.issue()
    proof = world.inclusion_proof(other)
    return world.verify(credential, policy=Policy(require_log=True), proof=proof)


# --- recognition


@produces("own-grade")
def shown_at_home(world: World) -> Verdict:
    return world.verify(world.issue(by="cq"), home="cq")


@produces("no-equivalent")
def agreed_to_count_as_nothing(world: World, policy: Policy | None = None) -> Verdict:
    def drop_rows(text: Any) -> None:
        text["equivalences"] = []

    world.amend(drop_rows)
    world.publish()
    return world.verify(world.issue(by="cq"), home="sc", policy=policy)


@produces("agreement-ended")
def agreement_over(_: World, policy: Policy | None = None) -> Verdict:
    """The grants would go on; the agreement itself was not renewed."""
    world = World(datetime(2031, 6, 30, 9, tzinfo=CHINA))
    world.amend(lambda text: [g.update(until="2035-07-01T00:00:00+08:00") for g in text["grants"]])
    credential = world.issue()
    world.advance(days=1)
    world.publish()
    return world.verify(credential, home="sc", policy=policy)


@produces("agreement-ended")
def home_has_left(world: World, policy: Policy | None = None) -> Verdict:
    world.join()
    world.publish()
    credential = world.issue()
    world.leave()
    world.publish()
    return world.verify(credential, home="yn", policy=policy)


@produces("own-grade")
def shown_at_home_after_the_agreement(world: World) -> Verdict:
    end = format_time(world.now + timedelta(days=1))
    world.amend(lambda text: text.update(effectiveUntil=end))
    credential = world.issue()
    world.advance(days=2)
    world.publish()
    return world.verify(credential, home="cq")


@produces("declined")
def recognition_declined(world: World, policy: Policy | None = None) -> Verdict:
    world.decline("sc", "cq")
    world.publish()
    return world.verify(world.issue(by="cq"), home="sc", policy=policy)


# --- subject


@produces("subject-mismatch")
def certificate_of_another_bidder(world: World) -> Verdict:
    return world.verify(world.issue(), expect=Expect("91510100MA0000000H"))


@produces("name-differs")
def renamed_enterprise(world: World) -> Verdict:
    return world.verify(world.issue(), expect=Expect("91350100M000100Y43", "重庆示例清源水务有限公司"))


# --- the whole of a day


@produces("changed-that-day")
def half_of_it_counts_until_noon(world: World) -> Verdict:
    """Two categories count in Sichuan in the morning of the day asked about, one in its afternoon."""
    noon = world.now.replace(hour=12) + timedelta(days=1)
    both = ["生活污水处理", "除尘脱硫脱硝"]

    def end_one(text: Any) -> None:
        """Of the rows for all categories; the second category has one of its own."""
        for row in text["equivalences"]:
            if "category" not in row["from"]:
                row["until"] = format_time(noon)

    world.amend(end_one)
    credential = world.issue(by="cq", category=both)
    world.advance(days=2)
    world.publish()
    return world.verify(credential, home="sc", at=noon.date())


def _of_pdf(world: World, attached: bytes, pages: bytes | str | None) -> Verdict:
    """The verdict of `huren verify` on a credential attached to a PDF whose page shows another's code."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pdf"
        path.write_bytes(certificate_pdf(world, attached, printed=pages))
        item = next(read_inputs([str(path)]))
    question = TypedQuestion([], [], Policy(), world.now, None, None, None, None)
    return judge(item, question, world.trust())


@produces("print-differs")
def code_of_another_credential_on_the_page(world: World) -> Verdict:
    return _of_pdf(world, world.issue(), world.issue(grade="二级"))


@produces("print-unread")
def code_that_cannot_be_decoded_on_the_page(world: World) -> Verdict:
    credential = world.issue()
    value: Any = parse_json(credential)
    return _of_pdf(world, credential, format_h1_url(value, "https://cq.huren.example")[:-17])


@produces("print-absent")
def no_code_on_the_page(world: World) -> Verdict:
    return _of_pdf(world, world.issue(), None)
