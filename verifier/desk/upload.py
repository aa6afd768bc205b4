"""Judge uploaded signed documents: store, already stored, or keep unstored and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from verifier.desk.decision import PlanQuestion, judge_plan
from verifier.desk.gate import OF_ROWS

STORED, ALREADY = "stored", "already"


def judge_upload(
    question: PlanQuestion | None,
    created: Sequence[datetime],
    *,
    changed: Collection[int] = (),
) -> dict[int, str]:
    """Return for each row `stored`, `already`, or the code of the reason for which it is kept and not stored.

    Each row is judged at its own `created`; rows in `changed` differ from the decided documents. If neither
    the file nor the desk has a plan, every row is `no-decision`.
    """
    if question is None:
        return dict.fromkeys(range(len(created)), "no-decision")
    # a batch is signed at few moments: judge each moment once
    answers = {moment: judge_plan(replace(question, created=moment)) for moment in {*created}}
    results: dict[int, str] = {}
    for row, moment in enumerate(created):
        if row in changed:
            results[row] = "wrong-document"
        elif row in question.stored:
            results[row] = ALREADY
        else:
            results[row] = _result(row, answers[moment].code, answers[moment].rows)
    return results


def _result(row: int, code: str | None, rows: Mapping[int, str]) -> str:
    if code is not None and code not in OF_ROWS:
        return code
    return rows.get(row, STORED)
