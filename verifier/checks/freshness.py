"""freshness: is the trust data of the issuer, and of the home association, new enough? (time: now)"""

from credentials.times import format_time
from verifier.case import Case, noted, passed, skipped, unclear
from verifier.party_trust import PartyTrust
from verifier.policy import AGEING_AFTER, CLOCK_TOLERANCE
from verifier.verdict import Finding

CHECK = "freshness"
_OK = passed(CHECK)


def check_freshness(case: Case) -> Finding:
    """Clock, then manifests, then key lists; the first problem, else the first note."""
    if case.party is None:
        return skipped(CHECK, "issuer-key")
    if case.now < case.trust.newest - CLOCK_TOLERANCE:
        return unclear(CHECK, "clock", now=format_time(case.now), newest=format_time(case.trust.newest))
    home = case.trust.party(case.home) if case.home is not None else None
    parties = [case.party] if home is None or home is case.party else [case.party, home]
    for party in parties:
        finding = _find_stale(case, party) or _find_expired(case, party)
        if finding is not None:
            return finding
    if case.home is not None and home is None:
        return unclear(CHECK, "stale", issuer=case.home, issued=None, until=None)
    notes = [note for party in parties if (note := _find_note(case, party)) is not None]
    return notes[0] if notes else _OK


def _find_stale(case: Case, party: PartyTrust) -> Finding | None:
    manifest = party.manifest
    if manifest is None:
        return unclear(CHECK, "stale", issuer=party.issuer, issued=None, until=None)
    until = min(manifest.body.valid_until, manifest.created + case.policy.max_age)
    if case.now >= until:
        return unclear(
            CHECK,
            "stale",
            issuer=party.issuer,
            issued=format_time(manifest.created),
            until=format_time(until),
        )
    return None


def _find_expired(case: Case, party: PartyTrust) -> Finding | None:
    """Expired, or older than a key list some manifest has already named: a newer one is being withheld."""
    key_list = case.trust.key_list(party.issuer, case.now)
    if key_list is None:
        return unclear(CHECK, "key-list-expired", issuer=party.issuer, until=None)
    named = max(_named_versions(case, party), default=0)
    if case.now >= key_list.body.valid_until or named > key_list.body.version:
        until = format_time(key_list.body.valid_until)
        return unclear(CHECK, "key-list-expired", issuer=party.issuer, until=until)
    return None


def _named_versions(case: Case, party: PartyTrust) -> list[int]:
    versions = []
    for other in case.trust.parties.values():
        if other.manifest is None:
            continue
        subject = other.manifest.body.credential_subject
        if other is party:
            versions.append(subject.key_list_version)
        versions += [seen.key_list_version for seen in subject.seen if seen.issuer == party.issuer]
    return versions


def _find_note(case: Case, party: PartyTrust) -> Finding | None:
    if party.manifest is None:
        return None
    issued = party.manifest.created
    if case.at_given and issued < case.at:
        return noted(
            CHECK,
            "known-before-at",
            issuer=party.issuer,
            issued=format_time(issued),
            at=format_time(case.at),
        )
    age = case.now - issued
    if age > AGEING_AFTER:
        return noted(CHECK, "ageing", issuer=party.issuer, hours=int(age.total_seconds() // 3600))
    return None
