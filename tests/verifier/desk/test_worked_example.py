"""Worked example of the desk: lists, histories of statements, uploads and re-checks, as expected by hand."""

from dataclasses import replace
from typing import Any

import pytest

from credentials.times import day_of
from tests.verifier.desk.worked import (
    EXAMPLE,
    LISTS,
    chain_of,
    moment,
    parse_rows,
    people_list,
    plan_of,
    question_of,
    rows_of,
    statements_of,
)
from verifier.desk.decision import judge_plan
from verifier.desk.evidence import Folder, judge_record
from verifier.desk.people import refuse_list, warn_days
from verifier.desk.upload import judge_upload
from verifier.desk.waiting import Wait, find_wait
from verifier.desk.words import AGAINST, ASIDE, CHECKED
from verifier.desk.words import LISTS as LIST_CODES


def named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=f"{case['id']} {case.get('title', '')}") for case in cases]


def test_the_codes_are_closed_and_each_has_its_sentences() -> None:
    tables = {"may": AGAINST, "aside": ASIDE, "check": CHECKED, "lists": LIST_CODES}
    told = {name: [[code, zh, en] for code, (en, zh) in table.items()] for name, table in tables.items()}
    assert told == EXAMPLE["codes"]


@pytest.mark.parametrize("case", named(EXAMPLE["listCases"]))
def test_a_people_list_is_accepted_or_refused(case: dict[str, Any]) -> None:
    people = people_list(case)
    code = refuse_list(people)
    answer = ["refused", code] if code else ["accepted", *(f"warn {day}" for day in warn_days(people))]
    assert answer == case["expect"]


@pytest.mark.parametrize("row", named(EXAMPLE["plans"]))
def test_a_plan_has_a_class_and_needs_persons(row: dict[str, Any]) -> None:
    plan = plan_of(row["id"])
    here = [people for people in LISTS if people.signed <= plan.created]
    people = LISTS[0] if "world: only v1" in row["why"] else here[-1]
    needed = people.count_needed(plan.class_, day_of(plan.created))
    assert {"class": plan.class_, "persons": needed} == row["expect"]


@pytest.mark.parametrize("case", named(EXAMPLE["histories"]))
def test_a_history_is_judged(case: dict[str, Any]) -> None:
    now = moment(case["now"])
    question = question_of(case, now, now)
    answer = judge_plan(question)
    wait = find_wait(question, answer, is_emergency="emergency" in case)
    told: dict[str, Any] = {"may": "yes" if answer.code is None else "no"}
    if answer.code is not None:
        told["code"] = answer.code
    told |= {"persons": answer.persons, "waits": say_wait(wait)}
    if answer.weighed is not None and answer.weighed.aside:
        told["aside"] = answer.weighed.aside
    codes = {
        str(number): answer.rows[place] for number, place in numbered(question.plan) if place in answer.rows
    }
    if codes and (len(codes) < len(question.plan.documents) or len({*codes.values()}) > 1):
        told["rows"] = codes
    assert told == case["expect"]


@pytest.mark.parametrize("case", named(EXAMPLE["uploads"]))
def test_an_upload_is_stored_or_kept(case: dict[str, Any]) -> None:
    plan, arrived = plan_of(case["plan"]), moment(case["arrived"])
    places = dict(numbered(plan))
    question = replace(question_of(case, arrived, arrived), stored=rows_of(case, plan, "already"))
    times = case["created"]
    if isinstance(times, str):
        times = {f"{min(places)}-{max(places)}": times}
    created = {number: moment(time) for rows, time in times.items() for number in parse_rows(rows)}
    results = judge_upload(
        None if case.get("planCarried") is False else question,
        [created[number] for number in places],
        changed={places[number] for number in case.get("changed", ())},
    )
    expected = {
        n: name for name in ("stored", "already") for n in parse_rows(case["expect"].get(name) or "1-0")
    }
    expected |= {n: code for rows, code in case["expect"].get("kept", {}).items() for n in parse_rows(rows)}
    assert {number: results[place] for number, place in places.items()} == expected


@pytest.mark.parametrize("case", named(EXAMPLE["checks"]))
def test_a_record_is_checked_against_the_folder(case: dict[str, Any]) -> None:
    created, late = moment(case["created"]), moment("2026-12-01T00:00")
    question = question_of(case, created, late)
    own = statements_of(case, [*case["statements"], *case.get("ownCopies", ())], chain_of(case, late), late)
    folder = Folder(
        edited=[str(number) for number in case.get("edited", ())],
        own_copies=own[len(case["statements"]) :],
        digests=frozenset(item.digest for item in question.statements),
    )
    answer = judge_record(question if case.get("planHere", True) else None, folder, created)
    assert answer == case["expect"]


def numbered(plan: Any) -> list[tuple[int, int]]:
    """Each document's number in the example and its place in the plan."""
    return [(int(document.split("/")[1]), place) for place, document in enumerate(plan.documents)]


def say_wait(wait: Wait | None) -> Any:
    if wait is None:
        return None
    if wait.persons:
        return {"persons": [*wait.persons]}
    return {"day": wait.day.strftime("%Y-%m-%dT%H:%M")} if wait.day is not None else wait.other
