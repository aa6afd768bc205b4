"""Invariants of every history of a plan: any order of arrival, two persons, only useful requests."""

from datetime import date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from credentials.times import CHINA
from verifier.desk.decision import PlanQuestion, judge_plan
from verifier.desk.people import PeopleChain, PeopleList, Person
from verifier.desk.plan import Plan
from verifier.desk.statements import APPROVE, MAKE, REJECT, RETURN, WITHDRAW, PlanStatement
from verifier.desk.waiting import NOBODY, find_wait

START = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
PERSONS = [f"P{number}" for number in range(1, 6)]
OPERATIONS = ("suspend", "downgrade", "people", "keys-change")


@st.composite
def person(draw: st.DrawFn, id_: str) -> Person:
    role = draw(st.sampled_from(["clerk", "reviewer", "chair", "chair", "auditor"]))
    since = date(2026, 3, 1) + timedelta(days=draw(st.integers(0, 9)))
    return Person(
        id_, frozenset([role]), since, since + timedelta(days=draw(st.integers(0, 20))), frozenset([id_])
    )


@st.composite
def histories(draw: st.DrawFn) -> PlanQuestion:
    people = [draw(person(id_)) for id_ in PERSONS]
    list_ = PeopleList("v1", START, date(2026, 6, 30), people, {"chair": draw(st.integers(0, 3))})
    removes: frozenset[str] = frozenset(draw(st.sampled_from([(), (), ("P3",)])))
    operation = draw(st.sampled_from(OPERATIONS))
    plan = Plan("D", operation, START, START + timedelta(days=20), ["d"], frozenset(["c"]), removes=removes)
    statements: list[PlanStatement] = []
    for number in range(draw(st.integers(0, 8))):
        by = draw(st.sampled_from(PERSONS))
        decision = draw(st.sampled_from([MAKE, MAKE, APPROVE, APPROVE, RETURN, REJECT, WITHDRAW]))
        own = [item.digest for item in statements if item.by == by]
        after = draw(st.sampled_from([None, *own[-1:]]))
        at = START + timedelta(hours=draw(st.integers(-2, 250)))
        statements.append(PlanStatement(str(number), "D", decision, by, at, "v1", by, after))
    now = START + timedelta(hours=draw(st.integers(0, 300)))
    return PlanQuestion(plan, statements, PeopleChain([list_]), now, now)


@given(histories(), st.randoms())
def test_the_order_of_arrival_changes_nothing(question: PlanQuestion, random: Random) -> None:
    statements = [*question.statements, *question.statements[:2]]
    random.shuffle(statements)
    shuffled = PlanQuestion(question.plan, statements, question.chain, question.created, question.now)
    answer, other = judge_plan(question), judge_plan(shuffled)
    assert (answer.code, answer.persons) == (other.code, other.persons)
    assert find_wait(question, answer) == find_wait(shuffled, other)


@given(histories())
def test_a_plan_that_may_be_signed_has_one_maker_and_another_person(question: PlanQuestion) -> None:
    answer = judge_plan(question)
    if answer.code is None and answer.weighed is not None:
        assert len({*answer.persons}) == len(answer.persons) >= 2
        # the first person is the maker, and nobody else may be
        assert not {item.by for item in answer.weighed.makers} & {*answer.persons[1:]}
        assert all(item.at <= question.created for item in answer.weighed.counting)


@given(histories())
def test_a_person_who_is_asked_can_make_a_statement_that_counts(question: PlanQuestion) -> None:
    """Let each person asked make a statement: it counts, and the requests end."""
    past = [item for item in question.statements if item.at <= question.now]
    question = PlanQuestion(question.plan, past, question.chain, question.created, question.now)
    for step in range(2 * len(PERSONS)):
        answer = judge_plan(question)
        wait = find_wait(question, answer)
        if wait is None or not wait.persons or answer.code == "returned" or answer.weighed is None:
            break
        by = wait.persons[0]
        decision = MAKE if answer.weighed.maker is None else APPROVE
        own = [item.digest for item in question.statements if item.by == by]
        new = PlanStatement(f"n{step}", "D", decision, by, question.now, "v1", by, own[-1] if own else None)
        stated = [*question.statements, new]
        question = PlanQuestion(question.plan, stated, question.chain, question.created, question.now)
        after = judge_plan(question)
        assert after.weighed is not None
        assert new in after.weighed.counting
    else:
        raise AssertionError("requests never end")
    assert wait is None or wait.persons or wait.day is not None or wait.other is not None
    assert wait is None or wait.other != NOBODY or answer.code is not None
