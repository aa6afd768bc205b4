"""Days and terms as people in China name them: in +08:00, the last day included.

Intervals are [from, until) everywhere (docs/reference/records.md): `start_of` and `end_of` make moments of
days, `last_day` makes a day of an end again.
"""

import calendar
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from signing.errors import Lang

CHINA = timezone(timedelta(hours=8))
"""The offset in which a date typed by a person is read and months are counted (docs/adr/0005)."""


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


def format_moment(moment: datetime) -> str:
    """A time as people here read it: in +08:00, the day alone when it begins at midnight."""
    local = moment.astimezone(CHINA)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return local.strftime("%Y-%m-%d")
    return local.strftime("%Y-%m-%d %H:%M")


def format_when(when: date) -> str:
    """A moment, or a day, as it was asked about."""
    return format_moment(when) if isinstance(when, datetime) else when.isoformat()


def ends_with_day(until: datetime) -> bool:
    """Whether a term that ends at `until` holds to the end of its last day."""
    return end_of(last_day(until)) == until


def format_end(until: datetime) -> str:
    """Until when a term holds, for people: its last day; with the time where it ends within that day."""
    return last_day(until).isoformat() if ends_with_day(until) else format_moment(until)


def format_period(since: datetime, until: datetime | None, lang: Lang) -> str:
    """A term in words: from its first day or moment, its last day included."""
    begin = format_moment(since)
    if until is None:
        return f"自 {begin} 起" if lang == "zh" else f"from {begin}"
    end, whole = format_end(until), ends_with_day(until)
    if lang == "zh":
        return f"自 {begin} 至 {end}" + ("（含）" if whole else "")
    return f"from {begin} {'through' if whole else 'until'} {end}"


def format_days(first: date, last: date, lang: Lang) -> str:
    """Days in words, the last one included; one day is said once."""
    if first == last:
        return first.isoformat()
    return f"{first.isoformat()} 至 {last.isoformat()}" if lang == "zh" else f"{first} to {last}"
