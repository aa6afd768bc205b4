"""Lists of credentials, page by page: in the order of admission within each association, or, searched by
name or number, by enterprise.

A cursor names the credential that the page before looked at last, so that pages neither repeat nor skip when
records are admitted meanwhile. A page may be short, even empty, while `next` is given: so many records were
looked at as one request may cost.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from api.answers.standings.cursors import format_cursor, parse_cursor
from api.errors import ApiError
from api.http.query import CredentialQuery
from api.wire.models import ENDS
from credentials.documents.assessment import Assessment
from credentials.record import JsonObject, Record
from registry import Registry
from registry.lookup.lists import Narrowing, list_narrowed
from registry.lookup.lookup import find_credential, find_position, list_credentials
from registry.lookup.search import Place, Reached, search_credentials
from registry.lookup.search_text import SearchText
from registry.lookup.standing import find_named, find_standing, is_relied_on, may_be_at_fault, summarise
from verifier import TrustStore

MAX_LOOKED_AT = 1_000


class Page(NamedTuple):
    """One page, the cursor of the next one, how many were looked at, and the records of the items."""

    items: list[JsonObject]
    next: str | None
    looked_at: int
    records: list[Record[Assessment]]


def find_page(
    registry: Registry, query: CredentialQuery, trust: TrustStore, *, at: datetime, whole: bool = False
) -> Page:
    """The credentials that fit; ApiError cursor-damaged, search-too-short.

    `whole`: an enterprise that is on the page has all of its credentials there, be they beyond the limit.
    """
    wanted = SearchText(query.q) if query.q is not None else None
    items: list[JsonObject] = []
    found: list[Record[Assessment]] = []
    last: Record[Assessment] | None = None
    looked_at = 0
    for record, fits, cost in _after(registry, query, wanted, trust, at):
        is_full = len(items) >= query.limit and not (
            whole and last is not None and _uscc(last) == _uscc(record)
        )
        if is_full or looked_at >= MAX_LOOKED_AT:
            following = format_cursor(last.digest) if last is not None else None
            return Page(items, following, looked_at, found)
        last = record
        looked_at += cost
        if not fits or not _fits(record, query):
            continue
        standing = find_standing(record, trust, at)
        if query.status in (None, standing.name, standing.word):
            items.append(summarise(record, standing))
            found.append(record)
    return Page(items, None, looked_at, found)


def _after(
    registry: Registry, query: CredentialQuery, wanted: SearchText | None, trust: TrustStore, at: datetime
) -> Iterator[Reached]:
    """The credentials behind the cursor: all that fit, and others."""
    held = _parse_cursor(registry, query)
    position = find_position(registry, held.digest) if held is not None else None
    if held is not None and position is None:
        raise ApiError("cursor-damaged", "cursor")
    if wanted is None or query.uscc is not None:
        place = (held.body.issuer, position) if held is not None and position is not None else ("", -1)
        listed = _list(registry, query, place, trust, at)
        return (Reached(record, wanted is None or wanted.fits(record)) for record in listed)
    if not wanted.leads:
        raise ApiError("search-too-short", "q")
    if held is None or position is None:
        return search_credentials(registry, wanted, query.issuer)
    return search_credentials(
        registry, wanted, query.issuer, after=Place(_uscc(held), held.body.issuer, position)
    )


def _list(
    registry: Registry, query: CredentialQuery, place: tuple[str, int], trust: TrustStore, at: datetime
) -> Iterator[Record[Assessment]]:
    if query.uscc is not None:
        return list_credentials(registry, query.issuer, query.uscc, after=place)
    sure = _find_sure(query.status, trust, at)
    standing = "revoked" if query.status in ENDS else query.status
    wanted = Narrowing(at, query.scheme, query.category, query.grade, standing, sure)
    return list_narrowed(registry, wanted, query.issuer, after=place, first=query.limit + 1)


def _uscc(record: Record[Assessment]) -> str:
    return record.body.credential_subject.unified_social_credit_code


def _find_sure(status: str | None, trust: TrustStore, at: datetime) -> list[str]:
    """The associations that have no credential of this standing but by an event that is here."""
    if status not in ("invalid", "unclear"):
        return []
    return [
        issuer
        for issuer, party in trust.parties.items()
        if not may_be_at_fault(trust, issuer, at)
        and (status == "invalid" or is_relied_on(trust, issuer, at))
        and find_named(trust, issuer, at) <= {*party.events.credentials}
    ]


def _fits(record: Record[Assessment], query: CredentialQuery) -> bool:
    """Whether it passes the filters, however it stands."""
    subject = record.body.credential_subject
    assessment = subject.assessment
    wanted = (
        (query.scheme, (assessment.scheme,)),
        (query.category, assessment.categories),
        (query.grade, (assessment.grade,)),
    )
    return all(value is None or value in found for value, found in wanted)


def _parse_cursor(registry: Registry, query: CredentialQuery) -> Record[Assessment] | None:
    """The credential that the page before ended at; ApiError cursor-damaged."""
    if query.cursor is None:
        return None
    digest = parse_cursor(query.cursor)
    held = find_credential(registry, digest)
    if held is None or (query.q is None and query.issuer not in (None, held.body.issuer)):
        raise ApiError("cursor-damaged", "cursor")
    return held
