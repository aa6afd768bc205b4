"""Verdicts on a whole day, in +08:00, and whether a term reaches a future day.

The verdict on a day is the worst of several verdicts: one at the first second of the day, and one at each
later moment of the day (of today: up to now) at which something changes. Invalid is worst, then
indeterminate, then valid, then the fewest recognised. The verdict has the freshness notes of the last of
these moments.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Unpack

from credentials.kinds import kind_of_record
from credentials.times import CHINA, end_of, start_of
from verifier.case import Case
from verifier.checks.freshness import check_freshness
from verifier.checks.status import effective
from verifier.codes import DAY
from verifier.findings import noted, passed, skipped
from verifier.question import Question, QuestionMembers, check_day
from verifier.term import Term
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding, Outcome, Verdict
from verifier.verify import judge, open_case, verify

_WORST_FIRST = (Outcome.INVALID, Outcome.INDETERMINATE, Outcome.VALID)
_SECOND = timedelta(seconds=1)


def verify_at(
    data: bytes,
    trust: TrustStore,
    *,
    at: date | None = None,
    through: date | None = None,
    **question: Unpack[QuestionMembers],
) -> Verdict:
    """Call `verify` for a time (a datetime) or for now, and `verify_day` for a day (a date).

    `through` also asks whether the term reaches the end of that day; it changes no outcome. Other keywords
    and errors are those of the two; `through` raises QuestionError day-form or time-range.
    """
    if through is not None:
        check_day(through, "through")
    if isinstance(at, date) and not isinstance(at, datetime):
        check_day(at, "at")
        verdict = verify_day(data, trust, day=at, **question)
    else:
        verdict = verify(data, trust, at=at, **question)
    return verdict if through is None else replace(verdict, through=Term.of(verdict.record, through))


def verify_day(data: bytes, trust: TrustStore, *, day: date, **question: Unpack[QuestionMembers]) -> Verdict:
    """Return the worst verdict of a day, with the finding `day`; `at` is the moment that decided.

    Other keywords and errors are those of `verify`. Raises QuestionError at-after-now for a day that has not
    begun, day-form for a value that is no day.
    """
    check_day(day, "day")
    return judge_day(open_case(data, Question(trust, at=start_of(day), **question)), day)


def judge_day(case: Case | Verdict, day: date) -> Verdict:
    """Return the worst verdict of a day, from a case opened at its first second."""
    # 1. an unread record has one answer for the whole day
    if isinstance(case, Verdict):
        return _with_day(case, day, skipped(DAY, "well-formed"))
    # 2. the day, up to now if it is today
    first, end = case.at, end_of(day) - _SECOND
    last = end if case.now < first else min(end, case.now)  # not by a clock behind the trust data
    opening = judge(case)
    # 3. the answer at the first second; freshness depends on now alone, so one finding serves the day
    fresh = check_freshness(replace(case, at=last, at_given=last != case.now))
    if not case.signed:
        return _with_day(_with_freshness(opening, fresh), day, skipped(DAY, "proof"))
    # 4. the answer at each later change, in +08:00, as the finding `day` prints moments
    moments = sorted({moment.astimezone(CHINA) for moment in _changes(case) if first < moment <= last})
    verdicts = [opening, *(judge(case.at_moment(moment)) for moment in moments)]
    course = [_with_freshness(verdict, fresh) for verdict in verdicts]
    # 5. the worst of these answers
    return _with_day(min(course, key=_rank), day, _tell_changes(course, day))


def _with_freshness(verdict: Verdict, fresh: Finding) -> Verdict:
    findings = tuple(fresh if finding.check == fresh.check else finding for finding in verdict.findings)
    return replace(verdict, findings=findings)


def _with_day(verdict: Verdict, day: date, finding: Finding) -> Verdict:
    # a finding of its own: under the name `status` its pass would replace a check that did not pass
    return replace(verdict, findings=(*verdict.findings, finding), day=day)


def _changes(case: Case) -> Iterator[datetime]:
    """Yield every moment from which the finding of some check may differ."""
    body = case.record.body
    yield case.created
    if "validity-period" in case.kind.checks:
        yield from (body.valid_from, body.valid_until)
    if "verification" in case.kind.checks and body.verification is not None:
        yield from (body.verification.since, body.verification.until)
    for record in case.beside.records:
        if "validity-period" in kind_of_record(record).checks:
            yield from (record.created, record.body.valid_from, record.body.valid_until)
    for event in case.party.history(body.id).events if case.party is not None else ():
        yield effective(event)
        if event.change.until is not None:
            yield event.change.until
    if case.home is None:
        return
    yield from case.trust.chain.boundaries
    key_list = case.snapshot.key_lists.get(case.home)
    for decline in key_list.body.declines if key_list is not None else ():
        yield decline.since
        if decline.until is not None:
            yield decline.until


def _rank(verdict: Verdict) -> tuple[int, int]:
    recognised = sum(entry.grade is not None for entry in verdict.recognised)
    return _WORST_FIRST.index(verdict.outcome), recognised


def _tell_changes(course: Sequence[Verdict], day: date) -> Finding:
    times = [
        after.at.strftime("%H:%M:%S").removesuffix(":00")
        for before, after in pairwise(course)
        if (before.outcome, before.codes, before.recognised) != (after.outcome, after.codes, after.recognised)
    ]
    if not times:
        return passed(DAY)
    return noted(DAY, "changed-that-day", day=day.isoformat(), times=[*times])
