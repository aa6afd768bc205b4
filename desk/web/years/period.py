"""Periods that a visitor asks about, in days that are both counted."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from api.http.query import PageQuery
from credentials.record import Maybe
from credentials.times import end_of, start_of
from desk.web.errors import DeskWebError
from desk.web.forms import read_day

_MOST_DAYS = 3_700


class Period(NamedTuple):
    """A period by its first and last day."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """First moment."""
        return start_of(self.first)

    @property
    def until(self) -> datetime:
        """First moment after it."""
        return end_of(self.last)

    def covers(self, moment: datetime) -> bool:
        """True for a moment of the period."""
        return self.since <= moment < self.until


class PeriodQuery(PageQuery):
    """First and last day as typed."""

    since: Maybe[str] = None
    until: Maybe[str] = None


def read_period(query: PeriodQuery, first: date, today: date) -> Period:
    """Return the period asked about, from `first` to today where nothing was typed.

    DeskWebError field-value, day-unreadable.
    """
    period = Period(read_day(query.since, "since") or first, read_day(query.until, "until") or today)
    if period.last < period.first or period.last - period.first > timedelta(days=_MOST_DAYS):
        raise DeskWebError("field-value", name="期间 period")
    return period
