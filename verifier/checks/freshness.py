"""freshness: is the trust data of the issuer, and of a witness, new enough? (time: now)"""

from collections.abc import Iterable
from datetime import datetime

from credentials.times import format_time
from verifier.case import Case
from verifier.findings import noted, passed, skipped, unclear
from verifier.reliance.freshness import find_ageing
from verifier.reliance.witness import CHECK
from verifier.trust.beside import TOLD_BY
from verifier.trust.party_trust import PartyTrust
from verifier.verdict import Finding

_OK = passed(CHECK)


def check_freshness(case: Case) -> Finding:
    """Return the snapshot's finding, the same for all credentials of an issuer; else a note."""
    if case.party is None:
        return skipped(CHECK, "issuer-key")
    freshness = case.reliance.freshness
    # an old bundle may hide newer data: that makes the verdict unclear and never invalid
    if freshness.problem is not None:
        return freshness.problem
    absent, alone = _find_absent(case)
    if absent is not None:
        return absent
    note = freshness.ageing if not case.at_given else _find_note(freshness.parties, case.now, case.at)
    return note or freshness.unwitnessed or alone or _OK


def _find_absent(case: Case) -> tuple[Finding | None, Finding | None]:
    """Return unclear where a part of the issuer or of home is missing; a note or None otherwise.

    The case relies on the part that a trusted manifest names (verifier.reliance.agreed). Where the newest
    manifest names another part, something newer was said, so that one must be at hand too.
    """
    part, note = TOLD_BY.get(case.kind.name), None
    for issuer in dict.fromkeys((case.issuer, case.home or case.issuer)) if part is not None else ():
        agreed = case.agreed(issuer, part or "")
        if agreed.problem is not None:
            return agreed.problem, None
        if not case.hears(issuer, part or ""):
            return unclear(CHECK, "part-absent", issuer=issuer, part=part), None
        note = note or agreed.note
    return None, note


def _find_note(parties: Iterable[PartyTrust], now: datetime, at: datetime) -> Finding | None:
    """Return the first note on one of the parties: data older than `at`, else ageing data."""
    for party in parties:
        note = _find_earlier(party, at) or find_ageing(party, now)
        if note is not None:
            return note
    return None


def _find_earlier(party: PartyTrust, at: datetime) -> Finding | None:
    if party.manifest is None or party.manifest.created >= at:
        return None
    issued = format_time(party.manifest.created)
    return noted(CHECK, "known-before-at", issuer=party.issuer, issued=issued, at=format_time(at))
