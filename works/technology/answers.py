"""Answers on technologies: a page of a search, and one technology with everything said of it.

Each line comes from a verdict with the listings here as context: rows only find technologies, the verdict
decides.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from api.answers.questions import POLICY, check_past
from api.answers.standings.log_receipts import receipts_of
from api.errors import ApiError
from credentials.documents.works.facets import TechnologyQuery, judge_limits
from credentials.documents.works.limits.as_typed import describe_answer
from credentials.documents.works.technology import TechnologyRecord
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import format_time
from registry import Registry
from registry.lookup.beside import find_beside
from registry.lookup.standing import Standing
from signing.errors import Lang
from verifier import TrustStore, Verdict, verify_at, verify_record
from verifier.trust.beside import Beside
from works.technology.lookup import TechnologyPlace, TechnologySearch, find_technology

# bounded, because int() raises for thousands of digits
_CURSOR = re.compile(r"([0-9]{1,2})\.([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)
_LISTINGS = {"joint": "joint", "objected": "objected", "joint-unknown": "unknown"}
_VERIFICATIONS = {"unverified": "none", "verification-expired": "expired", "verification-later": "later"}


def find_fitting(
    search: TechnologySearch,
    registry: Registry,
    query: TechnologyQuery,
    trust: TrustStore,
    *,
    at: datetime,
    now: datetime,
    cursor: str | None,
    limit: int,
    ended: bool = False,
    others: bool = False,
) -> JsonObject:
    """Return the members of `TechnologyPageView`; ApiError cursor-damaged."""
    after = parse_cursor(cursor)
    page = search.find(query, trust, at=at, limit=limit, after=after, ended=ended, others=others)
    lines = _describe_lines(registry, query, page.places, trust, at=at, now=now)
    return {
        "items": [*lines],
        "next": format_cursor(page.places[-1]) if page.more else None,
        "total": page.total,
        "stated": page.stated,
        "others": page.others,
        "joint": page.joint,
        "verified": page.verified,
        "counts": {facet: {**counts} for facet, counts in page.counts.items()},
        "at": format_time(at),
    }


def describe_technology(
    registry: Registry,
    reference: str,
    issuer: str | None,
    trust: TrustStore,
    *,
    at: date | None,
    now: datetime,
    lang: Lang,
) -> tuple[JsonObject, Verdict]:
    """Return the members of `TechnologyView`, and the verdict in it; ApiError not-here, and as
    `check_past`."""
    check_past(at, trust, now, "at")
    record = find_technology(registry, reference, issuer)
    if record is None:
        raise ApiError.not_here("technology", "技术", reference)
    # one view: an event between two reads would contradict the listings
    related, events = registry.read(
        lambda view: (
            find_beside(view, record),
            view.event_records(record.body.issuer, record.body.id),
        )
    )
    proof = receipts_of(registry, trust, now, [record.digest]).get(record.digest)
    verdict = verify_at(record.data, trust, policy=POLICY, now=now, at=at, proof=proof, beside=related)
    return {
        "digest": record.digest,
        **_standing(verdict),
        "technology": record.value,
        "listings": [listing.value for listing in related.records],
        "events": [event.value for event in events],
        "verdict": verdict.to_json(lang),
    }, verdict


def _describe_lines(
    registry: Registry,
    query: TechnologyQuery,
    places: Sequence[TechnologyPlace],
    trust: TrustStore,
    *,
    at: datetime,
    now: datetime,
) -> list[JsonObject]:
    def read(view: Any) -> list[tuple[Record[TechnologyRecord], Beside]]:
        stored = [parse_any(data) for place in places if (data := view.data(place.digest)) is not None]
        return [(record, find_beside(view, record)) for record in stored]

    pairs = registry.read(read)
    proofs = receipts_of(registry, trust, now, [record.digest for record, _ in pairs])
    lines: list[JsonObject] = []
    for record, related in pairs:
        proof = proofs.get(record.digest)
        verdict = verify_record(record, trust, policy=POLICY, now=now, at=at, proof=proof, beside=related)
        line = {**_summarise(record), **_standing(verdict)}
        limits = judge_limits(query, record.body, at=at)
        lines.append({**line, "limits": [*map(describe_answer, limits)]})
    return lines


def _standing(verdict: Verdict) -> JsonObject:
    """Return the technology's standing by the required checks; if it is in force, add others' listings and
    its verification."""
    standing = Standing.of(finding for finding in verdict.findings if finding.check in verdict.required)
    codes = {finding.check: finding.code for finding in verdict.findings}
    listing, verified = codes.get("listing", ""), codes.get("verification", "")
    stands = standing.name == "active"
    return {
        "standing": standing.name,
        "endKind": standing.end_kind,
        # “joint” beside a revoked record would look like a recommendation
        "listing": _LISTINGS.get(listing, "single") if stands else "single",
        "verification": _VERIFICATIONS.get(verified, "current") if stands else "none",
    }


def _summarise(record: Record[TechnologyRecord]) -> JsonObject:
    body, subject = record.body, record.body.credential_subject
    return {
        "digest": record.digest,
        "id": body.id,
        "issuer": body.issuer,
        "title": {"zh": subject.title.zh, "en": subject.title.en},
        "version": subject.version,
        "legalName": body.holder,
        "uscc": body.holder_code,
        "region": body.region,
        "media": [*subject.media],
        "form": subject.form,
        "targets": [*subject.targets],
        "maturity": subject.maturity,
        "scheme": body.scheme,
        "class": body.grade,
        "validFrom": format_time(body.valid_from),
        "validUntil": format_time(body.valid_until),
    }


def format_cursor(place: TechnologyPlace) -> str:
    """Return the end of a page, for an address."""
    return f"{place.unstated}.{-place.since}.{place.digest}"  # `since` is negative


def parse_cursor(text: str | None) -> TechnologyPlace | None:
    """Return the end of the page before, whether or not that technology is here; ApiError cursor-damaged."""
    if text is None:
        return None
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise ApiError("cursor-damaged", "cursor")
    return TechnologyPlace(int(match[1]), -int(match[2]), match[3])
