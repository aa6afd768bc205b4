"""Counts of the credentials in force at the end of each month.

A month's end counts a credential that was signed by then and is within its term. Counted events of its issuer
must not have suspended, revoked or superseded it. Later faults of a key or a grant do not change past months:
equal records give equal numbers at any time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from credentials.documents.assessment import Assessment
from credentials.record import Record
from credentials.times import CHINA
from verifier import Result
from verifier.checks.status import effective, read_status
from verifier.trust.events import History

MONTHS_COUNTED = 36


class Span(NamedTuple):
    """Numbers of months: in force at the end of each month from `since` until the one before `until`."""

    since: int
    until: int

    @classmethod
    def of_term(cls, signed: int, begins: int, ends: int) -> "Span":
        """Return the span of a credential from the months of its signature and term; events are ignored."""
        return cls(max(signed, begins), ends)

    @classmethod
    def of(cls, record: Record[Assessment]) -> "Span":
        """Return the span of a credential; events are ignored (`split` applies them)."""
        moments = (record.created, record.body.valid_from, record.body.valid_until)
        return cls.of_term(*map(month_number, moments))

    def split(self, history: History) -> Iterator["Span"]:
        """Yield the parts of the span in which no event of the credential stops it.

        The status changes only in a month in which an event begins or ends, so one check covers all months
        from there to the next such month.
        """
        ends = (event.change.until for event in history.events)
        acts = [*(effective(event) for event in history.events), *filter(None, ends)]
        marks = sorted({month_number(moment) for moment in acts})
        between = [mark for mark in marks if self.since < mark < self.until]
        for since, until in pairwise([self.since, *between, self.until]):
            if since < until and read_status(history, last_moment(since)).outcome is Result.PASSED:
                yield Span(since, until)


class MonthEnd(NamedTuple):
    """Number of credentials in force at the end of a month, and of credentials signed by then."""

    month: str
    in_force: int
    signed: int


def count_month_ends(
    spans: Mapping[Span, int], signed: Mapping[int, int], now: datetime
) -> Iterator[MonthEnd]:
    """Yield the months that ended by `now` from the first signature on: the last MONTHS_COUNTED of them.

    `spans` counts credentials by span, `signed` by the month of the signature.
    """
    last = month_number(now)
    begin = min((month for month, number in signed.items() if number), default=last)
    change: Counter[int] = Counter()
    for span, number in spans.items():
        if span.since < span.until:
            change[max(span.since, begin)] += number
            change[max(span.until, begin)] -= number
    months = range(begin, last)
    in_force = accumulate(change[month] for month in months)
    by_then = accumulate(signed.get(month, 0) for month in months)
    month_ends = [MonthEnd(*item) for item in zip(map(month_text, months), in_force, by_then, strict=True)]
    yield from month_ends[-MONTHS_COUNTED:]


def month_number(moment: datetime) -> int:
    """Return the number of the month at +08:00, counted from the year 0."""
    local = moment.astimezone(CHINA)
    return local.year * 12 + local.month - 1


@lru_cache(maxsize=8192)
def read_month(text: str) -> int:
    """Return the number of a month such as 2026-05."""
    year, month = map(int, text.split("-"))
    return year * 12 + month - 1


def month_text(number: int) -> str:
    """Return a month such as 2026-05; the inverse of `read_month`."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def last_moment(month: int) -> datetime:
    """Return the last second of a month."""
    return datetime((month + 1) // 12, (month + 1) % 12 + 1, 1, tzinfo=CHINA) - timedelta(seconds=1)
