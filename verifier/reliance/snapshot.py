"""State of the trust data at one `now`, worked out once for all credentials of a batch."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from credentials.documents.key_list import KeyList
from credentials.record import Record
from verifier.policy import Policy
from verifier.reliance.agreed import Agreed, find_agreed
from verifier.reliance.agreement_current import check_agreement
from verifier.reliance.freshness import Freshness, find_freshness
from verifier.reliance.missing_events import find_shortage
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding, TrustAge, TrustSummary


@dataclass(frozen=True, slots=True)
class Reliance:
    """The trust data about an issuer that every verdict on its credentials rests on, for one home."""

    agreement: Finding
    freshness: Freshness
    shortage: Finding | None


class Snapshot:
    """Key lists in force, reliances by issuer and home, and the summary."""

    def __init__(self, trust: TrustStore, now: datetime) -> None:
        self.now = now
        self._trust = trust
        self.key_lists: dict[str, Record[KeyList] | None] = {
            issuer: trust.key_list(issuer, now) for issuer in trust.parties
        }
        self.summary = _summarise(trust, now)
        self._reliances: dict[tuple[str, str | None, timedelta], Reliance] = {}
        self._agreed: dict[tuple[str, str, str | None, timedelta], Agreed] = {}

    def reliance(self, issuer: str, home: str | None, policy: Policy) -> Reliance:
        """Return the trust data that a verdict on an issuer's credential rests on."""
        key = (issuer, home, policy.max_age)  # freshness uses only these members of a policy
        known = self._reliances.get(key)
        if known is None:
            if len(self._reliances) >= _MAX_RELIANCES:
                self._reliances.clear()
            known = self._reliances[key] = self._find(issuer, home, policy)
        return known

    def agreed(self, issuer: str, kind: str, home: str | None, policy: Policy) -> Agreed:
        """Return the manifest of an association that is trusted for a kind of part."""
        key = (issuer, kind, home, policy.max_age)
        known = self._agreed.get(key)
        if known is None:
            if len(self._agreed) >= _MAX_RELIANCES:
                self._agreed.clear()
            known = find_agreed(self._trust, issuer, kind, home, now=self.now, policy=policy)
            self._agreed[key] = known
        return known

    def _find(self, issuer: str, home: str | None, policy: Policy) -> Reliance:
        trust = self._trust
        fresh = find_freshness(trust, issuer, home, now=self.now, policy=policy)
        own = trust.party(issuer)
        witness = fresh.witness.party if fresh.witness is not None else None
        parties = [party for party in (own, witness) if party is not None]
        shortage = find_shortage(trust, own, fresh.witness, self.now) if own is not None else None
        return Reliance(check_agreement(trust, parties), fresh, shortage)


_MAX_RELIANCES = 1024
# weak: a trust store that is replaced takes its snapshot with it
_LAST: WeakKeyDictionary[TrustStore, Snapshot] = WeakKeyDictionary()


def take_snapshot(trust: TrustStore, now: datetime) -> Snapshot:
    """Return the snapshot at `now`; the last one is kept, since a batch asks for one `now`."""
    snapshot = _LAST.get(trust)
    if snapshot is None or snapshot.now != now:
        snapshot = _LAST[trust] = Snapshot(trust, now)
    return snapshot


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
    return TrustSummary(text, ages, trust.chain.older_than(text))
