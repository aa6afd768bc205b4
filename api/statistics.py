"""How many credentials there are, by region, scheme, category, grade, month and standing.

Counted from the records: each is read once (registry.tallying), and those that events speak of again when the
trust data changes. What was worked out holds for a minute, as credentials expire by themselves.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from api.standing import find_standing, standing_by_date
from api.workers import Trusted
from credentials.assessment import Assessment
from credentials.record import Record
from registry import Registry
from registry.tallying import Group, Tally, find_changed

DIMENSIONS = ("region", "scheme", "category", "grade", "month", "standing")

Key = tuple[str, ...]
"""What is counted: a region, scheme, month or standing; a scheme and a category or grade of it."""


class Count(NamedTuple):
    """How many there are, and how many of them are active now."""

    active: int
    total: int


Counts = Mapping[str, Mapping[Key, Count]]
"""By dimension and key."""


class Statistics:
    """The counts of one registry; for several threads."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._tally = Tally()
        self._lock = Lock()
        self._changed: tuple[str, list[Record[Assessment]]] = ("", [])
        self._counted: tuple[tuple[object, ...], Counts] = ((), {})

    def count(self, trusted: Trusted, now: datetime) -> Counts:
        """The counts at `now`."""
        with self._lock:
            groups = self._tally.catch_up(self._registry, sorted(trusted.store.chain.members))
            version = (trusted.digest, sum(groups.values()), now.replace(second=0, microsecond=0))
            if self._counted[0] != version:
                self._counted = (version, self._work_out(groups, trusted, now))
            return self._counted[1]

    def _work_out(self, groups: Mapping[Group, int], trusted: Trusted, now: datetime) -> Counts:
        standings: Counter[tuple[Group, str]] = Counter()
        for group, number in groups.items():
            standings[group, _by_date(group, now)] += number
        if self._changed[0] != trusted.digest:
            ids = {issuer: [*party.events.credentials] for issuer, party in trusted.store.parties.items()}
            self._changed = (trusted.digest, find_changed(self._registry, ids))
        for record in self._changed[1]:
            group = Group.of(record)
            standings[group, _by_date(group, now)] -= 1
            standings[group, find_standing(record, trusted.store, now).name] += 1
        return _add_up(standings)


def _by_date(group: Group, now: datetime) -> str:
    return standing_by_date(group.valid_from, group.valid_until, now)


def _add_up(standings: Mapping[tuple[Group, str], int]) -> Counts:
    total: dict[str, Counter[Key]] = {dimension: Counter() for dimension in DIMENSIONS}
    active: dict[str, Counter[Key]] = {dimension: Counter() for dimension in DIMENSIONS}
    for (group, standing), number in standings.items():
        for dimension, key in _keys(group, standing):
            total[dimension][key] += number
            if standing == "active":
                active[dimension][key] += number
    return {
        dimension: {key: Count(active[dimension][key], number) for key, number in found.items() if number}
        for dimension, found in total.items()
    }


def _keys(group: Group, standing: str) -> Iterator[tuple[str, Key]]:
    """Where a credential counts: once in each dimension, in each of its categories."""
    yield "region", (group.region,)
    yield "scheme", (group.scheme,)
    for category in group.categories:
        if category is not None:
            yield "category", (group.scheme, category)
    yield "grade", (group.scheme, group.grade)
    yield "month", (group.month,)
    yield "standing", (standing,)
