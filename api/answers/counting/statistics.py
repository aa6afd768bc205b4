"""Counts of credentials by association, region, scheme, category, grade, month and standing.

Admission counts them (registry.lookup.counts). Credentials with events are judged by their rows
(api.answers.counting.filed_standings). Faults by a key or a grant are sought when keys or the agreement
change (api.answers.counting.fallen_credentials).
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from api.answers.counting.fallen_credentials import Faults, stand_by_fault
from api.answers.counting.filed_standings import FiledStandings
from api.answers.counting.month_ends import Span, count_month_ends, read_month
from api.answers.worker_pool import ProvenTrust
from registry import Registry
from registry.lookup.counts import ChangedCredential, Group, count_rows, find_changed
from registry.lookup.standing import find_named, find_standing, is_relied_on
from verifier import TrustStore

DIMENSIONS = ("issuer", "region", "scheme", "category", "grade", "month", "month-end", "standing")

BY_ISSUER = ("issuer-month", "issuer-standing")
"""Two dimensions for each association, for the drawings that set associations side by side."""

CountKey = tuple[str, ...]
"""The key of a count: an issuer, region, scheme, month or standing; a scheme and a category or grade of it;
an issuer and a month or standing."""


class Tally(NamedTuple):
    """All credentials, and the active ones: now, or at a month's end."""

    active: int
    total: int


Counts = Mapping[str, Mapping[CountKey, Tally]]
"""Counts by dimension and key."""

GroupStandings = Mapping[tuple[Group, str], int]
"""Credentials by group and standing, a word of STANDING_WORDS."""


class CountedGroups(NamedTuple):
    """The counts of one moment."""

    standings: GroupStandings
    counts: Counts


class Statistics:
    """The counts of one registry, worked out once for all requests that wait at the same time; for one
    event loop."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._under_way: asyncio.Task[CountedGroups] | None = None
        self._faults = Faults(registry)

    async def count(self, trusted: ProvenTrust, now: datetime) -> Counts:
        """Return the counts at `now`, or a moment earlier."""
        return (await self.count_all(trusted, now)).counts

    async def count_all(self, trusted: ProvenTrust, now: datetime) -> CountedGroups:
        """Return the counts, and the groups that they sum."""
        if self._under_way is None:
            self._under_way = asyncio.create_task(run_in_threadpool(self.work_out, trusted, now))
            self._under_way.add_done_callback(self._forget)
        # an asker that leaves must not cancel the count of the others
        return await asyncio.shield(self._under_way)

    def _forget(self, done: asyncio.Task[CountedGroups]) -> None:
        self._under_way = None
        if not done.cancelled():
            done.exception()  # reads the exception: perhaps no request waits for this task any more

    def work_out(self, trusted: ProvenTrust, now: datetime) -> CountedGroups:
        """Work out the counts at `now`, in a thread of its own."""
        trust = trusted.store
        issuers = sorted(trust.chain.members)
        usual = {issuer: "active" if is_relied_on(trust, issuer, now) else "unclear" for issuer in issuers}
        standings: Counter[tuple[Group, str]] = Counter()

        def stand_usually(group: Group) -> str:
            return usual[group.issuer] if group.phase == "active" else group.phase

        counted = count_rows(self._registry, issuers, now)
        for group, number in counted.groups.items():
            standings[group, stand_usually(group)] += number
        for fault, number in self._faults.find(trust, issuers, now):
            group = fault.group_at(now)
            standings[group, stand_usually(group)] -= number
            standings[group, fault.standing_at(now)] += number
        spans, signed = Counter[Span](), Counter[int]()
        for term, number in counted.terms.items():
            month, *ends = map(read_month, term)
            signed[month] += number
            spans[Span.of_term(month, *ends)] += number
        for change in self._find_changes(counted.changed, trust, now):
            standings[change.group, change.fault or stand_usually(change.group)] -= 1
            standings[change.group, change.standing] += 1
            spans[change.whole] -= 1
            spans.update(change.spans)
        months = count_month_ends(spans, signed, now)
        month_ends: dict[CountKey, Tally] = {(end.month,): Tally(end.in_force, end.signed) for end in months}
        return CountedGroups(standings, {**_add_up(standings), "month-end": month_ends})

    def _find_changes(
        self, changed: Iterable[ChangedCredential], trust: TrustStore, now: datetime
    ) -> Iterator["_Change"]:
        """Yield a change for every credential that an event of the trust data names."""
        unread = {issuer: find_named(trust, issuer, now) for issuer in trust.chain.members}
        filed = {issuer: FiledStandings(trust, issuer, now) for issuer in unread}
        moment = int(now.timestamp())
        for credential in changed:
            filed_standing = (
                filed[credential.issuer].find(credential)
                if credential.id in unread[credential.issuer]
                else None
            )
            if filed_standing is not None:
                unread[credential.issuer].remove(credential.id)
                yield _Change(credential.group_at(moment), *filed_standing)
        for record in find_changed(self._registry, unread):
            party, whole = trust.party(record.body.issuer), Span.of(record)
            left = whole.split(party.history(record.body.id)) if party is not None else (whole,)
            standing, fault = find_standing(record, trust, now).word, stand_by_fault(record, trust, now)
            yield _Change(Group.of(record, now), standing, whole, (*left,), fault)


class _Change(NamedTuple):
    """A credential with events, as in `FiledStanding`; `fault` is its standing without events where a
    fault decides it."""

    group: Group
    standing: str
    whole: Span
    spans: tuple[Span, ...]
    fault: str | None = None


def _add_up(standings: GroupStandings) -> Counts:
    total: dict[str, Counter[CountKey]] = {dimension: Counter() for dimension in (*DIMENSIONS, *BY_ISSUER)}
    active: dict[str, Counter[CountKey]] = {dimension: Counter() for dimension in (*DIMENSIONS, *BY_ISSUER)}
    for (group, standing), number in standings.items():
        for dimension, key in _keys(group, standing):
            total[dimension][key] += number
            if standing == "active":
                active[dimension][key] += number
    return {
        dimension: {key: Tally(active[dimension][key], number) for key, number in numbers.items() if number}
        for dimension, numbers in total.items()
    }


def _keys(group: Group, standing: str) -> Iterator[tuple[str, CountKey]]:
    """Yield the keys under which a credential counts: one in each dimension, one for each category."""
    yield "issuer", (group.issuer,)
    yield "region", (group.region,)
    yield "scheme", (group.scheme,)
    for category in group.categories:
        if category is not None:
            yield "category", (group.scheme, category)
    yield "grade", (group.scheme, group.grade)
    yield "month", (group.month,)
    yield "standing", (standing,)
    yield "issuer-month", (group.issuer, group.month)
    yield "issuer-standing", (group.issuer, standing)
