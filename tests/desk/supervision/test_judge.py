"""Three years of a register, day by day: each credential is in one state, and none is forgotten."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.documents.status_event import StatusChange
from credentials.times import CHINA, format_time, start_of
from credentials.words.days import add_months, day_of, end_of
from desk.supervision.cares import count_cares
from desk.supervision.judge import (
    DUE_SOON,
    ENDED,
    FAILED,
    NOT_DONE,
    NOT_DUE,
    OVERDUE,
    PASSED,
    SOON_DAYS,
    STATES,
    SUSPENDED,
    CareAct,
    CaredCredential,
    SupervisionRule,
    judge_care,
)
from tests.harness.fuzz import examples
from verifier.trust.events import Event

BEGIN = date(2026, 1, 1)
DAYS = 3 * 365
ID = "urn:uuid:00000000-0000-4000-8000-00000000000a"


def event(sequence: int, action: str, since: date, until: date | None = None) -> Event:
    """Return an event that was signed when it begins to act."""
    reason = {"suspend": "annual-check-overdue", "reinstate": "resolved", "revoke": "serious-violation"}[
        action
    ]
    value = {
        "type": "StatusEvent",
        "credential": ID,
        "sequence": sequence,
        "action": action,
        "effectiveFrom": format_time(start_of(since)),
        "reason": reason,
    }
    if until is not None:
        value["until"] = format_time(end_of(until))
    return Event(StatusChange.model_validate(value), start_of(since), f"{sequence}", counts=True)


@dataclass
class Ledger:
    """A clerk's book of one credential, kept by hand: marks that each day moves on."""

    every: int
    grace: int
    until: date
    next: date
    events: list[Event] = field(default_factory=list)
    acts: list[CareAct] = field(default_factory=list)
    ended: bool = False
    suspended_to: date | None = None
    open_fault: date | None = None

    def result(self, act: str, day: date) -> None:
        """Note a result of today."""
        self.acts.append(CareAct(act, day))
        if act == PASSED:
            self.next = day_of(add_months(start_of(day), self.every))
            self.open_fault = None
        elif act == FAILED and self.open_fault is None:
            self.open_fault = day

    def change(self, action: str, day: date, until: date | None = None) -> None:
        """Sign an event that acts from today."""
        self.events.append(event(len(self.events) + 1, action, day, until))
        self.ended |= action == "revoke"
        self.suspended_to = until if action == "suspend" else None

    def state(self, day: date) -> str:
        """Return what the book says of a day."""
        if self.ended or day > self.until:
            return ENDED
        if self.suspended_to is not None and day <= self.suspended_to:
            return SUSPENDED
        if self.open_fault is not None:
            return OVERDUE
        if self.next > self.until:
            return NOT_DUE
        left = (self.next - day).days
        return OVERDUE if left < 0 else DUE_SOON if left <= SOON_DAYS else NOT_DUE


@settings(max_examples=examples(25))
@given(
    st.integers(0, 2**32),
    st.sampled_from([1, 6, 12, 24]),
    st.integers(0, 40),
    st.integers(200, 1_400),
)
def test_each_day_of_three_years_has_one_state_and_nothing_is_forgotten(
    seed: int, every: int, grace: int, term: int
) -> None:
    random = Random(seed)
    until = BEGIN + timedelta(days=term)
    book = Ledger(every, grace, until, day_of(add_months(start_of(BEGIN), every)))
    credential = CaredCredential(ID, "N-1", "C", "s", start_of(BEGIN), end_of(until), BEGIN)
    rule, late = SupervisionRule(every, grace), 0
    for offset in range(DAYS):
        day = BEGIN + timedelta(days=offset)
        state, chance = book.state(day), random.random()
        if state != ENDED and chance < 0.01:
            book.result(random.choice([PASSED, PASSED, FAILED, NOT_DONE]), day)
        elif chance < 0.014 and state not in (ENDED, SUSPENDED):
            book.change("suspend", day, day + timedelta(days=random.randint(1, 200)))
        elif chance < 0.016 and state == SUSPENDED:
            book.change("reinstate", day)
        elif chance < 0.0165 and state != ENDED:
            book.change("revoke", day)
        known = replace(credential, events=[*book.events], acts=[*book.acts])
        now = datetime(day.year, day.month, day.day, random.randrange(24), tzinfo=CHINA)
        care = judge_care(known, rule, now)
        assert care.state == book.state(day), day
        assert sum(count_cares([care]).states.values()) == 1
        # a credential in force is never later than its months and its grace without being listed
        late = 0 if care.state in (ENDED, SUSPENDED) or book.next > until else max(0, (day - book.next).days)
        assert (late > grace) <= (care.has_lapsed or care.ran_out is not None)
        assert care.ran_out is None or care.state not in (ENDED, SUSPENDED)


def test_what_is_due_by_a_day_is_overdue_on_the_next() -> None:
    credential = CaredCredential(ID, "N-1", "C", "s", start_of(BEGIN), end_of(date(2028, 12, 31)), BEGIN)
    rule = SupervisionRule(12, 10)

    def on(day: date, *acts: CareAct) -> tuple[str, bool]:
        care = judge_care(replace(credential, acts=acts), rule, start_of(day))
        return care.state, care.has_lapsed

    assert on(date(2026, 12, 1)) == (NOT_DUE, False)
    assert on(date(2026, 12, 2)) == (DUE_SOON, False)
    assert on(date(2027, 1, 1)) == (DUE_SOON, False)
    assert on(date(2027, 1, 2)) == (OVERDUE, False)
    assert on(date(2027, 1, 11)) == (OVERDUE, False)
    assert on(date(2027, 1, 12)) == (OVERDUE, True)
    assert on(date(2027, 1, 12), CareAct(NOT_DONE, date(2027, 1, 5))) == (OVERDUE, True)
    assert on(date(2027, 1, 12), CareAct(PASSED, date(2027, 1, 12))) == (NOT_DUE, False)
    assert on(date(2026, 6, 1), CareAct(FAILED, date(2026, 6, 1))) == (OVERDUE, True)
    # of several results of a day the last one counts, and none before its day
    day = date(2026, 6, 1)
    assert on(day, CareAct(FAILED, day), CareAct(PASSED, day)) == (NOT_DUE, False)
    assert on(day, CareAct(FAILED, day + timedelta(days=1))) == (NOT_DUE, False)


def test_a_scheme_without_months_is_never_due_and_a_renewal_takes_over_at_the_end() -> None:
    credential = CaredCredential(ID, "N-1", "C", "s", start_of(BEGIN), end_of(date(2026, 12, 30)), BEGIN)
    last = start_of(date(2026, 12, 30))
    assert judge_care(credential, SupervisionRule(), last).due is None
    care = judge_care(credential, SupervisionRule(12, 0), last)
    assert (care.state, care.due) == (NOT_DUE, None)
    assert {ENDED} == {judge_care(credential, SupervisionRule(12, 0), end_of(date(2026, 12, 30))).state}
    assert set(STATES) == {NOT_DUE, DUE_SOON, OVERDUE, SUSPENDED, ENDED}
