"""freshness: is the trust data of the issuer, and of the home association, new enough? (time: now)"""

from datetime import datetime

from credentials.times import format_time
from verifier.case import Case, noted, passed, skipped, unclear
from verifier.party_trust import PartyTrust
from verifier.policy import AGEING_AFTER, CLOCK_TOLERANCE, Policy
from verifier.trust import TrustStore
from verifier.verdict import Finding

CHECK = "freshness"
_OK = passed(CHECK)


def check_freshness(case: Case) -> Finding:
    """The finding of the snapshot; it is the same for every credential of an issuer."""
    if case.party is None:
        return skipped(CHECK, "issuer-key")
    at = case.at if case.at_given else None
    return case.snapshot.freshness(case.issuer, case.home, at, case.policy)


def find_freshness(
    trust: TrustStore, issuer: str, home: str | None, *, now: datetime, at: datetime | None, policy: Policy
) -> Finding:
    """Clock, then manifests, then key lists, of issuer and home; the first problem, else the first note."""
    if now < trust.newest - CLOCK_TOLERANCE:
        return unclear(CHECK, "clock", now=format_time(now), newest=format_time(trust.newest))
    names = [issuer] if home is None or home == issuer else [issuer, home]
    parties = []
    for name in names:
        party = trust.party(name)
        if party is None:
            return unclear(CHECK, "stale", issuer=name, issued=None, until=None)
        finding = _find_stale(party, now, policy) or _find_expired(trust, party, now)
        if finding is not None:
            return finding
        parties.append(party)
    notes = [note for party in parties if (note := _find_note(party, now, at)) is not None]
    return notes[0] if notes else _OK


def _find_stale(party: PartyTrust, now: datetime, policy: Policy) -> Finding | None:
    manifest = party.manifest
    if manifest is None:
        return unclear(CHECK, "stale", issuer=party.issuer, issued=None, until=None)
    issued = manifest.created
    until = min(manifest.body.valid_until, issued + policy.max_age)
    if now < until:
        return None
    return unclear(CHECK, "stale", issuer=party.issuer, issued=format_time(issued), until=format_time(until))


def _find_expired(trust: TrustStore, party: PartyTrust, now: datetime) -> Finding | None:
    """Expired, or older than a key list some manifest has already named: a newer one is being withheld."""
    key_list = trust.key_list(party.issuer, now)
    if key_list is None:
        return unclear(CHECK, "key-list-expired", issuer=party.issuer, until=None)
    named = max(_named_versions(trust, party), default=0)
    if now >= key_list.body.valid_until or named > key_list.body.version:
        until = format_time(key_list.body.valid_until)
        return unclear(CHECK, "key-list-expired", issuer=party.issuer, until=until)
    return None


def _named_versions(trust: TrustStore, party: PartyTrust) -> list[int]:
    versions = []
    for other in trust.parties.values():
        if other.manifest is None:
            continue
        subject = other.manifest.body.credential_subject
        if other is party:
            versions.append(subject.key_list_version)
        versions += [seen.key_list_version for seen in subject.seen if seen.issuer == party.issuer]
    return versions


def _find_note(party: PartyTrust, now: datetime, at: datetime | None) -> Finding | None:
    if party.manifest is None:
        return None
    issued = party.manifest.created
    if at is not None and issued < at:
        return noted(
            CHECK,
            "known-before-at",
            issuer=party.issuer,
            issued=format_time(issued),
            at=format_time(at),
        )
    if now - issued > AGEING_AFTER:
        hours = int((now - issued).total_seconds() // 3600)
        return noted(CHECK, "ageing", issuer=party.issuer, hours=hours)
    return None
