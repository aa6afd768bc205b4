"""Lists of notices, page by page.

A cursor names the notice that the page before looked at last. A page may be short, even empty, while `next`
is given: so many records were looked at as one request may cost.
"""

from datetime import datetime
from typing import NamedTuple

from api.answers.notices.held_notice import HeldNotice
from api.answers.standings.cursors import format_cursor, parse_cursor
from api.errors import ApiError
from api.http.notice_query import NoticeQuery
from credentials.times import day_of
from registry import Registry
from registry.lookup.notices import NoticePlace, WantedNotices, list_notices, place_of
from verifier import TrustStore

MAX_LOOKED_AT = 1_000


class NoticePage(NamedTuple):
    """One page, the cursor of the next one, how many were looked at."""

    items: list[HeldNotice]
    next: str | None
    looked_at: int


def find_notices(registry: Registry, query: NoticeQuery, trust: TrustStore, *, now: datetime) -> NoticePage:
    """The notices that fit; ApiError cursor-damaged."""
    wanted = WantedNotices(
        day_of(now), query.when, query.issuer, query.kind, query.medium, query.since, query.until
    )
    after = _read_cursor(registry, query.cursor) if query.cursor is not None else None
    items: list[HeldNotice] = []
    last: str | None = None
    looked_at = 0
    for record in list_notices(registry, wanted, after=after, first=query.limit + 1):
        if len(items) >= query.limit or looked_at >= MAX_LOOKED_AT:
            return NoticePage(items, format_cursor(last or ""), looked_at)
        last = record.digest
        looked_at += 1
        held = HeldNotice.of(record, trust, now)
        if query.status in (None, held.standing.name, held.standing.word):
            items.append(held)
    return NoticePage(items, None, looked_at)


def _read_cursor(registry: Registry, text: str) -> NoticePlace:
    place = place_of(registry, parse_cursor(text))
    if place is None:
        raise ApiError("cursor-damaged", "cursor")
    return place
