"""freshness: is the trust data of the issuer, and of a witness, new enough? (time: now)"""

from datetime import datetime

from credentials.times import format_time
from verifier.case import Case
from verifier.findings import noted, passed, skipped
from verifier.policy import AGEING_AFTER
from verifier.reliance.witness import CHECK
from verifier.trust.party_trust import PartyTrust
from verifier.verdict import Finding

_OK = passed(CHECK)


def check_freshness(case: Case) -> Finding:
    """The finding of the snapshot, which is the same for every credential of an issuer, and its notes."""
    if case.party is None:
        return skipped(CHECK, "issuer-key")
    found = case.reliance.freshness
    if found.problem is not None:
        return found.problem
    at = case.at if case.at_given else None
    notes = (_find_note(party, case.now, at) for party in found.parties)
    return next((note for note in notes if note is not None), found.unwitnessed or _OK)


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
