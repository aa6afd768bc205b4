"""State of a credential's supervision on a day: always exactly one of five."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from credentials.times import add_months, day_of, last_day, start_of
from verifier.checks.status import effective, fold_events
from verifier.trust.events import Event

NOT_DUE, DUE_SOON, OVERDUE, SUSPENDED, ENDED = "not-due", "due-soon", "overdue", "suspended", "ended"
STATES: Final = (NOT_DUE, DUE_SOON, OVERDUE, SUSPENDED, ENDED)
PASSED, FAILED, NOT_DONE, LETTER, NO_LETTER = "passed", "failed", "not-done", "letter", "no-letter"
RESULTS: Final = (PASSED, FAILED, NOT_DONE)
SOON_DAYS: Final = 30


class SupervisionRule(NamedTuple):
    """How often a scheme supervises, and how many days late a result may be; no months: never."""

    every_months: int = 0
    grace_days: int = 0


class CareAct(NamedTuple):
    """A result on its day, or a letter; of several results of one day the last one counts.

    `no-letter` takes back the letter that was noted for its day.
    """

    act: str
    day: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaredCredential:
    """The facts of a credential that its supervision follows from."""

    id: str
    number: str
    code: str
    scheme: str
    valid_from: datetime
    valid_until: datetime
    begun: date
    """The day from which months count: of the first credential of the line that this one only renames,
    corrects or downgrades."""
    events: Sequence[Event] = ()
    acts: Sequence[CareAct] = ()
    """Results and letters of the whole line, in the order in which they were noted."""


@dataclass(frozen=True, slots=True)
class Care:
    """A credential's supervision at a moment."""

    credential: CaredCredential
    state: str
    today: date
    due: date | None = None
    """The day by which a result is due; None where none is within the term, or the scheme asks for none."""
    last: date | None = None
    """The last day of grace."""
    passed: date | None = None
    failed: date | None = None
    """The day of a failed result that no passed one followed."""
    ran_out: Event | None = None
    """A suspension that ended by itself, with no passed result since it began."""
    remedied: bool = False
    """True for a suspended credential that has passed since."""

    @property
    def has_lapsed(self) -> bool:
        """True where a plan to suspend is due: it failed, or its grace is over."""
        is_late = self.last is not None and self.last < self.today
        return self.state == OVERDUE and self.ran_out is None and (is_late or self.failed is not None)

    @property
    def may_be_asked(self) -> bool:
        """True where a letter may ask for the material: it is due, and no result has come."""
        return self.state in (DUE_SOON, OVERDUE) and self.due is not None and self.failed is None

    @property
    def passes(self) -> list[date]:
        """The days on which a supervision was passed, and no later result of the day says otherwise."""
        return sorted(day for day, act in _last_results(self.credential, self.today).items() if act == PASSED)

    @property
    def letters(self) -> list[date]:
        """The days of letters since the last result that passed."""
        noted = {act.day: act.act for act in self.credential.acts if act.act in (LETTER, NO_LETTER)}
        sent = (day for day, act in noted.items() if act == LETTER)
        return [day for day in sent if self.passed is None or day > self.passed]


def judge_care(credential: CaredCredential, rule: SupervisionRule, now: datetime) -> Care:
    """Return the state at a moment; days count in +08:00, and a result counts from its day on."""
    today = day_of(now)
    results = _last_results(credential, today)
    passed = max((day for day, act in results.items() if act == PASSED), default=None)
    failed = min(
        (day for day, act in results.items() if act == FAILED and (passed is None or day > passed)),
        default=None,
    )
    status = fold_events(credential.events, now).code
    acting = find_suspension(credential.events, now)
    since = day_of(effective(acting)) if acting is not None else None
    remedied = since is not None and passed is not None and passed >= since
    if status in ("revoked", "superseded") or credential.valid_until <= now:
        return Care(credential, ENDED, today, passed=passed, failed=failed)
    if status == "suspended":
        return Care(credential, SUSPENDED, today, passed=passed, failed=failed, remedied=remedied)
    due = _find_due(credential, rule, passed, failed)
    last = due + timedelta(days=rule.grace_days) if due is not None else None
    days = (due - today).days if due is not None else SOON_DAYS + 1
    state = OVERDUE if days < 0 or failed is not None else DUE_SOON if days <= SOON_DAYS else NOT_DUE
    ran_out = acting if acting is not None and not remedied else None
    return Care(credential, state, today, due, last, passed, failed, ran_out)


def _last_results(credential: CaredCredential, today: date) -> dict[date, str]:
    return {act.day: act.act for act in credential.acts if act.act in RESULTS and act.day <= today}


def find_suspension(events: Sequence[Event], now: datetime) -> Event | None:
    """Return the suspension that acts at a moment, or ended by itself with no event behind it."""
    latest = find_last(events, now)
    return latest if latest is not None and latest.change.action == "suspend" else None


def find_coming(events: Sequence[Event], now: datetime) -> Event | None:
    """Return the first suspension that will act after a moment; None where a reinstatement took it back."""
    later = sorted(moment for event in events if event.counts and (moment := effective(event)) > now)
    acting = (moment for moment in later if fold_events(events, moment).code == "suspended")
    return next((find_suspension(events, moment) for moment in acting), None)


def find_suspension_end(events: Sequence[Event], now: datetime) -> datetime | None:
    """Return the first moment after `now` at which a credential is not suspended; None where none is set.

    An extension on record that does not act yet is obeyed, and so is a reinstatement.
    """
    counting = [event for event in events if event.counts]
    moments = {moment for event in counting for moment in (effective(event), event.change.until)}
    later = sorted(moment for moment in moments if moment is not None and moment > now)
    return next((moment for moment in later if fold_events(events, moment).code != "suspended"), None)


def find_last(events: Sequence[Event], now: datetime) -> Event | None:
    """Return the last event that counts and acts at a moment."""
    acting = [event for event in events if event.counts and effective(event) <= now]
    return max(acting, key=lambda event: event.change.sequence, default=None)


def _find_due(
    credential: CaredCredential, rule: SupervisionRule, passed: date | None, failed: date | None
) -> date | None:
    """Return the day by which the next result is due: months after the last one that passed."""
    if not rule.every_months:
        return failed
    begun = passed if passed is not None else credential.begun
    due = day_of(add_months(start_of(begun), rule.every_months))
    # a failed result is due at once, not months after the last pass
    due = min(due, failed) if failed is not None else due
    # what would be due behind the term is a matter of the renewal
    return due if due <= last_day(credential.valid_until) or failed is not None else None
