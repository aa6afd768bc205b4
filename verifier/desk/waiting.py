"""Find what an open plan waits for: persons, a day, a key holder, an upload, or another association."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from credentials.times import day_of, start_of
from verifier.desk.decision import PlanAnswer, PlanQuestion, is_decided, list_decided, weigh_as_of
from verifier.desk.people import Person, needs_chair, suffices
from verifier.desk.plan import AGREEMENT

KEY_HOLDER, UPLOAD, OTHER_ASSOCIATION, NOBODY = "key-holder", "upload", "other-association", "nobody"

_STUCK = ("plan-overtaken", "people-missing", "people-unanchored", "people-expired", "item-missing")
"""Reasons that nobody can remove; anybody who may decide can close the plan."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What a plan waits for: persons by id, a moment, or one of the constants above."""

    persons: tuple[str, ...] = ()
    day: datetime | None = None
    other: str | None = None


_NOBODY = Wait(other=NOBODY)


def find_wait(question: PlanQuestion, answer: PlanAnswer, *, is_emergency: bool = False) -> Wait | None:
    """Return what a plan waits for; None if it is not open. `is_emergency`: stored before it was decided."""
    code = answer.code
    if code is None:
        return Wait(other=UPLOAD if question.exported is not None else KEY_HOLDER)
    if code in _STUCK:
        return _NOBODY
    if code == "clock":
        return Wait(other=KEY_HOLDER)
    if code in ("no-maker", "too-few", "chair-missing", "returned", "objection-open"):
        return _Asked(question, answer).find(code)
    if code == "stored":
        return _wait_after_storing(question, answer, is_emergency=is_emergency)
    day = _find_day(question, answer)
    return Wait(day=day) if day is not None else None


def _wait_after_storing(question: PlanQuestion, answer: PlanAnswer, *, is_emergency: bool) -> Wait | None:
    if question.plan.operation == AGREEMENT:
        return Wait(other=OTHER_ASSOCIATION)
    people, weighed = answer.people, answer.weighed
    if not is_emergency or people is None or weighed is None or is_decided(weighed, question.plan, people):
        return None
    return _Asked(question, answer).find("no-maker" if weighed.maker is None else "too-few")


def _find_day(question: PlanQuestion, answer: PlanAnswer) -> datetime | None:
    """Return the moment at which the reason against signing ends by itself."""
    if answer.code == "not-before":
        return question.plan.not_before
    if answer.code == "notice-open":
        return question.gate.opens(question.created) if question.gate is not None else None
    if answer.code == "before-statement" and answer.people is not None:
        people = answer.people
        later = sorted({item.at for item in question.statements if item.at > question.created})
        decided = (at for at in later if is_decided(weigh_as_of(question, people, at), question.plan, people))
        return next(decided, None)
    return None


class _Asked:
    """The persons whose statement would help a plan, in term today or later."""

    def __init__(self, question: PlanQuestion, answer: PlanAnswer) -> None:
        people, weighed = answer.people, answer.weighed
        if people is None or weighed is None:
            raise ValueError("no people list decides about this plan")
        self._plan, self._weighed, self._people = question.plan, weighed, people
        self._today, self._last = day_of(question.now), day_of(question.plan.expires)
        self._needed = people.count_needed(question.plan.class_, day_of(question.plan.planned))
        self._have_made = {item.by for item in weighed.makers}
        self._approve = {item.by for item in weighed.approvals}

    def find(self, code: str) -> Wait:
        if code == "returned":
            return self._latest_maker()
        if code == "objection-open":
            return self._first_of([person for person in self._people.people if person.may_decide])
        if code == "no-maker":
            return self._makers()
        return self._approvers()

    def _latest_maker(self) -> Wait:
        latest = self._weighed.makers[-1].by if self._weighed.makers else None
        person = self._people.person(latest) if latest is not None else None
        is_here = person is not None and person.is_in_term(self._today)
        return Wait((person.id,)) if is_here and person is not None else _NOBODY

    def _makers(self) -> Wait:
        able = self._coming(self._leaves_enough)
        kept = [person for person in able if person.id not in self._approve]
        return self._first_of(kept or able)

    def _leaves_enough(self, maker: Person) -> bool:
        """True where enough other persons can approve if this person makes the plan."""
        approving = [self._people.person(id_) for id_ in self._approve if id_ != maker.id]
        others = [
            *filter(None, approving),
            *self._coming(lambda person: self._is_free(person) and person != maker),
        ]
        return suffices([maker, *others], self._plan.class_, self._needed)

    def _approvers(self) -> Wait:
        decided = list_decided(self._weighed, self._people)
        free = self._coming(self._is_free)
        if not suffices([*decided, *free], self._plan.class_, self._needed):
            return _NOBODY
        lacks_chair = needs_chair(self._plan.class_) and not any(person.is_chair for person in decided)
        if lacks_chair and len(decided) >= self._needed - 1:
            free = [person for person in free if person.is_chair]
        return self._first_of(free)

    def _is_free(self, person: Person) -> bool:
        return person.id not in self._have_made and person.id not in self._approve

    def _coming(self, helps: Callable[[Person], bool]) -> list[Person]:
        """Return those whose statement helps, in term today or later while the plan lives."""
        return [
            person
            for person in self._people.people
            if person.may_decide and person.id not in self._plan.removes
            and person.until >= self._today and person.since <= max(self._last, self._today)
            and helps(person)
        ]  # fmt: skip

    def _first_of(self, persons: Iterable[Person]) -> Wait:
        persons = [*persons]
        here = sorted(person.id for person in persons if person.is_in_term(self._today))
        if here:
            return Wait((*here,))
        begins = min((person.since for person in persons if person.since > self._today), default=None)
        return Wait(day=start_of(begins)) if begins is not None else _NOBODY
