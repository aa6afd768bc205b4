"""Days and terms as people in China name them: in +08:00, the last day included.

Intervals are [from, until) everywhere (docs/reference/records.md). `start_of` and `end_of` make moments of
days; `last_day` turns an end back into a day.
"""

import calendar
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from signing.errors import Lang

CHINA = timezone(timedelta(hours=8))
"""The offset by which a typed date is read and months are counted (docs/adr/0005)."""


def day_of(moment: datetime) -> date:
    """Return the day at that moment, in +08:00."""
    return moment.astimezone(CHINA).date()


def start_of(day: date) -> datetime:
    """Return the first second of a day that a person named."""
    return datetime.combine(day, time(), CHINA)


def first_moment(when: date) -> datetime:
    """Return a moment as it is; for a day, its first second."""
    return when if isinstance(when, datetime) else start_of(when)


def end_of(day: date) -> datetime:
    """Return the end of a term whose last day is `day`: the first second outside it."""
    return start_of(day + timedelta(days=1))


def last_day(until: datetime) -> date:
    """Return the last day, whole or in part, of a term that ends at `until`."""
    # the end is outside the term: an end at midnight belongs to the day before
    return day_of(until - timedelta(seconds=1))


@lru_cache(maxsize=4096)
def add_months(moment: datetime, months: int) -> datetime:
    """Return the same day and time `months` later in +08:00; the month's last day if it is shorter."""
    local = moment.astimezone(CHINA)
    year, month0 = divmod(local.year * 12 + local.month - 1 + months, 12)
    try:
        return local.replace(year=year, month=month0 + 1)
    except ValueError:  # the month is shorter
        return local.replace(year=year, month=month0 + 1, day=calendar.monthrange(year, month0 + 1)[1])


def format_moment(moment: datetime) -> str:
    """Return a time in +08:00 for people; the day alone when it begins at midnight."""
    local = moment.astimezone(CHINA)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return local.strftime("%Y-%m-%d")
    return local.strftime("%Y-%m-%d %H:%M")


def format_when(when: date) -> str:
    """Return a moment or a day as text, as the question named it."""
    return format_moment(when) if isinstance(when, datetime) else when.isoformat()


def ends_with_day(until: datetime) -> bool:
    """Return whether a term that ends at `until` lasts to the end of its last day."""
    return end_of(last_day(until)) == until


def format_end(until: datetime) -> str:
    """Return the end of a term for people: its last day, with the time where it ends within that day."""
    return last_day(until).isoformat() if ends_with_day(until) else format_moment(until)


def format_period(since: datetime, until: datetime | None, lang: Lang) -> str:
    """Return a term in words: from its first day or moment, its last day included."""
    begin = format_moment(since)
    if until is None:
        return f"自 {begin} 起" if lang == "zh" else f"from {begin}"
    end, whole = format_end(until), ends_with_day(until)
    if lang == "zh":
        return f"自 {begin} 至 {end}" + ("（含）" if whole else "")
    return f"from {begin} {'through' if whole else 'until'} {end}"


def format_range(since: date, until: datetime | None, lang: Lang) -> str:
    """Return a term in few words, for columns: its first day or moment, and its last where it has one."""
    begin = format_when(since)
    if until is None:
        return begin
    return f"{begin} 至 {format_end(until)}" if lang == "zh" else f"{begin} to {format_end(until)}"


def format_days(first: date, last: date, lang: Lang) -> str:
    """Return days in words, the last one included; a single day is written once."""
    if first == last:
        return first.isoformat()
    return f"{first.isoformat()} 至 {last.isoformat()}" if lang == "zh" else f"{first} to {last}"
