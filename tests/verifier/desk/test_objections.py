"""Weighing objections: who accepted, who refused, which answer stands, which row waits."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.documents.desk.objection import EntryAct, ObjectionEntry, read_entry
from credentials.record import read_body
from credentials.times import CHINA, start_of
from tests.credentials.desk.papers import OBJECTION
from tests.harness.fuzz import examples
from tests.verifier.desk.noticed import (
    LATE,
    TODAY,
    admitted,
    credential,
    gate_of,
    item,
    matched,
    notice,
)
from verifier.desk.people import PeopleChain, PeopleList, Person
from verifier.desk.reading.objections import DoneAct, WeighedActs, read_item_objections, weigh_acts

Act = tuple[str, str, float] | tuple[str, str, float, str]
"""An act: its name, the person, the day counted from the first, and the result of an answer."""

START = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=CHINA)


def person(id_: str, *roles: str, until: int = 90) -> Person:
    return Person(id_, frozenset(roles or ("clerk",)), TODAY, TODAY + timedelta(days=until), frozenset({id_}))


PEOPLE = [person("p1"), person("p2", "chair"), person("p3", "auditor"), person("p4", until=5)]


def chain(*people: Person, alone: bool = False, valid: int = 90) -> PeopleChain:
    until = TODAY + timedelta(days=valid)
    return PeopleChain([PeopleList("list", START, until, people or PEOPLE, {}, alone)])


def done(*acts: Act) -> list[DoneAct]:
    made = []
    for name, by, day, *result in acts:
        told = {"reasons": "示例理由"} | ({"result": result[0]} if result else {})
        made.append(DoneAct(name, by, START + timedelta(days=day), read_body(told, EntryAct)))
    return made


def entry(*acts: Act, **about: Any) -> tuple[ObjectionEntry, list[DoneAct]]:
    """Return an objection of today with the acts on it."""
    named = {"name": "示例环保有限公司", **about}
    value = {**OBJECTION, "receivedOn": TODAY.isoformat(), "about": named}
    return read_entry(value, ObjectionEntry), done(*acts)


def weigh(*acts: Act, people: PeopleChain | None = None) -> WeighedActs:
    return weigh_acts(done(*acts), people or chain())


def test_one_person_accepts_and_two_refuse() -> None:
    assert weigh(("accept", "p1", 2), ("accept", "p2", 1)).accepted == START + timedelta(days=1)
    first, second = START + timedelta(days=1), START + timedelta(days=2)
    assert weigh(("refuse", "p1", 2), ("refuse", "p1", 1)).refused_by == {"p1": first}
    assert weigh(("refuse", "p1", 1), ("refuse", "p2", 2)).refused_by == {"p1": first, "p2": second}


@pytest.mark.parametrize(
    "act", [("accept", "p3", 1), ("accept", "p9", 1), ("accept", "p4", 6), ("refuse", "p3", 1)]
)
def test_an_act_of_a_person_who_may_not_decide_has_no_effect(act: Any) -> None:
    """An auditor, somebody unknown, somebody after the end of the term."""
    assert weigh(act) == WeighedActs()
    assert weigh(("accept", "p1", 10), people=chain(valid=5)) == WeighedActs()


def test_an_answer_takes_two_persons_who_agree() -> None:
    both = ("answer", "p1", 3, "rejected"), ("answer", "p2", 4, "rejected")
    assert weigh(both[0]).result is None
    found = weigh(*both)
    assert (found.answered, found.result) == (START + timedelta(days=4), "rejected")
    assert weigh(both[0], ("answer", "p1", 4, "rejected")).result is None
    assert weigh(both[0], ("answer", "p2", 4, "upheld")).result is None
    changed = weigh(both[0], ("answer", "p2", 4, "upheld"), ("answer", "p1", 5, "upheld"))
    assert (changed.answered, changed.result) == (START + timedelta(days=5), "upheld")
    later = weigh(*both, ("answer", "p1", 6, "upheld"), ("answer", "p2", 6, "upheld"))
    assert later.result == "rejected", "an answer that was given is not taken back"
    alone = chain(person("p1", "chair"), alone=True)
    assert weigh(both[0], people=alone).result == "rejected"


NAMES, RESULTS = ["p1", "p2", "p3", "p4"], ["upheld", "partly", "rejected"]
ACTS = st.one_of(
    st.tuples(st.sampled_from(["accept", "refuse"]), st.sampled_from(NAMES), st.integers(0, 9)),
    st.tuples(st.just("answer"), st.sampled_from(NAMES), st.integers(0, 9), st.sampled_from(RESULTS)),
)


def slow(acts: list[Any]) -> tuple[Any, ...]:
    """Return the result of the acts up to each day, day by day."""
    counting = [act for act in acts if act[1] in ("p1", "p2") or (act[1] == "p4" and act[2] <= 5)]
    counting.sort(key=lambda act: (act[2], act[1], act[0]))
    accepted = min((act[2] for act in counting if act[0] == "accept"), default=None)
    refused = {act[1]: act[2] for act in reversed(counting) if act[0] == "refuse"}
    answers = [act for act in counting if act[0] == "answer"]
    for place in range(len(answers)):
        last = {act[1]: act[3] for act in answers[: place + 1]}
        same = [by for by, result in last.items() if result == answers[place][3]]
        if len(same) > 1:
            return accepted, refused, answers[place][2], answers[place][3]
    return accepted, refused, None, None


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(ACTS, max_size=7, unique_by=lambda act: act[:3]), st.randoms(use_true_random=False))
def test_acts_are_weighed_by_the_written_rules(acts: list[Any], random: Any) -> None:
    accepted, refused, answered, result = slow(acts)
    handed = [*acts]
    random.shuffle(handed)
    found = weigh(*handed)

    def day(number: int | None) -> datetime | None:
        return None if number is None else START + timedelta(days=number)

    assert found == WeighedActs(
        day(accepted),
        {by: START + timedelta(days=at) for by, at in refused.items()},
        day(answered),
        result,
    )


def test_only_the_row_of_the_item_waits() -> None:
    """By any version's digest; an objection to another notice, item or credential stops no row."""
    first = notice(item(), item(1, 1))
    second = notice(before=first, until=LATE.isoformat())
    documents = [credential(), credential(1, (1,)), credential(1, (1,), 2)]
    handed = admitted(first), admitted(second, TODAY + timedelta(days=1))
    _, rows = matched(first, documents, *handed)
    digest = handed[1].record.digest
    entries = [
        entry(("accept", "p1", 1), notice=digest, item=1),
        entry(notice="0" * 64, item=0),
        entry(notice=digest, item=7),
        entry(number="CQ-2026-0001"),
    ]
    objections = read_item_objections(entries, rows, chain())
    assert [objection.row for objection in objections] == [1, 2]
    gate = gate_of(first, documents, *handed, objections=objections)
    after = start_of(LATE + timedelta(days=1))
    assert gate.judge_rows(range(3), after) == {1: "objection-open", 2: "objection-open"}
    answers = ("answer", "p1", 3, "partly"), ("answer", "p2", 3, "partly")
    answered = [entry(("accept", "p1", 1), *answers, notice=digest, item=1)]
    gate = gate_of(first, documents, *handed, objections=read_item_objections(answered, rows, chain()))
    assert gate.judge_rows(range(3), after) == {}
