"""Open items by party and due day, page by page; a cursor names the last item of the previous page."""

from datetime import datetime
from typing import NamedTuple

from api.answers.paging import format_cursor, read_place
from credentials.record import JsonObject
from credentials.times import day_of, format_time
from registry import Registry
from verifier import TrustStore
from works.conferences.open_items import DueItem, ItemLedger, list_open_items


class OpenItemPage(NamedTuple):
    """One page and the cursor of the next one; `is_cut` if some resolutions were not looked at."""

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
    page = list_open_items(ledger, party=party, after=after, first=limit)
    following = format_cursor(page.items[-1].digest) if page.more else None
    return OpenItemPage(page.items, following, page.is_cut)


def summarise_item(due_item: DueItem, now: datetime) -> JsonObject:
    """Return an item as a line of a list (works.conferences.wire.OpenItemView)."""
    title = due_item.item.title
    return {
        "number": due_item.number,
        "resolution": due_item.resolution.content,
        "resolvedOn": due_item.resolution.subject.resolved_on.isoformat(),
        "adoptedSince": format_time(due_item.since),
        "no": due_item.item.no,
        "digest": due_item.digest,
        "title": {"zh": title.zh, "en": title.en} if title is not None else None,
        "owner": due_item.item.owner,
        "due": due_item.item.due.isoformat() if due_item.item.due is not None else None,
        "overdue": due_item.is_overdue(day_of(now)),
    }
