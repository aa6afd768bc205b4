"""listing, refers, sequence: listings of a technology, and the technology of a listing (time: at).

The checks read the records handed in beside the bundle (verifier.trust.beside): parts, or a registry's. Only
records signed by `at` count, so that a later listing changes no earlier day. A technology's verdict never
rests on them. A listing fails if its signer has replaced it, if the association that listed the technology
signed it, or if it outlives the technology.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from credentials.documents.kind import OwnCheck
from credentials.kinds import kind_of_record
from credentials.record import Record
from credentials.times import format_time
from verifier.case import Case
from verifier.findings import failed, not_asked, noted, passed, skipped, unclear
from verifier.trust.beside import TOLD_BY
from verifier.verdict import Finding, Result, Verdict

Judge = Callable[[Record[Any]], Verdict]
"""The verdict on another record at the moment asked about, with nothing beside it."""

LISTING, REFERS, SEQUENCE = "listing", "refers", "sequence"
TECHNOLOGIES = TOLD_BY["technology"]
_SAYS = ("issuer-key", "proof", "agreement", "authority")
"""The checks that prove who signed a listing and with what right; its term and status do not matter."""


def check_listing(case: Case, judge: Judge) -> Finding:
    """Name the associations that join or object, by the last word of each in force at `at`.

    An objection counts even from a party whose part is not at hand. `joint` and `not-joint` need every other
    party to be heard (verifier.trust.beside). `known` is the time up to which all of them are: each up to its
    newest manifest, or up to its newest listing if that is later, since a listing replaces all lower numbers.
    """
    if not case.signed:
        return skipped(LISTING, "proof")
    others = sorted({party.id for party in case.snapshot.summary.text.parties} - {case.issuer})
    heard = {party: at for party in others if (at := _heard_at(case, party)) is not None}
    decided: dict[str, list[str]] = {"joins": [], "objects": []}
    for issuer in sorted({record.body.issuer for record in _about(case, case.record.digest)} - {case.issuer}):
        listings = _listings_of(case, issuer, judge)
        if issuer in heard:
            heard[issuer] = max([heard[issuer], *(listing.created for listing, _ in listings)])
        last = _find_last(case, listings)
        decision = last.body.credential_subject.decision if last is not None else ""
        if decision in decided:
            decided[decision].append(issuer)
    if decided["objects"]:
        return noted(LISTING, "objected", parties=[*decided["objects"]])
    if not others:
        return passed(LISTING)
    if unheard := [party for party in others if party not in heard]:
        return noted(LISTING, "joint-unknown", parties=[*unheard])
    known = format_time(min(heard[party] for party in others))
    if joining := [party for party in decided["joins"] if party in heard]:
        return noted(LISTING, "joint", parties=[*joining], known=known)
    return noted(LISTING, "not-joint", parties=[*others], known=known)


def _heard_at(case: Case, party: str) -> datetime | None:
    """Return the time of the party's newest manifest; None unless its parts are at hand."""
    known = case.trust.party(party)
    is_heard = case.agreed(party, TECHNOLOGIES).manifest is not None and case.hears(party, TECHNOLOGIES)
    return known.manifest.created if is_heard and known is not None and known.manifest is not None else None


def _about(case: Case, technology: str) -> Iterator[Record[Any]]:
    """Yield the listings of a technology signed by `at`."""
    for listing in case.beside.records:
        if (
            SEQUENCE in _checks_of(listing)
            and listing.body.technology == technology
            and listing.created <= case.ends_by
        ):
            yield listing


def _checks_of(record: Record[Any]) -> tuple[OwnCheck, ...]:
    return kind_of_record(record).checks


def _listings_of(case: Case, issuer: str, judge: Judge) -> list[tuple[Record[Any], Verdict]]:
    """Return the issuer's listings of the technology with their verdicts, replaced and ended ones too."""
    listings = [
        (record, judge(record)) for record in _about(case, case.record.digest) if record.body.issuer == issuer
    ]
    return [(record, verdict) for record, verdict in listings if is_said(verdict)]


def _find_last(case: Case, listings: list[tuple[Record[Any], Verdict]]) -> Record[Any] | None:
    """Return the valid listing with the highest number; None where two have it."""
    highest = max((listing.body.sequence for listing, _ in listings), default=0)
    newest = [(listing, verdict) for listing, verdict in listings if listing.body.sequence == highest]
    last = {listing.digest: (listing, verdict) for listing, verdict in newest}
    # nobody can tell which of two listings with one number is later
    if len(last) != 1:
        return None
    ((record, verdict),) = last.values()
    holds = all(f.outcome is not Result.FAILED for f in verdict.findings)
    return record if holds and record.body.valid_until <= case.record.body.valid_until else None


def is_said(verdict: Verdict) -> bool:
    """Return whether the verdict proves the signer of a listing, which may have ended or been replaced."""
    results = {finding.check: finding.outcome for finding in verdict.findings}
    return all(results.get(check) is Result.PASSED for check in _SAYS)


def check_refers(case: Case) -> Finding:
    """Check that the technology is another association's and does not end before the listing."""
    if not case.signed:
        return skipped(REFERS, "proof")
    body = case.record.body
    technology = next((record for record in case.beside.records if record.digest == body.technology), None)
    if technology is None:
        return not_asked(REFERS)
    if LISTING not in _checks_of(technology):
        return failed(REFERS, "no-technology", digest=body.technology)
    if technology.body.issuer == body.issuer:
        return failed(REFERS, "own-technology", issuer=body.issuer)
    if body.valid_until > technology.body.valid_until:
        until, end = format_time(body.valid_until), format_time(technology.body.valid_until)
        return failed(REFERS, "outlives", until=until, end=end)
    return passed(REFERS)


def check_sequence(case: Case, judge: Judge) -> Finding:
    """Check that the same association signed no later listing of the same technology by `at`."""
    if not case.signed:
        return skipped(SEQUENCE, "proof")
    body = case.record.body
    others = [
        listing for listing in _about(case, body.technology)
        if listing.body.issuer == body.issuer and listing.digest != case.record.digest
        and listing.body.sequence >= body.sequence and is_said(judge(listing))
    ]  # fmt: skip
    later = max(others, key=lambda listing: (listing.body.sequence, listing.created), default=None)
    if later is None:
        return passed(SEQUENCE)
    if later.body.sequence == body.sequence:
        return unclear(SEQUENCE, "listing-conflict", number=body.sequence)
    return failed(SEQUENCE, "listing-replaced", since=format_time(later.created))
