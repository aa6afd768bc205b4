"""The gate of a notice from documents: against a slow reading of the rules, and against forged versions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.times import day_of, start_of
from tests.harness.fuzz import examples
from tests.verifier.desk.noticed import (
    CATEGORIES,
    CODES,
    DAY,
    FOUND,
    GRADES,
    LATE,
    NAMES,
    OFFICE,
    SCHEME,
    TEXT,
    TODAY,
    WORLD,
    admitted,
    credential,
    gate_of,
    item,
    matched,
    notice,
)
from tests.verifier.desk.office import unsigned
from tests.world.works import list_notice, signed
from verifier.desk.gate import Gate, ItemObjection
from verifier.desk.reading.gate import AdmittedNotice, match_rows, read_gate
from verifier.desk.reading.plans import PlanContext, read_plan_facts


def judge(gate: Gate, day: date, second: int = 0) -> dict[int, str]:
    """Return the codes of all rows of a plan of one, so many seconds after the start of a day."""
    return dict(gate.judge_rows([0], start_of(day) + timedelta(seconds=second)))


@pytest.mark.parametrize(
    ("issued", "is_listed"),
    [
        ({}, True),
        ({"grade": 2}, True),
        ({"grade": 0}, False),
        ({"categories": (1,)}, False),
        ({"categories": (0, 1)}, False),
        ({"who": 1}, False),
        ({"legal_name": "示例别名环保有限公司"}, False),
        ({"unified_social_credit_code": CODES[1]}, False),
    ],
)
def test_a_credential_is_within_its_item(issued: dict[str, Any], is_listed: bool) -> None:
    first = notice(item())
    gate = gate_of(first, [credential(**issued)], admitted(first))
    assert judge(gate, LATE) == ({} if is_listed else {0: "item-missing"})


def test_categories_of_one_item_may_be_issued_apart_and_those_of_two_not_together() -> None:
    both = item(category=0, grade=1)
    both["category"] = [CATEGORIES[0], CATEGORIES[1]]
    first = notice(both, item(category=2))
    rows = matched(
        first, [credential(), credential(categories=(1, 0)), credential(categories=(2,))], admitted(first)
    )
    assert rows[1].items == {0: 0, 1: 0, 2: 1}
    assert matched(first, [credential(categories=(0, 2))], admitted(first))[1].items == {}


def test_no_second_item_keeps_what_one_withdraws() -> None:
    """A row {A, B} would have an item {A, B}, though an item {A} of the enterprise was withdrawn."""
    wide = {**item(grade=0), "category": [*CATEGORIES[:2]]}
    with pytest.raises(RecordError, match="item-repeated"):
        parse_any(notice(wide, item(grade=1)))


def test_another_scheme_and_another_association_are_other_notices() -> None:
    first = notice(item(), scheme="cq-pollution-control")
    assert judge(gate_of(first, [credential()], admitted(first)), LATE) == {0: "item-missing"}
    theirs = signed(WORLD, list_notice(WORLD, "sc", items=[item()], scheme=SCHEME))
    assert judge(gate_of(theirs, [credential()], admitted(theirs)), LATE) == {0: "item-missing"}


def test_without_the_agreement_no_grade_is_lower() -> None:
    first = notice(item())
    documents = [credential(), credential(grade=2)]
    plan, _ = matched(first, documents, admitted(first))
    assert match_rows(plan, documents, [admitted(first)], PlanContext()).items == {0: 0}


def test_a_renewal_waits_with_both_of_its_documents() -> None:
    old = WORLD.issue("cq", scheme=SCHEME, category=[CATEGORIES[0]], grade=GRADES[1])
    new = WORLD.issue("cq", scheme=SCHEME, category=[CATEGORIES[0]], grade=GRADES[1],
                      legal_name=NAMES[0], unified_social_credit_code=CODES[0])  # fmt: skip
    event = unsigned(WORLD.supersede(old, new, reason="renewal"))
    first = notice(item())
    _, rows = matched(first, [event, unsigned(new)], admitted(first))
    assert rows.items == {0: 0, 1: 0}
    assert matched(first, [event], admitted(first))[1].items == {}
    plan = read_plan_facts(OFFICE.plan([event], notice=parse_any(first).digest), [event], FOUND)
    known = PlanContext({parse_any(new).body.id: parse_any(new).body}, agreement=TEXT)
    assert match_rows(plan, [event], [admitted(first)], known).items == {0: 0}


def test_a_document_that_needs_no_notice_has_no_gate() -> None:
    suspended = [unsigned(WORLD.suspend(WORLD.issue("cq")))]
    first = notice(item())
    assert read_gate(*matched(first, suspended, admitted(first))) is None
    for named in ("opening-stock", "skipped"):
        documents = [credential()]
        about = OFFICE.plan(documents, notice=named, reasons="示例理由")
        plan = read_plan_facts(about, documents, FOUND)
        assert read_gate(plan, match_rows(plan, documents, [admitted(first)], FOUND)) is None


def test_the_days_run_from_the_admission_of_version_1() -> None:
    """Neither a past day in `from` nor the time of signing shortens the period."""
    since, until = (TODAY - 20 * DAY).isoformat(), TODAY.isoformat()
    days: dict[str, Any] = {"from": since, "until": until}
    first = notice(item(), **days)
    gate = gate_of(first, [credential()], admitted(first))
    last = TODAY + 6 * DAY
    assert judge(gate, last, 86_399) == {0: "notice-open"}
    assert judge(gate, last + DAY) == {}
    assert judge(gate_of(first, [credential()], admitted(first), days=10), last + DAY) == {0: "notice-open"}
    second = notice(before=first, items__0__objections=[{"receivedOn": until}])
    again = gate_of(first, [credential()], admitted(first), admitted(second, TODAY + 5 * DAY))
    assert judge(again, last + DAY) == {}


def test_a_plan_that_names_a_later_version_or_none_here_has_no_items() -> None:
    first = notice(item())
    second = notice(before=first, until=LATE.isoformat())
    for named, here in ((second, (first, second)), (first, ()), (first, (second,))):
        gate = gate_of(named, [credential()], *map(admitted, here))
        assert judge(gate, LATE + DAY) == {0: "item-missing"}


FORGED: dict[str, dict[str, Any]] = {
    "the end earlier": {"until": TODAY.isoformat()},
    "the item swapped": {"items__0": item(1)},
    "a higher grade": {"items__0__grade": GRADES[0]},
    "the item dropped": {"items": [item(1, 1)]},
    "an item added": {"items": [item(), item(1, 1), item(1)]},
    "begins earlier": {"from": (TODAY - 9 * DAY).isoformat()},
    "number 3": {"version": 3},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_version_changes_nothing(name: str) -> None:
    """A thief signed it and wrote it into the database: the version before stays the newest."""
    first = notice(item(), item(1, 1), until=LATE.isoformat())
    forged = notice(before=first, **FORGED[name])
    documents = [credential(), credential(1, grade=1), credential(grade=0)]
    honest = gate_of(first, documents, admitted(first))
    gate = gate_of(first, documents, admitted(first), admitted(forged, TODAY + DAY))
    for day in (TODAY, TODAY + 7 * DAY, LATE, LATE + DAY):
        moment = start_of(day)
        assert gate.judge_rows(range(3), moment) == honest.judge_rows(range(3), moment)
    assert gate.judge_rows(range(3), start_of(LATE + DAY)) == {1: "item-missing", 2: "item-missing"}


def test_of_two_second_versions_the_first_admitted_counts() -> None:
    first = notice(item())
    withdrawn = notice(before=first, items__0__withdrawn=True)
    silent = notice(before=first)
    restored = notice(before=withdrawn, items__0__withdrawn=...)
    rivals = admitted(silent, TODAY + 2 * DAY), admitted(withdrawn, TODAY + DAY)
    gate = gate_of(first, [credential()], admitted(first), *rivals, admitted(restored, TODAY + 3 * DAY))
    assert judge(gate, LATE) == {0: "item-missing"}


def test_a_version_never_counts_before_the_one_that_it_follows() -> None:
    first = notice(item())
    second = notice(before=first, items__0__withdrawn=True)
    gate = gate_of(first, [credential()], admitted(first, TODAY + DAY), admitted(second, TODAY))
    assert [version.admitted for version in gate.versions] == [TODAY + DAY] * 2


@dataclass(frozen=True)
class Told:
    """A version as it was made: days after the first, withdrawn items, length."""

    day: int
    until: int
    withdrawn: frozenset[int]


def slow(versions: list[Told], row: tuple[int, int, int], days: int, moment: datetime) -> str | None:
    """Read the rules word for word: versions known on the day, the item, the notice's last day."""
    day = day_of(moment)
    here = [told for told in versions if TODAY + told.day * DAY <= day]
    if not here:
        return "item-missing"
    newest, (who, category, grade) = here[-1], row
    places = [place for place, one in enumerate(LISTED) if one[:2] == (who, category) and grade >= one[2]]
    if not [place for place in places if place not in newest.withdrawn]:
        return "item-missing"
    ends = TODAY + newest.until * DAY, TODAY + (versions[0].day + days - 1) * DAY
    return "notice-open" if day <= max(ends) else None


LISTED = [(0, 0, 1), (1, 1, 0), (0, 2, 2)]
ROWS = [(who, category, grade) for who in range(2) for category in range(3) for grade in range(3)]
DOCUMENTS = {row: credential(row[0], (row[1],), row[2]) for row in ROWS}
STEPS = st.tuples(
    st.integers(0, 4),
    st.integers(0, 5),
    st.frozensets(st.integers(0, 2)),
    st.sampled_from([*FORGED, ""]),
)


def run_notice(begun: int, length: int, steps: Any) -> tuple[list[AdmittedNotice], list[Told]]:
    """Make a notice with forged versions between the honest ones; return what the honest ones say."""
    until = begun + length
    last = notice(*(item(*one) for one in LISTED), until=(TODAY + until * DAY).isoformat())
    notices, told = [admitted(last, TODAY + begun * DAY)], [Told(begun, until, frozenset())]
    for place, (later, longer, gone, forged) in enumerate(steps, 1):
        begun, until = begun + later, until + longer
        if forged:
            members = FORGED[forged] if forged != "number 3" else {"version": place + 2}
            notices.append(admitted(notice(before=last, **members), TODAY + begun * DAY))
        withdrawn = told[-1].withdrawn | gone
        marks = {f"items__{number}__withdrawn": True for number in withdrawn}
        last = notice(before=last, until=(TODAY + until * DAY).isoformat(), **marks)
        notices.append(admitted(last, TODAY + begun * DAY, 11))
        told.append(Told(begun, until, withdrawn))
    return notices, told


@settings(max_examples=examples(60), deadline=None)
@given(
    st.builds(run_notice, st.integers(0, 6), st.integers(1, 12), st.lists(STEPS, max_size=3)),
    st.integers(1, 12),
    st.permutations(ROWS),
    st.lists(st.tuples(st.integers(-1, 30), st.sampled_from([0, 86_399])), min_size=1, max_size=6),
    st.data(),
)
def test_rows_are_judged_as_the_rules_read(
    made: tuple[list[AdmittedNotice], list[Told]], days: int, order: Any, moments: Any, data: Any
) -> None:
    """In any order of the versions, at random moments."""
    notices, told = made
    handed = data.draw(st.permutations(notices))
    documents = [DOCUMENTS[row] for row in order]
    gate = gate_of(notices[0].record.data, documents, *handed, days=days)
    for day, second in moments:
        moment = start_of(TODAY + day * DAY) + timedelta(seconds=second)
        expected = {place: slow(told, row, days, moment) for place, row in enumerate(order)}
        found = gate.judge_rows(range(len(order)), moment)
        assert found == {place: code for place, code in expected.items() if code is not None}


def test_an_objection_closes_the_row_of_its_item() -> None:
    first = notice(item(), item(1, 1))
    documents = [credential(), credential(1, (1,))]
    objection = ItemObjection(1, TODAY + DAY)
    gate = gate_of(first, documents, admitted(first), objections=[objection])
    assert gate.judge_rows([0, 1], start_of(LATE)) == {1: "objection-open"}


def test_a_refusal_opens_the_gate_from_its_own_moment_on() -> None:
    """A record signed before it does not pass because it is uploaded after it."""
    first = notice(item())
    refused = [start_of(LATE + 2 * DAY), start_of(LATE + 3 * DAY)]
    objection = ItemObjection(0, TODAY + DAY, refused=refused)
    gate = gate_of(first, [credential()], admitted(first), objections=[objection])
    assert gate.judge_rows([0], refused[1] - timedelta(seconds=1)) == {0: "objection-open"}
    assert gate.judge_rows([0], refused[1]) == {}
