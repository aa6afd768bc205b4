"""What is refused of both documents, and what is said of a tender and of everything in a matrix."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_names import AgreementNames
from credentials.errors import RecordError
from credentials.words.closed_lists import word_for
from keys_example.agreement import agreement_text
from signing.errors import Lang
from tests.credentials.sentences import check_sentence
from tests.harness.checkout import ROOT
from tests.verifier.tender.opening import OPENING, A, B, Room, requirement, single, tender, together
from verifier.tender import check, parse_bidders, parse_tender, read_bidders, read_tender
from verifier.tender.asked import list_grades_in
from verifier.tender.documents.bidders import MAX_BIDDERS_BYTES
from verifier.tender.documents.schemas import tender_schema
from verifier.tender.documents.tender import MAX_TENDER_BYTES
from verifier.tender.words import COLUMN_WORDS, STATES, say


def names(lang: Lang) -> AgreementNames:
    """What the parties of these tenders call things."""
    return AgreementNames(AgreementText.model_validate(agreement_text()), lang)


LANGUAGES: tuple[Lang, ...] = ("zh", "en")


def bidders(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "Bidders/1", "version": 1, "bidders": [*entries], **more}


def refusal(value: dict[str, Any]) -> tuple[str, str]:
    read = read_tender if value["type"] == "Tender/1" else read_bidders
    with pytest.raises(RecordError) as caught:
        read(value)
    assert caught.value.field not in caught.value.sentence("zh"), "said in words"
    return caught.value.code, caught.value.field


FIRST = "criteria[0].groups[0].requirements[0]"
TWICE = tender(requirement(), requirement())
CASES: list[tuple[dict[str, Any], str, str]] = [
    (tender(title=None), "member-type", "title"),
    (tender(version=2), "previous-form", "previous"),
    (tender(regime="open"), "member-value", "regime"),
    (tender(requirement(workItem="W9")), "reference-unknown", f"{FIRST}.workItem"),
    (tender(requirement(categories={})), "member-missing", f"{FIRST}.categories.anyOf"),
    (TWICE, "item-repeated", "criteria"),
    (tender(contract={"from": "2026-06-02", "until": "2026-06-01"}), "interval-empty", "contract.until"),
    (tender(openingAt="2026-05-20"), "time-form", "openingAt"),
    (tender(freshness={"failAfterHours": 169}), "member-value", "freshness.failAfterHours"),
    (bidders(single(), single()), "item-repeated", "bidders"),
    (bidders({**single(), "uscc": A[:-1] + "1"}), "uscc-check", "bidders[0].uscc"),
    (bidders({"id": "B1", "lots": ["L1"], "name": "示例"}), "member-missing", "bidders[0].uscc"),
    (bidders({**together([], []), "uscc": "91500100MA002AAAA7"}), "reference-unknown", "bidders[0].uscc"),
    (bidders({**single(), "id": "甲"}), "member-form", "bidders[0].id"),
    (
        bidders({**single(), "claims": [{"criterion": "C1", "number": "\u3000"}]}),
        "number-empty",
        "bidders[0].claims[0].number",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("value", "code", "field"), CASES, ids=[f"{c}-{f}" for _, c, f in CASES])
def test_a_refusal_names_the_member(value: dict[str, Any], code: str, field: str) -> None:
    assert refusal(value) == (code, field)


@pytest.mark.parametrize(
    ("parse", "most"), [(parse_tender, MAX_TENDER_BYTES), (parse_bidders, MAX_BIDDERS_BYTES)]
)
def test_too_much_is_refused_before_it_is_parsed(parse: Any, most: int) -> None:
    with pytest.raises(RecordError) as caught:
        parse(b"[" * (most + 1))
    assert caught.value.code == "too-large"
    with pytest.raises(RecordError) as caught:
        parse(b'{"a":[' + b"1," * 150_000 + b"1]}")
    assert caught.value.code == "too-many-values"


def test_bytes_and_a_dict_are_one_document() -> None:
    data = json.dumps(tender(), ensure_ascii=False).encode()
    assert parse_tender(data).digest == read_tender(tender()).digest


def test_the_examples_of_the_reference_are_read() -> None:
    text = (ROOT / "docs/reference/tender.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert parse_tender(blocks[0].encode()).body.number
    assert len(parse_bidders(blocks[1].encode()).body.bidders) == 2


def test_a_pair_that_does_not_belong_together_is_refused() -> None:
    room = Room()
    room.world.publish()
    other = read_bidders(bidders({**single(), "lots": ["L7"]}))
    with pytest.raises(RecordError, match="bidders") as caught:
        check(read_tender(tender()), other, {}, room.world.trust(), now=OPENING)
    assert caught.value.code == "reference-unknown"


def test_an_own_list_names_criteria_of_the_tender() -> None:
    room = Room()
    room.world.publish()
    claims = [{"criterion": "C1", "number": "1"}, {"criterion": "C9", "number": "1"}]
    with pytest.raises(RecordError) as caught:
        room.check(bidder={**single(), "claims": claims})
    assert (caught.value.code, caught.value.field) == ("reference-unknown", "bidders[0].claims[1].criterion")


def test_both_schemas_are_made() -> None:
    for name in ("tender", "bidders"):
        assert json.loads(tender_schema(name) or b"")["properties"]["type"]["const"].lower() == f"{name}/1"
    assert tender_schema("other") is None


def lint(*requirements: dict[str, Any], use: str = "qualification", **changes: Any) -> list[str]:
    points = changes.pop("points", None)
    value = tender(*requirements, **changes)
    value["criteria"][0]["use"] = use
    if points:
        value["criteria"][0]["points"] = points
    if changes.get("consortium", True) is None:
        del value["consortium"]
    room = Room()
    room.world.publish()
    found = room.check(value)
    for note in found.lint:
        for lang in LANGUAGES:
            check_sentence(say("lint", note.code, note.facts, lang, names(lang)), lang)
    return [note.code for note in found.lint]


def test_lint_advice_on_a_tender() -> None:
    assert lint() == []
    assert lint(regime="government") == ["association-certificate-as-qualification"]
    assert lint(regime="government", use="scoring") == []
    assert lint(requirement(acceptEquivalents=False)) == ["region-locked"]
    assert lint(requirement(acceptEquivalents=False), use="scoring") == ["bonus-by-region"]
    assert lint(requirement(scheme="sc-pollution-control")) == ["unknown-scheme"]
    assert lint(requirement(categories={"anyOf": ["光"]})) == ["unknown-category"]
    assert lint(requirement(minGrade="特级")) == ["unknown-grade"]
    assert lint(requirement(minGrade="一级")) == ["unknown-grade"], "a numeral of another scheme"
    assert lint(
        openingAt="2040-05-20T09:30:00+08:00", contract={"from": "2041-01-01", "until": "2041-12-31"}
    ) == ["impossible"]
    long = {"from": "2026-06-01", "until": "2030-06-01"}
    assert lint(requirement(validAt="all"), contract=long) == ["contract-longer-than-validity"]
    assert lint(requirement(), contract=long) == []
    rows = [{"minGrade": "乙级", "points": "1"}, {"minGrade": "甲级", "points": "2"}]
    assert lint(points=rows) == ["points-gap"]
    assert lint(requirement(minGrade="乙临"), points=rows[::-1]) == ["points-gap"]
    assert lint(points=rows[::-1]) == []
    assert lint(requirement(minGrade="甲级"), points=rows[::-1]) == ["points-gap"], "乙级 is never reached"
    assert lint(requirement(minGrade="甲级"), points=rows[:1]) == [], "甲级 reaches the row of 乙级"
    either = requirement(minGrade="甲级"), requirement(id="R2", minGrade="乙级")
    assert lint(*either, points=rows[::-1]) == [], "one of the two reaches it"
    assert lint(consortium=None) == ["consortium-not-stated"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("须具有乙级及以上证书", ["乙级"]),
        ("甲级或乙级", []),
        ("Class B or better", ["乙级"]),
        ("具有相应能力证书（ISO 9001）", []),
        ("甲临", ["甲临"]),
        ("甲级", []),
    ],
)
def test_a_sentence_of_the_tender_that_names_other_grades_is_told(text: str, named: list[str]) -> None:
    room = Room()
    room.world.publish()
    found = room.check(tender(requirement(minGrade="甲级", text=text))).lint
    assert [note.facts.get("grades") for note in found if note.code == "grade-differs-from-text"] == (
        [named] if named else []
    )


def test_a_latin_grade_is_no_part_of_a_word() -> None:
    scheme = AgreementText.model_validate(agreement_text()).scheme("cq-credit")
    assert scheme is not None
    assert list_grades_in("信用等级AA级以上（GB/T 38221，BIM，II 类）", scheme) == ["AA"]
    assert list_grades_in("ABC", scheme) == []


def test_a_lot_without_criteria_and_a_remark_that_comes_too_late_are_told() -> None:
    value = tender(lots=[{"id": "L1", "title": "一"}, {"id": "L2", "title": "二"}])
    value["criteria"][0]["lots"] = ["L1"]
    value["freshness"] = {"warnAfterHours": 48, "failAfterHours": 24}
    room = Room()
    room.world.publish()
    told = [(note.code, note.facts) for note in room.check(value).lint]
    assert told == [("freshness-order", {"hours": 24}), ("lot-without-criteria", {"lot": "L2"})]


def test_points_may_be_typed_as_a_whole_number() -> None:
    value = tender()
    value["criteria"][0]["points"] = [
        {"minGrade": "甲级", "points": 10},
        {"minGrade": "乙级", "points": "4.5"},
    ]
    (criterion,) = read_tender(value).body.criteria
    assert [row.points for row in criterion.points or ()] == ["10", "4.5"]
    value["criteria"][0]["points"] = [{"minGrade": "甲级", "points": -1}]
    assert refusal(value) == ("member-form", "criteria[0].points[0].points")
    value["criteria"][0]["points"] = [{"minGrade": "甲级", "points": True}]
    assert refusal(value) == ("member-type", "criteria[0].points[0].points")


def test_a_group_that_asks_for_nothing_establishes_nothing() -> None:
    empty = tender()
    empty["criteria"][0]["groups"][0]["requirements"] = []
    room = Room()
    room.world.publish()
    found = room.check(empty)
    assert [note.code for note in found.lint] == ["or-group-empty"]
    assert [outcome.state for outcome in found.criteria] == ["cannot-establish"]


@pytest.mark.parametrize(
    ("written", "met"), [("壹级", True), ("Ⅰ级", True), ("1级", True), ("I 级", True), ("甲级", False)]
)
def test_a_numeral_is_read_within_the_scheme_alone(written: str, met: bool) -> None:
    room = Room()
    room.hand_in(scheme="cq-facility-operation", category=["在线监测"], grade="一级")
    room.world.publish()
    asked = requirement(scheme="cq-facility-operation", categories={"anyOf": ["在线监测"]}, minGrade=written)
    (cell,) = room.check(tender(asked)).cells
    assert (cell.state, cell.codes) == (
        ("met", ("own-grade",)) if met else ("cannot-establish", ("requirement-unclear",))
    )


def test_flags_of_consortia() -> None:
    room = Room()
    room.world.publish()
    bid = {k: v for k, v in together(["W1"], ["W1"]).items() if k != "jointAgreement"}
    found = room.check(tender(consortium={"allowed": False, "rule": "same-work"}), bid)
    assert [flag.code for flag in found.flags] == ["joint-agreement-missing", "consortium-not-allowed"]
    for flag in found.flags:
        check_sentence(say("flags", flag.code, flag.facts, "zh"), "zh")


def test_every_code_of_a_matrix_has_a_sentence_in_both_languages() -> None:
    room = Room()
    for grade in ("甲级", "乙级", "甲临", "乙临"):
        room.world.suspend(room.hand_in(grade=grade), effective_from=OPENING + timedelta(days=8))
    room.hand_in(scheme="sc-pollution-control", category=["水污染治理"], grade="二级")
    room.hand_in(B)
    room.world.now = OPENING + timedelta(days=9)
    room.world.publish()
    asked = tender(requirement(minGrade="甲级", validAt="all"), awardAt=room.world.now.isoformat())
    found = room.check(asked, now=room.world.now)
    told = [("cells", r) for cell in found.cells for c in cell.columns.values() if c for r in c.reasons]
    assert {reason.code for _, reason in told} >= {"suspended", "grade-lower", "own-grade"}
    said = [("cells", r.code, r.facts) for _, r in told]
    said += [("papers", note.code, note.facts) for note in found.papers]
    for part, code, facts in said:
        for lang in LANGUAGES:
            check_sentence(say(part, code, facts, lang, names(lang)), lang)  # type: ignore[arg-type]
    for labels in (STATES, COLUMN_WORDS):
        assert all(word_for(labels, code, "zh") != word_for(labels, code, "en") for code in labels)
    assert "Suspended 8 days after the opening" in say("cells", "suspended", _facts(said, "suspended"), "en")


def _facts(said: list[Any], code: str) -> Any:
    return next(facts for _, name, facts in said if name == code)
