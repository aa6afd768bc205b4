"""Three numbers: credentials in force, enterprises, credentials that another party grades.

The node counts them from the rows of admission, once in HOLD_SECONDS for all requests. They are unknown while
the database does not answer.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from api.answers.counting.statistics import GroupStandings, Statistics
from api.answers.held import HeldAnswer
from api.answers.worker_pool import ProvenTrust
from credentials.documents.agreement import AgreementText
from registry import Registry
from registry.lookup.counts import Group, count_enterprises
from verifier import TrustStore

HOLD_SECONDS = 60.0

PATIENCE_SECONDS = 2.0
"""The first asker waits at most this long."""


class Numbers(NamedTuple):
    """Active credentials; enterprises with any credential; active credentials that another party gives a
    grade of its own."""

    active: int
    enterprises: int
    elsewhere: int


class Overview:
    """The numbers of one registry."""

    def __init__(self, registry: Registry, statistics: Statistics, *, monotonic: Callable[[], float]) -> None:
        self._registry, self._statistics = registry, statistics
        self._held: HeldAnswer[Numbers] = HeldAnswer(monotonic=monotonic, seconds=HOLD_SECONDS)

    async def numbers(self, trusted: ProvenTrust, now: datetime) -> Numbers | None:
        """Return the numbers at `now` or up to a minute earlier; None while the database cannot be asked."""

        async def count() -> Numbers:
            counted = await self._statistics.count_all(trusted, now)
            enterprises = await asyncio.to_thread(
                count_enterprises, self._registry, sorted(trusted.store.chain.members)
            )
            return _add_up(counted.standings, trusted.store, now, enterprises)

        return await self._held.get(count, patience=PATIENCE_SECONDS, key=trusted.digest)


def _add_up(standings: GroupStandings, trust: TrustStore, now: datetime, enterprises: int) -> Numbers:
    version = trust.chain.at(now)
    active = {group: number for (group, standing), number in standings.items() if standing == "active"}
    elsewhere = 0
    if version is not None:
        text = version.text

        @cache
        def counts(group: Group) -> bool:
            return counts_elsewhere(group, text, trust, now)

        # the month does not matter here; without it there are fewer groups to judge
        elsewhere = sum(number for group, number in active.items() if counts(group._replace(month="")))
    return Numbers(sum(active.values()), enterprises, elsewhere)


def counts_elsewhere(group: Group, text: AgreementText, trust: TrustStore, now: datetime) -> bool:
    """Return whether another party gives such a credential a grade of its own
    (verifier.checks.recognition)."""
    source = text.scheme(group.scheme)
    granted = text.granted(group.issuer, group.scheme, group.region)
    if source is None or not any(since <= now < until for since, until in granted):
        return False
    return any(
        row is not None and row.target is not None
        for home in text.parties
        if home.id != group.issuer and not _declines(home.id, group, trust, now)
        for target in text.schemes_of(home.id, source.kind)
        for category in group.categories
        for row in [text.equivalence(group.scheme, category, group.grade, target.id, now)]
    )


def _declines(home: str, group: Group, trust: TrustStore, now: datetime) -> bool:
    """Return whether a party declines credentials of this issuer under this scheme."""
    party = trust.party(home)
    return party is not None and any(
        decline.issuer == group.issuer
        and decline.scheme in (None, group.scheme)
        and decline.since <= now
        and (decline.until is None or now < decline.until)
        for decline in party.newest_key_list.body.declines
    )
