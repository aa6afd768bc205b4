"""The desk's rules in JavaScript against those in Python, over the worked example and random histories.

sign.html decides with the second implementation what the desk decided with the first (group `node`).
"""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.harness.node import ask_node
from tests.parity.desk.facts import plain
from tests.verifier.desk.random_histories import NOW, random_list, random_question
from tests.verifier.desk.worked import EXAMPLE, moment, people_list, question_of
from verifier.desk.decision import PlanQuestion, judge_plan
from verifier.desk.evidence import Folder, judge_record
from verifier.desk.people import PeopleList, refuse_list, warn_days
from verifier.desk.upload import judge_upload
from verifier.desk.waiting import find_wait
from verifier.desk.words import AGAINST

pytestmark = pytest.mark.javascript

HISTORIES = 5_000


def answer_plan(question: PlanQuestion, *, is_emergency: bool) -> dict[str, Any]:
    answer = judge_plan(question)
    wait = find_wait(question, answer, is_emergency=is_emergency)
    return {
        "code": answer.code,
        "persons": answer.persons,
        "aside": answer.weighed.aside if answer.weighed is not None else {},
        "rows": {str(row): code for row, code in answer.rows.items()},
        "wait": {"persons": [*wait.persons], "day": plain(wait.day), "other": wait.other}
        if wait is not None
        else None,
    }


def answer_list(people: PeopleList) -> dict[str, Any]:
    return {"code": refuse_list(people), "days": [day.isoformat() for day in warn_days(people)]}


def test_the_worked_example_is_answered_alike(tmp_path: Path) -> None:
    histories = [
        (question_of(case, moment(case["now"]), moment(case["now"])), "emergency" in case)
        for case in EXAMPLE["histories"]
    ]
    lists = [people_list(case) for case in EXAMPLE["listCases"]]
    asked = [{"question": plain(question), "isEmergency": late} for question, late in histories]
    expected: list[Any] = [answer_plan(question, is_emergency=late) for question, late in histories]
    asked += [{"people": plain(people)} for people in lists]
    expected += [answer_list(people) for people in lists]
    assert ask_node("tests/parity/desk/desk.mjs", tmp_path, asked) == expected


@pytest.mark.night
def test_random_histories_are_answered_alike(tmp_path: Path) -> None:
    asked: list[Any] = []
    expected: list[Any] = []
    for seed in range(HISTORIES):
        random = Random(seed)
        question, late = random_question(random), random.random() < 0.2
        asked.append({"question": plain(question), "isEmergency": late})
        expected.append(answer_plan(question, is_emergency=late))
        if seed % 5 == 0:
            people = random_list(random, "v1", NOW)
            asked.append({"people": plain(people)})
            expected.append(answer_list(people))
            folder = Folder(
                random.choice([[], [], ["1"]]), [*question.statements[:1]], frozenset(["1", "2", "3"])
            )
            kept = question.created + timedelta(hours=random.randint(-30, 60))
            asked.append({"question": plain(question), "folder": plain(folder), "kept": plain(kept)})
            expected.append(judge_record(question, folder, question.created, kept))
            created = [
                question.created + timedelta(hours=random.randint(-40, 3)) for _ in question.plan.documents
            ]
            asked.append({"question": plain(question), "uploaded": plain(created), "changed": [1]})
            expected.append([*judge_upload(question, created, changed=[1]).values()])
    assert ask_node("tests/parity/desk/desk.mjs", tmp_path, asked) == expected
    codes = {answer["code"] for answer in expected if isinstance(answer, dict) and "wait" in answer}
    assert codes >= {None, *AGAINST} - {"no-decision", "wrong-document"}  # these codes belong to uploads
