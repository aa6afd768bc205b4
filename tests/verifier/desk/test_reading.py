"""Proofs of statements, chains of people lists and facts of plans, against anybody who alters them."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from credentials.documents.desk.people import PersonRole, read_people
from credentials.documents.desk.statement import StatementDecision
from credentials.times import format_time
from signing.assertion import AssertionFault, PasskeySite
from signing.data_integrity import add_proof
from tests.credentials.desk.papers import KeyFile, Passkey, person
from tests.signing.authenticator import PRESENT, SITE, Authenticator
from tests.verifier.desk.office import CHAIR, CLERK, DEPUTY, PERSONS, Office, unsigned
from verifier.desk.decision import PlanQuestion, judge_plan
from verifier.desk.plan import Plan
from verifier.desk.reading.people import find_association_keys, read_people_chain
from verifier.desk.reading.plans import PlanContext, read_plan_facts
from verifier.desk.reading.statements import StatementFault, find_statement_fault, read_statements
from verifier.desk.words import PERSON_ROLES, PROOFS, STATED


def test_each_fault_has_its_sentences() -> None:
    faults = {name for part in get_args(StatementFault) for name in get_args(part) or (part,)}
    assert {*get_args(AssertionFault)} < faults == {*PROOFS}
    assert [*get_args(StatementDecision)] == [*STATED]
    assert [*get_args(PersonRole)] == [*PERSON_ROLES]


@pytest.fixture
def office() -> Office:
    return Office()


FORGED: dict[str, tuple[dict[str, Any], str]] = {
    "another origin": ({"origin": "https://desk.huren.example"}, "other-site"),
    "another relying party": ({"site": PasskeySite("huren.example", SITE.origin)}, "other-site"),
    "without a PIN": ({"flags": PRESENT}, "not-verified"),
    "an enrolment": ({"type": "webauthn.create"}, "other-bytes"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_passkey_confirms_only_here_and_verified(office: Office, name: str) -> None:
    forged, code = FORGED[name]
    about = office.plan([{"any": "document"}])
    assert find_statement_fault(office.state(CHAIR, "p2", about, "approve"), office.lists) is None
    statement = office.state(CHAIR, "p2", about, "approve", forged=forged)
    assert find_statement_fault(statement, office.lists) == code


def test_a_proof_is_of_the_kind_that_the_list_has(office: Office) -> None:
    signer = Authenticator.of(-8)
    office.lists.append(office.sign_list(office.draft_list(*PERSONS, person("p3", Passkey(signer).entry))))
    about = office.plan([{"any": "document"}])
    hand = KeyFile("p3")
    statement = office.state(hand, "p3", about, "make")
    as_file = statement.proof.model_copy(update={"key": signer.public})
    statement.proof = as_file
    assert find_statement_fault(statement, office.lists) == "key-kind"


def judge(office: Office, *statements: Any) -> tuple[str | None, dict[str, str]]:
    """Return the judgement of the rules on a plain plan."""
    about = statements[0].body.plan
    plan = Plan(about, "suspend", office.now, office.now, ["d"])
    proven = read_statements(statements, office.lists).proven
    answer = judge_plan(PlanQuestion(plan, proven, office.chain(), office.now, office.now))
    assert answer.weighed is not None
    return answer.code, answer.weighed.aside


def test_another_persons_key_and_the_associations_key_state_nothing(office: Office) -> None:
    about = office.plan([{"any": "document"}])
    made = office.state(CLERK, "p1", about, "make")
    by_other = office.state(CLERK, "p2", about, "approve")
    assert judge(office, made, by_other) == ("too-few", {by_other.digest: "key-not-listed"})
    key = KeyFile("assessment")
    signer = office.world.cq.signers["assessment"]
    key_of_association = type("Held", (KeyFile,), {"signer": property(lambda _: signer)})(key.name)
    by_association = office.state(key_of_association, "p2", about, "approve")
    assert judge(office, made, by_association) == ("too-few", {by_association.digest: "association-key"})
    assert signer.multikey in find_association_keys(office.party)


def test_a_copy_under_another_proof_does_no_harm(office: Office) -> None:
    about = office.plan([{"any": "document"}])
    made, approved = office.state(CLERK, "p1", about, "make"), office.state(CHAIR, "p2", about, "approve")
    nonce = {"nonce": approved.body.nonce}
    copies = [
        office.state(CLERK, "p2", about, "approve", **nonce),
        office.state(CHAIR, "p2", about, "approve", forged={"flags": 0}, **nonce),
    ]
    for order in ([*copies, approved], [approved, *copies]):
        assert read_statements(order, office.lists).faults == {}
        assert judge(office, made, *order) == (None, {})


# --- people lists ---


def test_the_root_names_the_first_list(office: Office) -> None:
    chain = office.chain(known=office.lists[0].digest)
    assert [one.id for one in chain.lists] == [office.lists[0].digest]
    assert chain.is_anchored
    first = chain.lists[0]
    assert [one.id for one in first.people if one.is_chair] == ["p2"]
    assert first.association_keys == find_association_keys(office.party)


def test_a_list_that_the_root_does_not_name_is_not_anchored(office: Office) -> None:
    invented = office.sign_list(office.draft_list(*PERSONS, version=1, previous=None, rpId="localhost",
                                                  origin="http://localhost:1"))  # fmt: skip
    chain = read_people_chain([invented], office.party)
    assert ([one.id for one in chain.lists], chain.is_anchored) == ([invented.digest], False)
    assert read_people_chain([*office.lists, invented], office.party).lists == office.chain().lists
    assert read_people_chain([], office.party).lists == []


def test_a_further_list_counts_where_it_was_decided(office: Office) -> None:
    office.world.advance(days=1)
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    stated = office.decide([draft])
    office.world.advance(hours=1)
    office.lists.append(office.sign_list(draft))
    assert len(office.chain([stated]).lists) == 2
    assert len(office.chain().lists) == 1, "the assessment key alone adds nobody"
    assert office.chain([stated]).in_force(office.now) == office.chain([stated]).lists[1]


def test_two_lists_of_one_second_are_ordered_by_their_versions(office: Office) -> None:
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    stated = office.decide([draft])
    office.lists.append(office.sign_list(draft))
    for lists in (office.lists, [*reversed(office.lists)]):
        chain = read_people_chain(lists, office.party, [stated])
        assert [one.id for one in chain.lists] == [one.digest for one in office.lists]
        assert chain.in_force(office.now) == chain.lists[1]


@pytest.mark.parametrize(("hours", "code"), [(2, "rejected"), (0, None)])
def test_who_comes_in_by_a_later_list_stops_a_plan_from_then_on(
    office: Office, hours: int, code: str | None
) -> None:
    """A record of before is not stopped by a veto dated back; its upload is by one made since."""
    about = office.decide([unsigned(office.world.issue("cq"))], notice="skipped", reasons="示例")
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    stated = office.decide([draft])
    created = office.now
    office.world.advance(hours=1)
    office.lists.append(office.sign_list(draft))
    at = format_time(created + timedelta(hours=hours))
    veto = office.state(DEPUTY, "p3", about.plan, "reject", reasons="示例", at=at)
    proven = read_statements([*about.statements, veto], office.lists).proven
    plan = read_plan_facts(about.plan, about.documents, PlanContext())
    now = created + timedelta(hours=3)
    assert judge_plan(PlanQuestion(plan, proven, office.chain([stated]), created, now)).code == code


def test_a_person_whom_the_list_removes_does_not_decide_it(office: Office) -> None:
    office.world.advance(days=1)
    draft = office.draft_list(PERSONS[1], person("p3", DEPUTY.entry))
    stated = office.decide([draft])
    office.world.advance(hours=1)
    office.lists.append(office.sign_list(draft))
    assert len(office.chain([stated]).lists) == 1


def test_of_two_decided_lists_after_one_neither_counts(office: Office) -> None:
    office.world.advance(days=1)
    three = *PERSONS, person("p3", DEPUTY.entry)
    drafts = [office.draft_list(*three), office.draft_list(*three, policy={"plain": 3})]
    plans = [office.decide([draft]) for draft in drafts]
    office.world.advance(hours=1)
    following = [office.sign_list(draft) for draft in drafts]
    for kept in following:
        assert len(read_people_chain([*office.lists, kept], office.party, plans).lists) == 2
    assert len(read_people_chain([*office.lists, *following], office.party, plans).lists) == 1


def test_a_list_decided_later_than_it_was_signed_does_not_count(office: Office) -> None:
    office.world.advance(days=1)
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    office.lists.append(office.sign_list(draft))
    office.world.advance(hours=1)
    first, office.lists[:] = office.lists[0], office.lists[:1]
    stated, late = office.decide([draft]), office.sign_list(draft)
    office.lists[:] = [first, late]
    assert len(office.chain([stated]).lists) == 2
    office.world.advance(days=40)
    office.lists[:] = [first, office.sign_list(draft)]
    assert len(office.chain([stated]).lists) == 1, "the plan has expired"


def test_a_list_that_breaks_a_rule_ends_the_chain(office: Office) -> None:
    office.world.advance(days=1)
    draft = office.draft_list(*PERSONS, person("p3", CLERK.entry))
    stated = office.decide([draft])
    office.world.advance(hours=1)
    office.lists.append(office.sign_list(draft))
    assert len(office.chain([stated]).lists) == 1


def test_the_root_can_begin_the_chain_anew(office: Office) -> None:
    world = office.world
    world.advance(days=1)
    first = office.lists[0]
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    stated = office.decide([draft])
    world.advance(days=1)
    anew = office.sign_list(office.draft_list(*PERSONS, version=1, previous=None))
    world.publish_key_list("cq", people=anew.digest)
    world.publish()
    world.advance(hours=1)
    late = office.sign_list(draft)
    office.lists = [first, anew, late]
    chain = office.chain([stated])
    assert [one.id for one in chain.lists] == [first.digest, anew.digest]


def test_lists_with_a_wrong_signature_are_refused(office: Office) -> None:
    root, stranger = office.world.cq.signers["root"], office.world.sc.signers["assessment"]
    value = office.lists[0].value
    body = {name: member for name, member in value.items() if name != "proof"}
    for signer in (root, stranger):
        assert read_people_chain([office.sign_list(body, signer)], office.party).lists == []
    changed = {**value, "validUntil": "2026-10-19"}
    assert read_people_chain([read_people(changed)], office.party).lists == []
    early = add_proof(body, office.world.cq.signers["assessment"], created="2020-05-01T09:00:00+08:00")
    assert read_people_chain([read_people(early)], office.party).lists == []


def test_lists_from_before_a_theft_stand_and_later_ones_do_not(office: Office) -> None:
    office.world.advance(days=1)
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    stated = office.decide([draft])
    office.world.advance(days=1)
    office.lists.append(office.sign_list(draft))
    office.world.compromise("cq", since=office.now)
    office.world.rotate("cq")
    office.world.publish()
    assert len(office.chain([stated]).lists) == 1
    assert office.chain([stated]).is_anchored
