"""Technologies with their standing, events, verdict and others' listings: one technology, those of an
enterprise, or a page of a search.

A cursor names the last technology of the previous page.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from api.answers.questions import POLICY
from api.answers.standings.log_receipts import receipts_of
from api.errors import ApiError
from api.node import Node
from credentials.documents.status_event import StatusEvent
from credentials.documents.works.facets import TechnologyQuery
from credentials.documents.works.listing import TechnologyListing
from credentials.documents.works.technology import TechnologyRecord
from credentials.record import Record
from registry import Registry
from registry.lookup.beside import find_beside, find_beside_each
from registry.lookup.standing import Standing
from verifier import TrustStore, Verdict, verify_record
from verifier.trust.beside import Beside
from works.technology.answers import format_cursor, parse_cursor
from works.technology.lookup import (
    TechnologyPage,
    TechnologySearch,
    find_technology,
    list_technologies_of,
)


def keep_search(node: Node) -> TechnologySearch:
    """Return the search of a node."""
    return TechnologySearch(node.registry)


def search_of(node: Node) -> TechnologySearch:
    """Return the search that a node keeps."""
    search: TechnologySearch = node.kept["technology"]
    return search


class Opinion(NamedTuple):
    """A listing of an association on a technology, and the verdict on it."""

    record: Record[TechnologyListing]
    verdict: Verdict


class HeldTechnology(NamedTuple):
    """A technology; `opinions` are newest first."""

    record: Record[TechnologyRecord]
    standing: Standing
    events: list[Record[StatusEvent]]
    opinions: list[Opinion]
    verdict: Verdict

    @property
    def stands(self) -> bool:
        """Return whether the technology is in force, so that its verification and listings count."""
        return self.standing.name == "active"


def find_held_technology(
    registry: Registry, reference: str, trust: TrustStore, now: datetime, issuer: str | None = None
) -> HeldTechnology:
    """Return the technology with this `urn:uuid:…` or digest; if several have the id, that of `issuer`, else
    the first admitted.

    ApiError not-here if there is none.
    """
    record = find_technology(registry, reference, issuer)
    if record is None:
        raise ApiError.not_here("technology", "技术", reference)
    return look_at(registry, record, trust, now)


def find_technologies(
    registry: Registry, holder: str, trust: TrustStore, now: datetime, number: int
) -> list[HeldTechnology]:
    """Return `number` technologies of the enterprise with this code, those that end last first."""
    return _look_at_each(registry, [*list_technologies_of(registry, holder, number)], trust, now)


def look_at(
    registry: Registry, record: Record[TechnologyRecord], trust: TrustStore, now: datetime
) -> HeldTechnology:
    """Return one technology with its standing at `now`."""
    return _judge(registry, record, registry.read(lambda view: find_beside(view, record)), trust, now)


def _look_at_each(
    registry: Registry, records: Sequence[Record[TechnologyRecord]], trust: TrustStore, now: datetime
) -> list[HeldTechnology]:
    related = registry.read(lambda view: find_beside_each(view, records))
    return [
        _judge(registry, record, listings, trust, now)
        for record, listings in zip(records, related, strict=True)
    ]


def _judge(
    registry: Registry, record: Record[TechnologyRecord], related: Beside, trust: TrustStore, now: datetime
) -> HeldTechnology:
    listings = related.records
    events = registry.read(lambda view: view.event_records(record.body.issuer, record.body.id))
    receipts = receipts_of(registry, trust, now, [record.digest, *(listing.digest for listing in listings)])

    def judge(judged: Record[Any], others: Beside) -> Verdict:
        proof = receipts.get(judged.digest)
        return verify_record(judged, trust, policy=POLICY, now=now, proof=proof, beside=others)

    verdict = judge(record, related)
    # judges each opinion beside all others: a later one of the same association replaces it
    everything = Beside([record, *listings], related.heard)
    opinions = [Opinion(listing, judge(listing, everything)) for listing in listings]
    opinions.sort(key=lambda opinion: (opinion.record.created, opinion.record.body.sequence), reverse=True)
    standing = Standing.of(finding for finding in verdict.findings if finding.check in verdict.required)
    return HeldTechnology(record, standing, events, opinions, verdict)


class ListedTechnology(NamedTuple):
    """A technology on a page; `unstated` is the number of limits of the question that it does not state."""

    technology: HeldTechnology
    unstated: int


class TechnologyList(NamedTuple):
    """A page, the cursor of the next page, and the number of technologies that fit."""

    items: list[ListedTechnology]
    next: str | None
    numbers: TechnologyPage


def list_technologies(
    registry: Registry,
    search: TechnologySearch,
    query: TechnologyQuery,
    trust: TrustStore,
    *,
    now: datetime,
    limit: int,
    cursor: str | None = None,
    others: bool = False,
) -> TechnologyList:
    """Return a page of the technologies in force that fit; those that meet most limits come first.
    ApiError cursor-damaged."""
    page = search.find(query, trust, at=now, limit=limit, after=parse_cursor(cursor), others=others)
    fitting = [
        (record, place.unstated)
        for place in page.places
        if (record := find_technology(registry, place.digest))
    ]
    technologies = _look_at_each(registry, [record for record, _ in fitting], trust, now)
    items = [
        ListedTechnology(technology, unstated)
        for technology, (_, unstated) in zip(technologies, fitting, strict=True)
    ]
    following = format_cursor(page.places[-1]) if page.more else None
    return TechnologyList(items, following, page)
