"""How many credentials there are, by association, region, scheme, category, grade, month and standing.

The database counts them by the rows kept at admission (registry.lookup.counts). Those that events speak of
are read when the trust data changes, those that have a fault (api.answers.standings.fallen_credentials) when
keys or the agreement do, and counted by what they are.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from api.answers.standings.fallen_credentials import Faults
from api.answers.standings.month_ends import Span, count_month_ends, read_month
from api.answers.standings.standing import find_named, find_standing, is_relied_on
from api.answers.worker_pool import ProvenTrust
from credentials.documents.assessment import Assessment
from credentials.record import Record
from registry import Registry
from registry.lookup.counts import Group, count_groups, count_terms, find_changed
from verifier import TrustStore

DIMENSIONS = ("issuer", "region", "scheme", "category", "grade", "month", "month-end", "standing")

CountKey = tuple[str, ...]
"""What is counted: an issuer, region, scheme, month or standing; a scheme and a category or grade of it."""


class Tally(NamedTuple):
    """How many there are, and how many of them are active: now, or at a month's end."""

    active: int
    total: int


Counts = Mapping[str, Mapping[CountKey, Tally]]
"""By dimension and key."""

GroupStandings = Mapping[tuple[Group, str], int]
"""How many credentials of a group stand how: in words of STANDING_WORDS."""


class CountedGroups(NamedTuple):
    """What was counted at one moment."""

    standings: GroupStandings
    counts: Counts


class Statistics:
    """The counts of one registry, worked out once for all who ask meanwhile; for one event loop."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._under_way: asyncio.Task[CountedGroups] | None = None
        self._changed = _Changed("", [], Counter())
        self._faults = Faults(registry)

    async def count(self, trusted: ProvenTrust, now: datetime) -> Counts:
        """The counts at `now`, or a moment before it."""
        return (await self.count_all(trusted, now)).counts

    async def count_all(self, trusted: ProvenTrust, now: datetime) -> CountedGroups:
        """The same with what they are added up from."""
        if self._under_way is None:
            self._under_way = asyncio.create_task(run_in_threadpool(self._work_out, trusted, now))
            self._under_way.add_done_callback(self._forget)
        return await asyncio.shield(self._under_way)

    def _forget(self, done: asyncio.Task[CountedGroups]) -> None:
        self._under_way = None
        if not done.cancelled():
            done.exception()  # nobody may be waiting for it any more

    def _work_out(self, trusted: ProvenTrust, now: datetime) -> CountedGroups:
        standings: Counter[tuple[Group, str]] = Counter()
        trust = trusted.store
        issuers = sorted(trust.chain.members)
        usual = {issuer: "active" if is_relied_on(trust, issuer, now) else "unclear" for issuer in issuers}

        def stand_usually(group: Group) -> str:
            return usual[group.issuer] if group.phase == "active" else group.phase

        for group, number in count_groups(self._registry, issuers, now).items():
            standings[group, stand_usually(group)] += number
        changes = self._find_changes(trusted, issuers, now)
        for record in changes.records:
            group = Group.of(record, now)
            standings[group, stand_usually(group)] -= 1
            standings[group, find_standing(record, trust, now).word] += 1
        changed = {record.digest for record in changes.records}
        for fault in self._faults.find(trust, issuers, now):
            if fault.digest not in changed:
                group = fault.group_at(now)
                standings[group, stand_usually(group)] -= 1
                standings[group, fault.standing_at(now)] += 1
        month_ends = self._count_month_ends(changes, issuers, now)
        return CountedGroups(standings, {**_add_up(standings), "month-end": month_ends})

    def _find_changes(self, trusted: ProvenTrust, issuers: Iterable[str], now: datetime) -> "_Changed":
        if self._changed.digest != trusted.digest:
            trust = trusted.store
            ids = {issuer: find_named(trust, issuer, now) for issuer in issuers}
            records = find_changed(self._registry, ids)
            self._changed = _Changed(trusted.digest, records, _find_spans(records, trust))
        return self._changed

    def _count_month_ends(
        self, changes: "_Changed", issuers: Iterable[str], now: datetime
    ) -> Mapping[CountKey, Tally]:
        spans, signed = Counter(changes.spans), Counter[int]()
        for term, number in count_terms(self._registry, issuers).items():
            month = read_month(term.month)
            signed[month] += number
            spans[Span.of_term(month, term.valid_from, term.valid_until)] += number
        return {(end.month,): Tally(end.in_force, end.signed) for end in count_month_ends(spans, signed, now)}


class _Changed(NamedTuple):
    """The credentials that events of the trust data with a digest name, and how their spans differ by it."""

    digest: str
    records: list[Record[Assessment]]
    spans: Counter[Span]


def _find_spans(records: Iterable[Record[Assessment]], trust: TrustStore) -> Counter[Span]:
    """What is to be added to the spans that the terms alone would give."""
    spans: Counter[Span] = Counter()
    for record in records:
        party, whole = trust.party(record.body.issuer), Span.of(record)
        if party is not None:
            spans[whole] -= 1
            spans.update(whole.split(party.history(record.body.id)))
    return spans


def _add_up(standings: GroupStandings) -> Counts:
    total: dict[str, Counter[CountKey]] = {dimension: Counter() for dimension in DIMENSIONS}
    active: dict[str, Counter[CountKey]] = {dimension: Counter() for dimension in DIMENSIONS}
    for (group, standing), number in standings.items():
        for dimension, key in _keys(group, standing):
            total[dimension][key] += number
            if standing == "active":
                active[dimension][key] += number
    return {
        dimension: {key: Tally(active[dimension][key], number) for key, number in found.items() if number}
        for dimension, found in total.items()
    }


def _keys(group: Group, standing: str) -> Iterator[tuple[str, CountKey]]:
    """Where a credential counts: once in each dimension, in each of its categories."""
    yield "issuer", (group.issuer,)
    yield "region", (group.region,)
    yield "scheme", (group.scheme,)
    for category in group.categories:
        if category is not None:
            yield "category", (group.scheme, category)
    yield "grade", (group.scheme, group.grade)
    yield "month", (group.month,)
    yield "standing", (standing,)
