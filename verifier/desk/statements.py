"""Weigh the statements about a plan: which ones count, who made it, who approves it, and what stops it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from credentials.times import day_of
from verifier.desk.people import PeopleChain, PeopleList, Person
from verifier.desk.plan import AHEAD, Plan

MAKE, APPROVE, RETURN, REJECT, WITHDRAW = "make", "approve", "return", "reject", "withdraw"
_CAUTION = (MAKE, APPROVE, WITHDRAW, RETURN, REJECT)
"""Of two statements of one person at one second the more cautious counts."""
_CAUTIOUS = (WITHDRAW, RETURN, REJECT)
"""Decisions that count under a later list than the one in force: a slow clock must get nothing past them."""


@dataclass(frozen=True, slots=True)
class PlanStatement:
    """A statement with a valid proof; `digest` is over its JCS bytes, `people` the id of its people list."""

    digest: str
    plan: str
    decision: str
    by: str
    at: datetime
    people: str
    key: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class WeighedPlan:
    """The statements in force; `aside` holds those that do not count, each with the code of the reason."""

    maker: PlanStatement | None
    approvals: Sequence[PlanStatement]
    stops: frozenset[str]
    aside: dict[str, str]
    makers: Sequence[PlanStatement]
    """Every make that counts or was taken back, oldest first: a maker never approves."""

    @property
    def counting(self) -> list[PlanStatement]:
        """Return the maker's statement, then the approvals by person."""
        return [*([self.maker] if self.maker is not None else []), *self.approvals]


def weigh(
    plan: Plan, statements: Iterable[PlanStatement], chain: PeopleChain, people: PeopleList, now: datetime
) -> WeighedPlan:
    """Weigh the statements at hand under the list in force; their order does not matter."""
    aside: dict[str, str] = {}
    effective: dict[str, PlanStatement] = {}
    for statement in statements:
        code = _set_aside(statement, plan, chain, people, now)
        if code is None:
            effective[statement.digest] = statement
        else:  # of two copies under unlisted keys the order must not decide
            aside[statement.digest] = min(code, aside.get(statement.digest, code))
    for digest in effective:
        aside.pop(digest, None)
    makes = sorted((item for item in effective.values() if item.decision == MAKE), key=lambda item: item.at)
    have_made = {item.by for item in makes}
    for statement in [*effective.values()]:
        if statement.decision == APPROVE and statement.by in have_made:
            aside[statement.digest] = "own-plan"
            del effective[statement.digest]
    last = _last_of_each(effective.values())
    standing = sorted((item for item in last if item.decision == MAKE), key=lambda item: (item.at, item.by))
    seat = max(standing, key=lambda item: item.at, default=None)  # of equal statements the smaller id
    aside.update((item.digest, "seat-taken") for item in standing if item is not seat)
    return WeighedPlan(
        seat,
        sorted((item for item in last if item.decision == APPROVE), key=lambda item: item.by),
        frozenset(item.decision for item in last if item.decision in (RETURN, REJECT)),
        aside,
        makes,
    )


def _last_of_each(statements: Iterable[PlanStatement]) -> list[PlanStatement]:
    by_person: dict[str, list[PlanStatement]] = {}
    for statement in statements:
        by_person.setdefault(statement.by, []).append(statement)
    return [_find_last(own) for own in by_person.values()]


def _find_last(own: Sequence[PlanStatement]) -> PlanStatement:
    """Return a person's last statement: one that another names in `after` is earlier, whatever its date."""
    earlier = {statement.after for statement in own}
    unnamed = [statement for statement in own if statement.digest not in earlier]
    return max(unnamed or own, key=lambda statement: (statement.at, _CAUTION.index(statement.decision)))


def _set_aside(
    statement: PlanStatement, plan: Plan, chain: PeopleChain, people: PeopleList, now: datetime
) -> str | None:
    """Return the first reason for which a statement has no effect, or None."""
    if statement.plan != plan.digest:
        return "wrong-plan"
    if statement.at > now + AHEAD:
        return "ahead"
    if not plan.created <= statement.at <= plan.expires:
        return "out-of-time"
    named, current = chain.place(statement.people), chain.place(people.id)
    if named is None or current is None:
        return "unknown-list"
    if named > current:
        people = chain.lists[named]
        # who came in by a later list cannot date a veto before it
        if statement.decision not in _CAUTIOUS or statement.at < people.signed:
            return "unknown-list"
    person = people.person(statement.by)
    return "not-in-list" if person is None else _set_person_aside(statement, person, plan, people)


def _set_person_aside(statement: PlanStatement, person: Person, plan: Plan, people: PeopleList) -> str | None:
    # an association key signs decided documents: its holder must not decide with it, too
    if statement.key in people.association_keys:
        return "association-key"
    if statement.key not in person.keys:
        return "key-not-listed"
    if not person.is_in_term(day_of(statement.at)):
        return "out-of-term"
    if not person.may_decide:
        return "auditor"
    return "removed-by-plan" if person.id in plan.removes else None
