"""A month of notices, day by day: what takes place, what begins and what ends."""

from calendar import Calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from api.answers.notices.held_notice import HeldNotice
from credentials.times import parse_date

_LENGTH = len("2026-05")
ON_A_DAY = 6
"""How many notices a day shows; how many more there are, it says."""


class DayLine(NamedTuple):
    """A notice on a day: `begins` or `ends` where only that is told, for what lasts long; else empty."""

    held: HeldNotice
    what: str


class MonthDay(NamedTuple):
    """A day of a month, and how many lines of it are left out."""

    day: date
    lines: list[DayLine]
    more: int


class Month(NamedTuple):
    """A month: blank places before its first day in a week from Monday on, its days."""

    first: date
    last: date
    blanks: int
    days: list[MonthDay]


def days_in(text: str | None, today: date) -> tuple[date, date]:
    """The first and the last day of a month, 2026-05 or one of its days, or of the one that today is in.

    RecordError date-form.
    """
    first = (parse_date(f"{text}-01" if len(text) == _LENGTH else text) if text else today).replace(day=1)
    return first, _next(first) - timedelta(days=1)


def lay_out(first: date, last: date, notices: Iterable[HeldNotice]) -> Month:
    """The month with what is on each of its days; an event is on each, all else on its first and last."""
    lines: dict[date, list[DayLine]] = {}
    for held in notices:
        subject = held.record.body.credential_subject
        if subject.kind == "event":
            day = max(subject.since, first)
            while day <= min(subject.until, last):
                lines.setdefault(day, []).append(DayLine(held, ""))
                day += timedelta(days=1)
        else:
            lines.setdefault(subject.since, []).append(DayLine(held, "begins"))
            lines.setdefault(subject.until, []).append(DayLine(held, "ends"))
    days = [day for day in Calendar().itermonthdates(first.year, first.month) if first <= day <= last]
    return Month(
        first,
        last,
        first.weekday(),
        [_tell_day(day, lines.get(day, [])) for day in days],
    )


def _tell_day(day: date, lines: list[DayLine]) -> MonthDay:
    return MonthDay(day, lines[:ON_A_DAY], max(0, len(lines) - ON_A_DAY))


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def format_month(day: date) -> str:
    """The month of a day, 2026-05."""
    return day.isoformat()[:_LENGTH]
