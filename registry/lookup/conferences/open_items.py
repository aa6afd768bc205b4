"""What adopted resolutions still ask of the parties: items with a day or a party to carry them out.

An item stands open until an item of another adopted resolution, not rejected, refers to it by its digest:
nobody knows that digest before the item is written.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from credentials.documents.conferences.resolution import ResolutionItem, digest_of_item
from credentials.record import JsonObject
from credentials.times import day_of
from registry.lookup.conferences.resolutions import HeldResolution, find_numbered, find_state, list_numbers
from registry.registry import Registry
from verifier import TrustStore

RECENT = 500
"""How many resolutions are looked at, the newest first."""


class OpenItem(NamedTuple):
    """An item that is to be carried out, and the digest by which a later one names it.

    `content` is that of its resolution.
    """

    content: str
    number: str
    resolved_on: date
    item: ResolutionItem
    digest: str

    def is_overdue(self, today: date) -> bool:
        """Whether its day is over."""
        return self.item.due is not None and self.item.due < today


def list_open_items(
    registry: Registry, trust: TrustStore, *, now: datetime, party: str | None = None
) -> list[OpenItem]:
    """The open items by their due days, those without one last; with `party` those it owns."""
    found: list[OpenItem] = []
    settled: set[str] = set()
    for held in list_adopted(registry, trust, now=now):
        subject = held.subject
        for item in subject.items:
            if item.decision != "rejected":
                settled |= {cited.digest for cited in item.refers or ()}
            if item.due is None and item.owner is None:
                continue
            if party in (None, item.owner):
                digest = digest_of(held, item.no)
                found.append(OpenItem(held.content, subject.number, subject.resolved_on, item, digest))
    still = [one for one in found if one.digest not in settled]
    return sorted(still, key=lambda one: (one.item.due or date.max, one.number, one.item.no))


def digest_of(held: HeldResolution, no: int) -> str:
    """The digest of an item by its number in the resolution."""
    items: Any = held.value["items"]
    item: JsonObject = items[no - 1]
    return digest_of_item(held.subject.number, item)


def list_adopted(registry: Registry, trust: TrustStore, *, now: datetime) -> list[HeldResolution]:
    """Those of the RECENT newest resolutions that every party has signed, the newest first."""
    numbers = list_numbers(registry, first=RECENT)
    return [
        held
        for group in find_numbered(registry, numbers).values()
        for held in group
        if find_state(held, trust, now=now, rivals=group).is_adopted
    ]


def count_overdue(items: list[OpenItem], now: datetime) -> int:
    """How many are past their day at `now`."""
    return sum(one.is_overdue(day_of(now)) for one in items)
