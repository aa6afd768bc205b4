"""Files between desk and key:

JavaScript reads them as Python does, also after somebody changed them. sign.html shows and decides by the
second implementation (group `node`).
"""

import base64
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
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
from credentials.times import format_time
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.credentials.desk.papers import Passkey, person
from tests.harness.node import ask_node
from tests.harness.vectors import read_vectors
from tests.parity.desk.facts import plain
from tests.signing.authenticator import PRESENT, Authenticator
from tests.verifier.desk.office import CHAIR, CLERK, DEPUTY, PERSONS, Office, unsigned
from tests.world.works import list_notice, signed
from verifier.desk.decision import judge_plan
from verifier.desk.reading.carried import read_carried

pytestmark = pytest.mark.javascript

CHANGES = 1_500
PARSERS: Any = {"unsigned": parse_plan_to_sign, "signed": parse_signed_plan}
Case = dict[str, Any]


def case_of(kind: str, data: bytes, now: datetime) -> Case:
    return {"kind": kind, "data": base64.b64encode(data).decode(), "now": format_time(now)}


def answer(case: Case) -> dict[str, Any]:
    """Return Python's answer in the form of `reading.mjs`."""
    now = datetime.fromisoformat(case["now"])
    try:
        carried = PARSERS[case["kind"]](base64.b64decode(case["data"]))
        read = read_carried(carried, created=now, now=now)
    except RecordError as error:
        return {"error": [error.code, error.field]}
    question = read.question
    judged = judge_plan(question)
    return {
        "code": judged.code,
        "facts": plain(question.plan),
        "previous": question.previous.digest if question.previous is not None else None,
        "chain": {
            "isAnchored": question.chain.is_anchored,
            "lists": [plain(one) for one in question.chain.lists],
        },
        "aside": judged.weighed.aside if judged.weighed is not None else {},
        "faults": read.faults,
    }


def office_of(*persons: Any) -> Office:
    office = Office()
    if persons:
        office.lists = [office.sign_list({**unsigned(office.lists[0].value), "people": [*persons]})]
        office.world.publish_key_list("cq", people=office.lists[0].digest)
        office.world.publish()
    office.world.advance(days=1)
    return office


def exports() -> Iterator[tuple[str, Office, PlanToSign]]:
    """Yield a file of each operation, and its facts if the operation needs them."""
    office = office_of()
    world = office.world
    old = world.issue("cq", certificate_number="CQ-1")
    for name, records in {
        "issue": [world.issue("cq", certificate_number=f"CQ-{number}") for number in (2, 3)],
        "revoke": [world.revoke(old, reason="enterprise-request")],
        "annul": [world.revoke(old, reason="false-material")],
        "late": [world.suspend(old, effective_from=office.now - timedelta(days=9))],
        "key list": [canonicalize(office.party.newest_key_list.value)],
        "mixed": [world.issue("cq", certificate_number="CQ-4"), world.suspend(old)],
    }.items():
        yield name, office, office.export(office.decide([unsigned(one) for one in records]))
    for reason in ("rename", "correction", "renewal", "downgrade", "upgrade"):
        successor = world.issue("cq", certificate_number=f"CQ-{reason}")
        event = world.supersede(old, successor, reason=reason)
        stated = office.decide([unsigned(successor), unsigned(event)])
        for about in ([], [parse_json(old)]):
            yield f"{reason} {len(about)}", office, office.export(stated, about=about)
    notice = signed(world, list_notice(world))
    later = signed(world, list_notice(world, before=notice, items__1__withdrawn=True))
    yield "notice", office, office.export(office.decide([unsigned(later)]), about=[parse_json(notice)])
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    yield "people", office, office.export(office.decide([draft]))
    other = office.draft_list(PERSONS[0], {**PERSONS[1], "keys": [DEPUTY.entry]})
    yield "another key", office, office.export(office.decide([other]))
    yield "part", *part_of(office)
    documents = [unsigned(office.world.issue("cq", certificate_number=f"S-{n}")) for n in (1, 2)]
    other, by_key = (office.world.cq.sign(document, "assessment", office.now) for document in documents)
    forged = {**by_key, "proof": other["proof"]}
    for stored in ({1: by_key}, {1: forged}, {0: by_key, 1: by_key}, {0: {**by_key, "id": "urn:uuid:0"}}):
        yield "stored", office, office.export(office.decide(documents), stored=stored)


def part_of(office: Office) -> tuple[Office, PlanToSign]:
    whole = office.decide(
        [unsigned(office.world.issue("cq", certificate_number=f"P-{n}")) for n in (1, 2, 3)]
    )
    part = office.decide(whole.documents[:2], previous=whole.plan.digest)
    return office, office.export(part, before=[whole])


def stated_by(*hands: tuple[Any, str, str, dict[str, Any]]) -> tuple[Office, PlanToSign]:
    """Return a plan with these statements."""
    office = office_of()
    documents = [unsigned(office.world.issue("cq"))]
    plan = office.plan(documents)
    statements = [office.state(hand, by, plan, decision, **more) for hand, by, decision, more in hands]
    return office, office.export(StatedPlan(plan, documents, statements))


def test_files_of_each_operation_are_read_alike(tmp_path: Path) -> None:
    cases = [
        case_of("unsigned", format_plan_to_sign(carried), office.now + timedelta(days=days))
        for _, office, carried in exports()
        for days in (0, 3, 9, -1)
    ]
    office, carried = part_of(office_of())
    documents = [office.world.cq.sign(one, "assessment", office.now) for one in carried.stated.documents]
    cases.append(case_of("signed", format_signed_plan(carried, documents), office.now))
    expected = [answer(case) for case in cases]
    assert ask_node("tests/parity/desk/reading.mjs", tmp_path, cases) == expected
    codes = {one.get("code", one.get("error", [""])[0]) for one in expected}
    assert codes >= {None, "clock", "notice-missing", "plan-mixed", "file-signature", "plan-documents"}


@pytest.mark.parametrize("hours", [0, 1])
def test_a_second_list_is_followed_alike(tmp_path: Path, hours: int) -> None:
    office = office_of()
    draft = office.draft_list(*PERSONS, person("p3", DEPUTY.entry))
    stated = office.decide([draft])
    office.world.advance(hours=hours)
    office.lists.append(office.sign_list(draft))
    plan = office.decide([unsigned(office.world.issue("cq"))], notice="skipped", reasons="示例")
    cases = [
        case_of("unsigned", format_plan_to_sign(office.export(plan, before=before)), office.now)
        for before in ([stated], [])
    ]
    expected = [answer(case) for case in cases]
    assert [len(one["chain"]["lists"]) for one in expected] == [2, 1]
    assert ask_node("tests/parity/desk/reading.mjs", tmp_path, cases) == expected


FORGED = (
    {"origin": "https://desk.huren.example"},
    {"flags": PRESENT},
    {"type": "webauthn.create"},
    {"flags": 0x45},
)


def test_proofs_of_each_kind_and_fault_are_judged_alike(tmp_path: Path) -> None:
    hands = {kind: Passkey(Authenticator.of(kind)) for kind in (-7, -8, -257)}
    persons = [
        PERSONS[0],
        *(person(f"k{-kind}", hand.entry, roles=["chair"]) for kind, hand in hands.items()),
    ]
    office = office_of(*persons)
    documents = [unsigned(office.world.issue("cq"))]
    plan = office.plan(documents, notice="skipped", reasons="示例")
    statements = [office.state(CLERK, "p1", plan, "make"), office.state(CHAIR, "p1", plan, "approve")]
    for kind, hand in hands.items():
        statements.append(office.state(hand, f"k{-kind}", plan, "approve"))
        statements += [office.state(hand, f"k{-kind}", plan, "approve", forged=forged) for forged in FORGED]
    case = case_of(
        "unsigned", format_plan_to_sign(office.export(StatedPlan(plan, documents, statements))), office.now
    )
    found = answer(case)
    assert {*found["faults"].values()} >= {"other-site", "not-verified", "other-bytes", "form"}
    assert found["code"] is None
    assert ask_node("tests/parity/desk/reading.mjs", tmp_path, [case]) == [found]


def changed(random: Random, value: Any) -> Any:
    """Return the value with one member, anywhere, removed, doubled, or replaced."""
    value = deepcopy(value)
    inner, path = value, 0
    while True:
        names = [*inner] if isinstance(inner, dict) else [*range(len(inner))]
        name = random.choice(names)
        if isinstance(inner[name], (dict, list)) and inner[name] and random.random() < 0.85:
            inner, path = inner[name], path + 1
            continue
        break
    old = inner[name]
    what = random.randrange(7)
    if what == 0:
        del inner[name]
    elif what == 1 and isinstance(inner, dict):
        inner["extra"] = old
    elif what == 2 and isinstance(old, str) and old:
        place = random.randrange(len(old))
        inner[name] = old[:place] + random.choice("0aZ-_= é") + old[place + 1 :]
    elif what == 3 and isinstance(inner, list):
        inner.append(deepcopy(random.choice(inner)))
    elif what == 4 and isinstance(inner, list):
        inner.reverse()
    else:
        inner[name] = random.choice([None, True, 0, -1, 10**6, "", "x", [], {}, [old], {"a": old}, str(old)])
    return value


@pytest.mark.night
def test_files_that_somebody_changed_are_refused_or_judged_alike(tmp_path: Path) -> None:
    vectors = read_vectors("desk-carried")
    files = [
        (office.now, parse_json(format_plan_to_sign(carried), max_bytes=10**7))
        for _, office, carried in exports()
    ]
    read = parse_plan_to_sign(canonicalize(vectors["unsigned"]))
    files.append((read.exported, vectors["unsigned"]))
    cases = []
    for seed in range(CHANGES):
        random = Random(seed)
        now, value = random.choice(files)
        cases.append(case_of("unsigned", canonicalize(changed(random, value)), now))
    expected = [answer(case) for case in cases]
    found = ask_node("tests/parity/desk/reading.mjs", tmp_path, cases)
    differing = [
        (case, one, other) for case, one, other in zip(cases, expected, found, strict=True) if one != other
    ]
    assert differing[:1] == []
    assert len({one["error"][0] for one in expected if "error" in one}) > 15


def test_keys_of_people_are_refused_alike(tmp_path: Path) -> None:
    vectors = read_vectors("desk-carried")
    read = parse_plan_to_sign(canonicalize(vectors["unsigned"]))
    cases = []
    for kind in (-7, -8, -257):
        whole = Authenticator.of(kind).public
        for text in (
            whole,
            whole[:-1],
            whole[:-1] + "1",
            "z" + whole[2:],
            whole + "1",
            "z6Mk",
            "",
            "zDn",
            whole[1:],
        ):
            value = deepcopy(vectors["unsigned"])
            value["people"][0]["people"][0]["keys"].append(
                {"kind": "passkey", "public": text, "credentialId": "AAAA"}
            )
            cases.append(case_of("unsigned", canonicalize(value), read.exported))
    expected = [answer(case) for case in cases]
    assert ask_node("tests/parity/desk/reading.mjs", tmp_path, cases) == expected
