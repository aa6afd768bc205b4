"""Open items by party and due day, page by page; a cursor names the last item of the page before."""

from datetime import datetime
from typing import NamedTuple

from api.answers.paging import format_cursor, read_place
from credentials.record import JsonObject
from credentials.times import day_of, format_time
from registry import Registry
from verifier import TrustStore
from works.conferences.open_items import DueItem, ItemLedger, list_open_items


class OpenItemPage(NamedTuple):
    """One page and the cursor of the next one; `is_cut` where some resolutions were not looked at."""

    items: list[DueItem]
    next: str | None
    is_cut: bool


def find_open_items(
    registry: Registry,
    trust: TrustStore,
    *,
    now: datetime,
    party: str | None = None,
    cursor: str | None = None,
    limit: int,
) -> OpenItemPage:
    """Return the open items, the next due first; ApiError cursor-damaged."""
    ledger = ItemLedger(registry, trust, now)
    after = read_place(cursor, ledger.place_of)
    found = list_open_items(ledger, party=party, after=after, first=limit)
    following = format_cursor(found.items[-1].digest) if found.more else None
    return OpenItemPage(found.items, following, found.is_cut)


def summarise_item(one: DueItem, now: datetime) -> JsonObject:
    """Return the item as a line of a list (works.conferences.wire.OpenItemView)."""
    title = one.item.title
    return {
        "number": one.number,
        "resolution": one.held.content,
        "resolvedOn": one.held.subject.resolved_on.isoformat(),
        "adoptedSince": format_time(one.since),
        "no": one.item.no,
        "digest": one.digest,
        "title": {"zh": title.zh, "en": title.en} if title is not None else None,
        "owner": one.item.owner,
        "due": one.item.due.isoformat() if one.item.due is not None else None,
        "overdue": one.is_overdue(day_of(now)),
    }
