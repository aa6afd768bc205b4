"""What trust data amounts to at one `now`: worked out once, asked by every credential of a batch."""

from datetime import datetime
from weakref import WeakKeyDictionary

from credentials.key_list import KeyList
from credentials.record import Record
from verifier.checks.agreement import check_agreement
from verifier.checks.freshness import find_freshness
from verifier.checks.status import find_shortage
from verifier.policy import Policy
from verifier.trust import TrustStore
from verifier.verdict import Finding, TrustAge, TrustSummary


class Snapshot:
    """Key lists in force, the agreement finding, event shortages, freshness findings and the summary."""

    def __init__(self, trust: TrustStore, now: datetime) -> None:
        self.now = now
        self._trust = trust
        self.key_lists: dict[str, Record[KeyList] | None] = {
            issuer: trust.key_list(issuer, now) for issuer in trust.parties
        }
        self.agreement = check_agreement(trust)
        self.summary = _summarise(trust, now)
        self._shortages: dict[str, Finding | None] = {}
        self._freshness: dict[tuple[str, str | None, datetime | None, Policy], Finding] = {}

    def shortage(self, issuer: str) -> Finding | None:
        """Which signature counts more or other events of the issuer than are here, if any does."""
        if issuer not in self._shortages:
            self._shortages[issuer] = find_shortage(self._trust, self._trust.parties[issuer])
        return self._shortages[issuer]

    def freshness(self, issuer: str, home: str | None, at: datetime | None, policy: Policy) -> Finding:
        """The freshness finding for an issuer and a home; `at` only where the question named a date."""
        key = (issuer, home, at, policy)
        found = self._freshness.get(key)
        if found is None:
            if len(self._freshness) >= _MAX_FRESHNESS:
                self._freshness.clear()
            found = self._freshness[key] = find_freshness(
                self._trust, issuer, home, now=self.now, at=at, policy=policy
            )
        return found


_MAX_FRESHNESS = 1024
_LAST: WeakKeyDictionary[TrustStore, Snapshot] = WeakKeyDictionary()


def take_snapshot(trust: TrustStore, now: datetime) -> Snapshot:
    """The snapshot at `now`; the last one is kept beside the trust store, since batches ask for one `now`."""
    held = _LAST.get(trust)
    if held is None or held.now != now:
        held = _LAST[trust] = Snapshot(trust, now)
    return held


def _summarise(trust: TrustStore, now: datetime) -> TrustSummary:
    text = trust.chain.in_force_or_last(now).text
    ages = tuple(
        TrustAge(
            party.issuer,
            party.manifest.body.credential_subject.version,
            party.manifest.created,
            int((now - party.manifest.created).total_seconds() // 3600),
        )
        for party in trust.parties.values()
        if party.manifest is not None
    )
    return TrustSummary(text.agreement, text.version, ages)
