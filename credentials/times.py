"""Times in signed documents: whole seconds with an offset, read by a regex before any datetime parser.

Intervals are [from, until) everywhere (design section 5). People name days instead, in +08:00 and the last
one included: `start_of` and `end_of` make moments of days, `last_day` makes a day of an end again.
"""

import calendar
import re
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from credentials.errors import RecordError

CHINA = timezone(timedelta(hours=8))
"""The offset in which a date typed by a person is read and months are counted (design section 5)."""

_YEAR = r"(?:19[7-9][0-9]|20[0-9]{2}|21[0-9]{2})"
DATE_PATTERN = "^" + _YEAR + r"-[0-9]{2}-[0-9]{2}$"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
TIME_PATTERN = f"{DATE_PATTERN[:-1]}T{_CLOCK}:[0-5][0-9](?:Z|[+-]{_CLOCK})$"
_TIME = re.compile(TIME_PATTERN[1:-1], re.ASCII)
_DATE = re.compile(DATE_PATTERN[1:-1], re.ASCII)


@lru_cache(maxsize=4096)
def parse_time(text: str) -> datetime:
    """The aware datetime of RFC 3339 text with whole seconds; RecordError `time-form` for anything else."""
    if not isinstance(text, str) or _TIME.fullmatch(text) is None:
        raise RecordError("time-form")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise RecordError("time-form") from None


def parse_when(text: str) -> date:
    """A moment (`parse_time`), or a day (`parse_date`) where no time is named; RecordError time-form."""
    if isinstance(text, str) and _DATE.fullmatch(text):
        return parse_date(text)
    return parse_time(text)


def format_time(moment: datetime) -> str:
    """RFC 3339 text in whole seconds; the exact inverse of `parse_time` up to `Z` for +00:00."""
    text = moment.isoformat(timespec="seconds")
    return text[:-6] + "Z" if text.endswith("+00:00") else text


@lru_cache(maxsize=4096)
def parse_date(text: str) -> date:
    """The date of `2026-05-01`; RecordError `date-form` for anything else."""
    if not isinstance(text, str) or _DATE.fullmatch(text) is None:
        raise RecordError("date-form")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RecordError("date-form") from None


def day_of(moment: datetime) -> date:
    """The day it is then, in +08:00."""
    return moment.astimezone(CHINA).date()


def start_of(day: date) -> datetime:
    """The first second of a day that a person named."""
    return datetime.combine(day, time(), CHINA)


def first_moment(when: date) -> datetime:
    """A moment as it is; of a day, its first second."""
    return when if isinstance(when, datetime) else start_of(when)


def end_of(day: date) -> datetime:
    """The end of a term whose last day is `day`: the first second that is no longer in it."""
    return start_of(day + timedelta(days=1))


def last_day(until: datetime) -> date:
    """The last day on which a term that ends at `until` holds, if only for a part of it."""
    return day_of(until - timedelta(seconds=1))


@lru_cache(maxsize=4096)
def add_months(moment: datetime, months: int) -> datetime:
    """The same day and time `months` later in +08:00; the month's last day where the day does not exist."""
    local = moment.astimezone(CHINA)
    year, month0 = divmod(local.year * 12 + local.month - 1 + months, 12)
    try:
        return local.replace(year=year, month=month0 + 1)
    except ValueError:  # the month is shorter
        return local.replace(year=year, month=month0 + 1, day=calendar.monthrange(year, month0 + 1)[1])
