"""A carried plan, read at the key and at the desk, against anybody who changes the file on its way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from credentials.documents.desk.carried import (
    PlanToSign,
    StatedPlan,
    format_plan_to_sign,
    format_signed_plan,
    parse_plan_to_sign,
    parse_signed_plan,
)
from credentials.errors import RecordError
from credentials.kinds import parse_agreement_half
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from signing.strict_json import parse_json
from tests.credentials.desk.papers import KeyFile, Value, person
from tests.verifier.desk.office import DEPUTY, PERSONS, Office, unsigned
from verifier.desk.decision import judge_plan
from verifier.desk.reading.carried import CarriedQuestion, read_carried
from verifier.desk.upload import judge_upload
from verifier.trust.party_trust import PartyTrust

Change = Callable[[Any], None]


@pytest.fixture
def office() -> Office:
    """An office that has decided to revoke a certificate."""
    office = Office()
    office.world.advance(days=1)
    return office


def revoke(office: Office) -> tuple[bytes, StatedPlan]:
    credential = office.world.issue("cq")
    event = office.world.revoke(credential, reason="enterprise-request")
    return credential, office.decide([unsigned(event)])


def read(
    carried: PlanToSign, change: Change | None = None, party: PartyTrust | None = None, **later: int
) -> CarriedQuestion:
    """Read the file as the key holder's machine does, at its export or later."""
    value: Any = parse_json(format_plan_to_sign(carried), max_bytes=10**7)
    if change is not None:
        change(value)
    now = carried.exported + timedelta(**later)
    return read_carried(parse_plan_to_sign(canonicalize(value)), created=now, now=now, party=party)


def code_of(carried: PlanToSign, change: Change | None = None, **more: Any) -> str | None:
    return judge_plan(read(carried, change, **more).question).code


def refusal_of(carried: PlanToSign, change: Change | None = None) -> tuple[str, str]:
    with pytest.raises(RecordError) as caught:
        read(carried, change)
    return caught.value.code, caught.value.field


def test_a_decided_plan_may_be_signed_whoever_vouches_for_the_key_list(office: Office) -> None:
    credential, stated = revoke(office)
    carried = office.export(stated, about=[parse_json(credential)])
    for party in (None, office.party):
        answer = judge_plan(read(carried, party=party).question)
        assert (answer.code, answer.persons) == (None, ["p1", "p2"])
    assert read(carried).party.newest_key_list.digest == office.party.newest_key_list.digest


@pytest.mark.parametrize(
    ("later", "code"), [({"days": 7}, None), ({"days": 7, "seconds": 1}, "clock"), ({"seconds": -1}, "clock")]
)
def test_the_clock_is_at_most_seven_days_past_the_export(
    office: Office, later: dict[str, Any], code: str | None
) -> None:
    _, stated = revoke(office)
    office.world.advance(days=1)
    assert code_of(office.export(stated), **later) == code


def change_character(*path: Any) -> Change:
    """Change one character of a text."""

    def change(value: Any) -> None:
        *steps, last = path
        for step in steps:
            value = value[step]
        text = value[last]
        value[last] = text[:-1] + ("b" if text[-1] == "a" else "a")

    return change


def test_a_decision_does_not_cover_a_changed_character(office: Office) -> None:
    _, stated = revoke(office)
    carried = office.export(stated)
    document = change_character("documents", 0, "credentialSubject", "credential")
    assert refusal_of(carried, document) == ("plan-documents", "documents[0]")
    assert refusal_of(carried, change_character("plan", "documents", 0)) == ("plan-documents", "documents[0]")
    assert code_of(carried, lambda value: value["plan"].update(reasons="示例")) == "no-maker"
    assert code_of(carried, change_character("statements", 0, "nonce")) == "no-maker"
    assert code_of(carried, change_character("statements", 1, "nonce")) == "too-few"
    assert [*read(carried, change_character("statements", 1, "nonce")).faults.values()] == ["other-bytes"]
    assert code_of(carried, change_character("people", 0, "people", 0, "name")) == "people-missing"
    assert refusal_of(carried, change_character("keyList", "people")) == ("file-signature", "keyList")


def test_a_statement_left_out_decides_nothing(office: Office) -> None:
    _, stated = revoke(office)
    carried = office.export(stated)
    assert code_of(carried, lambda value: value["statements"].pop()) == "too-few"
    assert code_of(carried, lambda value: value["statements"].clear()) == "no-maker"
    assert refusal_of(carried, lambda value: value.pop("keyList")) == ("member-missing", "keyList")
    assert refusal_of(carried, lambda value: value["documents"].append({})) == (
        "plan-documents",
        "documents[1]",
    )


def test_a_plan_for_two_operations_is_refused(office: Office) -> None:
    world = office.world
    credential = world.issue("cq")
    stated = office.decide([unsigned(credential), unsigned(world.suspend(credential))])
    assert refusal_of(office.export(stated)) == ("plan-mixed", "documents[1]")


def invent(office: Office) -> tuple[PlanToSign, Value]:
    """Return a file by a thief of the assessment key, with invented people under an invented root."""
    thief = office.world.cq
    mine = person("p1", KeyFile("mine").entry), person("p2", KeyFile("mine too").entry, roles=["chair"])
    listed = office.sign_list(office.draft_list(*mine, version=1, previous=None, rpId=None, origin=None))
    office.lists = [listed]
    about = office.plan([unsigned(office.world.revoke(office.world.issue("cq")))])
    documents = [unsigned(thief.events[-1])]
    both = (
        office.state(KeyFile("mine"), "p1", about, "make"),
        office.state(KeyFile("mine too"), "p2", about, "approve"),
    )
    root_id = thief.signers["root"].verification_method
    root = Ed25519Signer.from_seed(b"t" * 32, root_id)
    value = {**unsigned(thief.key_lists[-1]), "people": listed.digest}
    methods: list[Any] = [{**method} for method in value["verificationMethod"]]
    next(method for method in methods if method["id"] == root_id)["publicKeyMultibase"] = root.multikey
    forged = add_proof(
        {**value, "verificationMethod": methods}, root, created=thief.key_lists[-1]["proof"]["created"]
    )
    return office.export(StatedPlan(about, documents, both)), forged


def test_people_invented_with_the_assessment_key_are_not_anchored(office: Office) -> None:
    carried, forged = invent(office)
    assert code_of(carried) == "people-unanchored"
    assert code_of(carried, party=office.party) == "people-unanchored"

    def replace_key_list(value: Any) -> None:
        value["keyList"] = forged

    assert code_of(carried, replace_key_list) is None, "without a pin a file vouches for its own root"
    assert read(carried, replace_key_list).party.lists.keys() != office.party.lists.keys()
    assert code_of(carried, replace_key_list, party=office.party) == "people-unanchored"


def test_a_later_people_list_needs_the_plan_that_decided_it(office: Office) -> None:
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    decided = office.decide([draft])
    office.world.advance(days=1)
    office.lists.append(office.sign_list(draft))
    office.world.advance(days=1)
    about = office.plan([unsigned(office.world.suspend(office.world.issue("cq")))])
    documents = [unsigned(office.world.cq.events[-1])]
    stated = StatedPlan(
        about,
        documents,
        (office.state(DEPUTY, "p3", about, "make"), office.state(KeyFile("clerk"), "p1", about, "approve")),
    )
    with_plan = office.export(stated, before=[decided])
    for party in (None, office.party):
        assert code_of(with_plan, party=party) is None
        assert code_of(with_plan, lambda value: value.pop("before"), party=party) == "no-maker"


def test_the_plan_before_is_in_the_file_and_has_more_rows(office: Office) -> None:
    world = office.world
    events = [unsigned(world.suspend(world.issue("cq"))) for _ in range(3)]
    first = office.decide(events)
    rest = office.decide(events[:2], previous=first.plan.digest)
    carried = office.export(rest, before=[first])
    assert code_of(carried) is None
    assert refusal_of(carried, lambda value: value.pop("before")) == ("reference-unknown", "plan.previous")
    other = office.decide([events[1], events[0]], previous=first.plan.digest)
    assert code_of(office.export(other, before=[first])) == "not-a-subset"


def rename(office: Office, **draft: Any) -> tuple[bytes, StatedPlan]:
    """Return a decided rename, or another successor."""
    world, reason = office.world, draft.pop("reason", "rename")
    old = world.issue("cq")
    value = unsigned(old)

    def alike(document: Value) -> None:
        document["validFrom"], document["validUntil"] = value["validFrom"], value["validUntil"]

    new = world.issue("cq", change=alike, **draft)
    event = world.supersede(old, new, reason=reason)
    return old, office.decide([unsigned(new), unsigned(event)])


def test_only_what_the_association_signed_shows_that_a_rename_widens_nothing(office: Office) -> None:
    old, stated = rename(office, legal_name="重庆示例新名环保有限公司")
    carried = office.export(stated, about=[parse_json(old)])
    assert code_of(carried) is None
    edited = change_character("about", 0, "credentialSubject", "legalName")
    assert code_of(carried, edited) == "notice-missing"
    assert code_of(carried, lambda value: value.pop("about")) == "notice-missing"

    def sign_elsewhere(value: Any) -> None:
        signer = office.world.sc.signers["assessment"]
        value["about"][0] = add_proof(unsigned(value["about"][0]), signer, created=value["exported"])

    assert code_of(carried, sign_elsewhere) == "notice-missing"
    assert refusal_of(carried, lambda value: value["about"][0].update(type="x")) == (
        "kind-unknown",
        "about[0].type",
    )


def test_the_order_of_grades_is_what_the_association_signed(office: Office) -> None:
    old, stated = rename(office, reason="downgrade", grade="二级")
    halves = [parse_agreement_half(canonicalize(half)) for half in office.world.agreements[-1]]
    carried = office.export(stated, about=[parse_json(old)], agreement=halves)
    assert code_of(carried) is None
    of_other = [half for half in halves if half.body.issuer != office.world.cq.did]
    for given in ((), of_other):
        carried = office.export(stated, about=[parse_json(old)], agreement=given)
        assert code_of(carried) == "notice-missing", "a lower grade is not shown to be lower"


def test_a_signed_file_is_judged_without_the_desks_database(office: Office) -> None:
    _, stated = revoke(office)
    carried = office.export(stated)
    office.world.advance(hours=1)
    signed = [office.world.cq.sign(document, "assessment", office.now) for document in stated.documents]
    back = parse_signed_plan(format_signed_plan(carried, signed))
    office.world.advance(days=1)
    question = read_carried(back, created=back.created[0], now=office.now, party=office.party).question
    assert judge_upload(question, back.created) == {0: "stored"}
    assert not question.is_offline
