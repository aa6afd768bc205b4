"""Verdicts on one credential for several homes; key, signature and authority are judged once."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from credentials.record import Record
from credentials.times import start_of
from verifier.case import Case
from verifier.day import judge_day
from verifier.policy import Policy
from verifier.question import Question, check_day, check_record
from verifier.trust.beside import NOTHING_BESIDE, Beside
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Verdict
from verifier.verify import judge, open_record


def verify_homes(
    record: Record[Any],
    trust: TrustStore,
    *,
    policy: Policy,
    now: datetime,
    homes: Iterable[str | None],
    at: date | None = None,
    proof: bytes | None = None,
    beside: Beside = NOTHING_BESIDE,
) -> dict[str | None, Verdict]:
    """Return the verdicts by home, None for no home; each equals that of `verify_at` on the same bytes.

    Homes differ in the witness they rely on and in the equivalent grades. `at` is a time, or a day as a
    whole; default now. Errors are those of `verify_at`.
    """
    check_record(record)
    day: date | None = None
    if isinstance(at, date) and not isinstance(at, datetime):
        check_day(at, "at")
        day, at = at, start_of(at)
    verdicts: dict[str | None, Verdict] = {}
    judged: Case | None = None
    for home in homes:
        question = Question(trust, policy=policy, now=now, at=at, home=home, proof=proof, beside=beside)
        case = open_record(record, question)
        if judged is not None:
            case.take_over(judged)
        verdicts[home] = judge_day(case, day) if day is not None else judge(case)
        judged = case
    return verdicts
