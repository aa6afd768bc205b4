"""Lists of credentials, page by page.

The order is by admission within each association; a search by name or number orders by enterprise. A cursor
names the last credential that the previous page looked at.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from api.answers.paging import ListPage, format_cursor, read_place
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


class FoundCredential(NamedTuple):
    """A credential, and its line in a list (`CredentialLineView`)."""

    record: Record[Assessment]
    line: JsonObject


def find_page(
    registry: Registry, query: CredentialQuery, trust: TrustStore, *, now: datetime, whole: bool = False
) -> ListPage[FoundCredential]:
    """Return a page of the credentials that fit.

    ApiError cursor-damaged, search-too-short. With `whole`, the page has all credentials of each enterprise
    on it, even beyond the limit.
    """
    wanted = SearchText(query.q) if query.q is not None else None
    items: list[FoundCredential] = []
    last: Record[Assessment] | None = None
    looked_at = 0
    for record, fits, cost in _after(registry, query, wanted, trust, now):
        is_full = len(items) >= query.limit and not (
            whole and last is not None and _uscc(last) == _uscc(record)
        )
        if is_full or looked_at >= MAX_LOOKED_AT:
            following = format_cursor(last.digest) if last is not None else None
            return ListPage(items, following, looked_at)
        last = record
        looked_at += cost
        if not fits or not _fits(record, query):
            continue
        standing = find_standing(record, trust, now)
        if query.status in (None, standing.name, standing.word):
            items.append(FoundCredential(record, summarise(record, standing)))
    return ListPage(items, None, looked_at)


def _after(
    registry: Registry, query: CredentialQuery, wanted: SearchText | None, trust: TrustStore, at: datetime
) -> Iterator[Reached]:
    """Yield the credentials after the cursor: all that fit, and some that do not."""
    last = read_place(query.cursor, partial(_find_last, registry, query))
    position = find_position(registry, last.digest) if last is not None else None
    if last is not None and position is None:
        raise ApiError("cursor-damaged", "cursor")
    if wanted is None or query.uscc is not None:
        place = (last.body.issuer, position) if last is not None and position is not None else ("", -1)
        listed = _list(registry, query, place, trust, at)
        return (Reached(record, wanted is None or wanted.fits(record)) for record in listed)
    if not wanted.leads:
        raise ApiError("search-too-short", "q")
    if last is None or position is None:
        return search_credentials(registry, wanted, query.issuer)
    return search_credentials(
        registry, wanted, query.issuer, after=Place(_uscc(last), last.body.issuer, position)
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
    """Return the associations whose credentials have this standing only where an event stored here gives
    it."""
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
    """Return whether the record passes the filters, whatever its standing."""
    subject = record.body.credential_subject
    assessment = subject.assessment
    wanted = (
        (query.scheme, (assessment.scheme,)),
        (query.category, assessment.categories),
        (query.grade, (assessment.grade,)),
    )
    return all(value is None or value in values for value, values in wanted)


def _find_last(registry: Registry, query: CredentialQuery, digest: str) -> Record[Assessment] | None:
    """Return the credential at which the previous page ended, if it is in this list."""
    last = find_credential(registry, digest)
    is_listed = last is not None and (query.q is not None or query.issuer in (None, last.body.issuer))
    return last if is_listed else None
