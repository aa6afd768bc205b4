"""People list of an association: who may decide, how many must, and whether its rules can be met."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from credentials.times import day_of

AUDITOR, CHAIR = "auditor", "chair"

PLAIN, CHAIRED, GRAVE = "plain", "chair", "grave"
"""Classes of operations: two persons; two of whom one is a chair; three where three may decide."""

FLOOR = 2
"""The fewest persons for any operation, the maker included; no policy goes below."""
GRAVE_FLOOR = 3
MAX_DAYS = 180
"""The longest a list is valid, from the day it was signed."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a list; `since` and `until` are days, both included, at +08:00."""

    id: str
    roles: frozenset[str]
    since: date
    until: date
    keys: frozenset[str]

    @property
    def may_decide(self) -> bool:
        """True unless an auditor."""
        return AUDITOR not in self.roles

    @property
    def is_chair(self) -> bool:
        """True for a chair who may decide."""
        return CHAIR in self.roles and self.may_decide

    def is_in_term(self, day: date) -> bool:
        """True where the term covers the day."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One version of the list; `signed` is the `created` of its proof, `valid_until` its last day."""

    id: str
    signed: datetime
    valid_until: date
    people: Sequence[Person]
    policy: Mapping[str, int] = field(default_factory=dict)
    alone: bool = False
    association_keys: frozenset[str] = frozenset()
    """Public keys of the association itself: none of them may sign a person's statement."""

    def person(self, id_: str) -> Person | None:
        """Return the person of an id, or None."""
        return next((person for person in self.people if person.id == id_), None)

    def deciding(self, day: date) -> list[Person]:
        """Return those who may decide on a day."""
        return [person for person in self.people if person.may_decide and person.is_in_term(day)]

    def is_expired(self, moment: datetime) -> bool:
        """True after the last second of the last day."""
        return day_of(moment) > self.valid_until

    def count_needed(self, class_: str, day: date) -> int:
        """Return how many persons an operation needs, the maker included; `day` is the first of the plan."""
        if self.alone:
            return 1
        floor = max(FLOOR, self.policy.get(class_, 0))
        if class_ != GRAVE:
            return floor
        # the plan's first day counts: waiting until fewer people are left lowers no number
        most = GRAVE_FLOOR if len(self.deciding(day)) >= GRAVE_FLOOR else FLOOR
        return max(most, floor, self.policy.get(CHAIRED, 0))


@dataclass(frozen=True, slots=True)
class PeopleChain:
    """The lists at hand, oldest first; `known` is the newest list that the file of last heads names."""

    lists: Sequence[PeopleList]
    known: str | None = None
    is_anchored: bool = True
    """True where the root-signed key list names the first list."""

    def in_force(self, moment: datetime) -> PeopleList | None:
        """Return the newest list signed by a moment."""
        return next((people for people in reversed(self.lists) if people.signed <= moment), None)

    def place(self, id_: str) -> int | None:
        """Return the place of a list in the chain, from 0; None for a list that is not in it."""
        return next((place for place, people in enumerate(self.lists) if people.id == id_), None)


def needs_chair(class_: str) -> bool:
    """True where one of those who decide must be a chair."""
    return class_ in (CHAIRED, GRAVE)


def suffices(people: Collection[Person], class_: str, needed: int) -> bool:
    """True where these persons are enough for an operation."""
    return len(people) >= needed and (not needs_chair(class_) or any(person.is_chair for person in people))


def refuse_list(people: PeopleList) -> str | None:
    """Return the code of the first rule that a list breaks, or None; `words.LISTS` has them."""
    first = day_of(people.signed)
    keys = [key for person in people.people for key in person.keys]
    if not _is_satisfied(people, first):
        return "policy-unsatisfiable"
    if people.alone and sum(person.may_decide for person in people.people) != 1:
        return "alone-not-one"
    # one key under two entries would decide as two persons
    if len(keys) != len({*keys}):
        return "key-twice"
    if people.valid_until > first + timedelta(days=MAX_DAYS):
        return "valid-too-long"
    return None


def warn_days(people: PeopleList) -> Iterator[date]:
    """Yield the days within the list's time from which some operation could not be decided."""
    first = day_of(people.signed)
    # the number of people changes only on days on which a term begins or ends
    edges = {day for person in people.people for day in (person.since, person.until + timedelta(days=1))}
    was = True
    for day in sorted(edge for edge in edges if first < edge <= people.valid_until):
        is_ = _is_satisfied(people, day)
        if was and not is_:
            yield day
        was = is_


def _is_satisfied(people: PeopleList, day: date) -> bool:
    deciding = people.deciding(day)
    return all(
        suffices(deciding, class_, people.count_needed(class_, day)) for class_ in (PLAIN, CHAIRED, GRAVE)
    )
