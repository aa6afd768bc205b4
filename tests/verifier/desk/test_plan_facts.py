"""Facts of a plan from its documents: the operation, its changes, and where it says more than before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from credentials.documents.agreement import AgreementText
from credentials.documents.assessment import AssessmentCredential
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.times import format_time, parse_time
from signing.jcs import canonicalize
from tests.credentials.desk.papers import Value
from tests.verifier.desk.office import DEPUTY, PERSONS, Office, unsigned
from tests.world import World, id_of
from verifier.desk.people import CHAIRED, GRAVE, PLAIN
from verifier.desk.plan import EMERGENCIES, MARK_KEY, Plan
from verifier.desk.reading.plans import PlanContext, read_plan_facts

OFFICE = Office()
WORLD: World = OFFICE.world
LATER = timedelta(days=1)


def assessments(*documents: bytes) -> dict[str, AssessmentCredential]:
    """Return the credentials by id, as a registry gives them."""
    return {id_of(data): parse_any(data).body for data in documents}


def facts(*documents: bytes | Value, known: tuple[bytes, ...] = (), **plan: Any) -> Plan:
    """Return the facts of a plan of these documents."""
    values = [unsigned(document) for document in documents]
    text = AgreementText.model_validate(WORLD.text)
    key_list = parse_record(WORLD.cq.key_lists[-1])
    before = PlanContext(assessments(*known), key_list, OFFICE.lists, text)
    return read_plan_facts(OFFICE.plan(values, **plan), values, before)


def parse_record(document: Value) -> Any:
    return parse_any(canonicalize(document)).body


def successor_of(
    old: bytes, reason: str, change: Callable[[Value], None] | None = None, **draft: Any
) -> tuple[bytes, bytes]:
    """Return a successor that differs from the old credential by `draft` and `change`, and its event."""
    value = unsigned(old)

    def alike(document: Value) -> None:
        document["validFrom"], document["validUntil"] = value["validFrom"], value["validUntil"]
        if change is not None:
            change(document)

    new = WORLD.issue("cq", change=alike, **draft)
    return new, WORLD.supersede(old, new, reason=reason)


def number_of(data: bytes) -> str:
    """Return the certificate number that a credential gives, as an object of its plan."""
    return f"number/{parse_any(data).body.title}"


def test_a_plan_of_credentials_is_an_issue() -> None:
    issued = [WORLD.issue("cq"), WORLD.issue("cq")]
    plan = facts(*issued, notice="opening-stock")
    assert (plan.operation, plan.class_, plan.needs_notice) == ("issue", GRAVE, True)
    assert plan.objects == {*map(id_of, issued), *map(number_of, issued)}
    assert plan.scheme == parse_any(issued[0]).body.scheme
    assert facts(*issued).class_ == CHAIRED


EVENTS: list[tuple[str, dict[str, Any], str]] = [
    ("suspend", {}, PLAIN),
    ("reinstate", {}, CHAIRED),
    ("revoke", {"reason": "enterprise-request"}, CHAIRED),
    ("revoke", {"reason": "false-material"}, GRAVE),
    ("suspend", {"effective_from": WORLD.now - timedelta(hours=25)}, GRAVE),
]


@pytest.mark.parametrize(("action", "members", "class_"), EVENTS)
def test_an_event_is_an_operation(action: Any, members: dict[str, Any], class_: str) -> None:
    credential = WORLD.issue("cq")
    plan = facts(WORLD.event(credential, action, **members), known=(credential,))
    assert (plan.operation, plan.class_, {*plan.objects}) == (action, class_, {id_of(credential)})


def test_the_gravest_of_several_reasons_decides() -> None:
    one, other = WORLD.issue("cq"), WORLD.issue("cq")
    events = WORLD.revoke(one, reason="enterprise-request"), WORLD.revoke(other, reason="false-material")
    assert facts(*events).class_ == GRAVE


def lengthen(document: Value) -> None:
    document["validUntil"] = format_time(parse_time(document["validUntil"]) + LATER)


def begin_earlier(document: Value) -> None:
    document["validFrom"] = format_time(parse_time(document["validFrom"]) - LATER)


def shorten(document: Value) -> None:
    document["validUntil"] = format_time(parse_time(document["validUntil"]) - LATER)


CATEGORIES = next(scheme["categories"] for scheme in WORLD.text["schemes"] if scheme["owner"] == WORLD.cq.did)
SUCCESSORS: list[tuple[str, dict[str, Any], str, bool]] = [
    ("rename", {"legal_name": "重庆示例新名环保有限公司"}, "rename", False),
    ("rename", {"change": shorten}, "rename", False),
    ("rename", {"change": lengthen}, "rename", True),
    ("correction", {"change": begin_earlier}, "correction", True),
    ("correction", {"grade": "二级"}, "correction", True),
    ("correction", {"category": CATEGORIES[:2]}, "correction", True),
    ("correction", {"unified_social_credit_code": "91500100MA000AAAAP"}, "correction", True),
    ("downgrade", {"grade": "二级"}, "downgrade", False),
    ("downgrade", {}, "issue", False),
    ("downgrade", {"grade": "二级", "change": lengthen}, "issue", True),
    ("renewal", {"change": lengthen}, "issue", True),
    ("upgrade", {}, "issue", False),
]


@pytest.mark.parametrize(("reason", "draft", "operation", "widens"), SUCCESSORS)
def test_a_successor_is_compared_with_what_it_replaces(
    reason: str, draft: dict[str, Any], operation: str, widens: bool
) -> None:
    old = WORLD.issue("cq")
    new, event = successor_of(old, reason, **draft)
    for documents in ((new, event), (event, new)):
        plan = facts(*documents, known=(old,))
        assert (plan.operation, {*plan.objects}) == (operation, {id_of(old), id_of(new), number_of(new)})
        assert plan.needs_notice == (widens or operation == "issue")
    assert facts(event, known=(old, new)).operation == operation
    assert facts(new, event).needs_notice, "what it replaces is not here"


def test_a_credential_beside_a_rename_is_not_renamed() -> None:
    old = WORLD.issue("cq")
    new, event = successor_of(old, "rename")
    with pytest.raises(RecordError) as caught:
        facts(new, event, WORLD.issue("cq"), known=(old,))
    assert (caught.value.code, caught.value.field) == ("plan-mixed", "documents[2]")
    assert caught.value.facts == {"expected": "rename", "found": "issue"}


def test_a_narrow_document_hides_no_wide_one_of_its_id() -> None:
    old = WORLD.issue("cq")
    narrow, event = successor_of(old, "rename")
    wide = unsigned(narrow)
    lengthen(wide)
    for documents in ((wide, narrow, event), (event, narrow, wide)):
        with pytest.raises(RecordError) as caught:
            facts(*documents, known=(old,))
        assert caught.value.code == "item-repeated"


def key_list(**members: Any) -> Value:
    """Yield the association's next key list, and take it back afterwards."""
    listed = WORLD.publish_key_list("cq", people=OFFICE.lists[0].digest, **members)
    WORLD.cq.key_lists.pop()
    return unsigned(listed)


def marked(document: Value, **more: Any) -> Value:
    """Return a key list that marks the assessment key."""
    methods = [{**method} for method in document["verificationMethod"]]
    method = next(method for method in methods if method["use"] == "assessment")
    method.update(compromisedSince=format_time(WORLD.now), **more)
    return {
        **document,
        "verificationMethod": methods,
        "assertionMethod": [entry["id"] for entry in methods if entry is not method],
    }


def test_a_key_list_is_renewed_changed_or_marks_a_key() -> None:
    assert WORLD.cq.key_lists[-1]["people"] == OFFICE.lists[0].digest
    renewed = key_list()
    assert (facts(renewed).operation, facts(renewed).class_) == ("keys", PLAIN)
    assert facts(marked(renewed)).operation == "key-compromised"
    assert facts({**marked(renewed), "people": "0" * 64}).operation == "keys-change"
    longer = marked(renewed, signsUntil="2026-12-31T00:00:00+08:00")
    for changed in ({**renewed, "people": "0" * 64}, {**renewed, "declines": declines()}, longer):
        plan = facts(changed)
        assert (plan.operation, plan.class_, {*plan.objects}) == ("keys-change", GRAVE, {"key-list"})


def declines() -> list[Value]:
    return [{"issuer": WORLD.sc.did, "from": format_time(WORLD.now)}]


def test_other_documents_have_their_operation() -> None:
    half = next(half for half in WORLD.agreements[-1] if half["issuer"] == WORLD.cq.did)
    plan = facts(half)
    assert (plan.operation, plan.class_, {*plan.objects}) == ("agreement", CHAIRED, {"agreement/1"})
    shorter = OFFICE.draft_list(PERSONS[0])
    plan = facts(shorter)
    assert (plan.operation, plan.class_, {*plan.removes}) == ("people", CHAIRED, {"p2"})
    rekeyed = {**PERSONS[1], "keys": [DEPUTY.entry]}
    assert {*facts(OFFICE.draft_list(PERSONS[0], rekeyed)).removes} == {"p2"}, "another key is another person"
    more = {**PERSONS[1], "keys": [*PERSONS[1]["keys"], DEPUTY.entry]}
    assert not facts(OFFICE.draft_list(PERSONS[0], more)).removes
    with pytest.raises(RecordError) as caught:
        facts(OFFICE.draft_list(PERSONS[0], previous="0" * 64))
    assert (caught.value.code, caught.value.field) == ("reference-unknown", "previous")
    other = World()
    other.salvage("cq", "assessment-1")
    salvage = other.cq.salvage[-1]
    for plan, operation in (
        (facts(salvage, marked(key_list())), MARK_KEY),
        (facts(salvage), "salvage"),
        (facts(salvage, {**marked(key_list()), "people": "0" * 64}), "salvage"),
    ):
        assert (plan.operation, plan.class_) == (operation, GRAVE)
        assert (plan.operation in EMERGENCIES) == (operation == MARK_KEY)


def test_malformed_or_foreign_documents_are_refused() -> None:
    issued, of_other = WORLD.issue("cq"), WORLD.issue("sc")
    event = WORLD.suspend(issued)
    signed = {**unsigned(issued), "proof": {}}
    cases: list[tuple[list[Any], str, str]] = [
        ([unsigned(issued), unsigned(event)], "plan-mixed", "documents[1]"),
        ([unsigned(of_other)], "plan-mixed", "documents[0].issuer"),
        ([signed], "member-unknown", "documents[0].proof"),
        ([{"type": "huren-people/1"}], "member-missing", "documents[0].@context"),
        ([{"any": "thing"}], "kind-unknown", "documents[0].type"),
        ([{**unsigned(issued), "validUntil": "x"}], "time-form", "documents[0].validUntil"),
        ([{**unsigned(issued), "more": "x" * 70_000}], "too-large", "documents[0]"),
    ]
    for values, code, field in cases:
        with pytest.raises(RecordError) as caught:
            facts(*values) if "proof" not in values[0] else read_plan_facts(
                OFFICE.plan(values), values, PlanContext()
            )
        assert (caught.value.code, caught.value.field) == (code, field)
    about = OFFICE.plan([unsigned(issued)])
    for given in ([], [unsigned(issued)] * 2):
        with pytest.raises(RecordError) as caught:
            read_plan_facts(about, given, PlanContext())
        assert caught.value.code == "plan-documents"


def test_credentials_of_two_schemes_are_two_plans() -> None:
    schemes = [scheme["id"] for scheme in WORLD.text["schemes"] if scheme["owner"] == WORLD.cq.did]
    issued = [WORLD.issue("cq", scheme=scheme) for scheme in schemes[:2]]
    with pytest.raises(RecordError) as caught:
        facts(*issued)
    assert (caught.value.code, caught.value.field) == ("plan-mixed", "documents[1]")
