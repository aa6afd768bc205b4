"""Open items of adopted resolutions: items with a due day or a party to carry them out.

An item stays open until all parties adopt an item of another resolution that cites it by its digest. The
digest is unknown before the item is written.
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from credentials.documents.conferences.resolution import ResolutionItem, digest_of_item
from credentials.record import JsonObject
from credentials.times import day_of
from registry.registry import Registry
from verifier import TrustStore
from works.conferences.lookup import (
    HeldResolution,
    Walk,
    WantedResolutions,
    find_state,
)

RECENT = 500
"""Number of newest resolutions with every party's half that are looked at; fewer if they are long
(works.conferences.lookup.READ_AT_MOST)."""


class ItemPlace(NamedTuple):
    """The place of an item in lists: ordered by due day, items without one last."""

    due: date
    number: str
    content: str
    no: int


class DueItem(NamedTuple):
    """An item to be carried out, of a resolution adopted at `since`.

    `closed` is the time at which another resolution was adopted that closes the item.
    """

    resolution: HeldResolution
    item: ResolutionItem
    since: datetime
    closed: datetime | None

    @property
    def digest(self) -> str:
        """Return the digest by which a later resolution names it."""
        return digest_of(self.resolution, self.item.no)

    @property
    def number(self) -> str:
        """Return the number of the item's resolution."""
        return self.resolution.subject.number

    def is_overdue(self, today: date) -> bool:
        """Return whether the item's due day is over and the item is still open."""
        return self.closed is None and self.item.due is not None and self.item.due < today


class OpenItems(NamedTuple):
    """Some of the open items; `more` says whether others follow.

    `is_cut` says whether items of older resolutions were not looked at.
    """

    items: list[DueItem]
    more: bool
    is_cut: bool


class ItemLedger:
    """The items of the RECENT newest whole resolutions and of `also`, and the items that close them.

    It asks the verifier once about the adoption of a resolution, and only where that matters.
    """

    def __init__(
        self,
        registry: Registry,
        trust: TrustStore,
        now: datetime,
        also: tuple[HeldResolution, list[HeldResolution]] | None = None,
    ) -> None:
        walk = Walk(registry, trust, WantedResolutions(whole=True))
        recent = [*islice(walk, RECENT + 1)]
        self.is_cut = walk.is_cut or len(recent) > RECENT
        self._trust, self._now = trust, now
        # the resolution on a page may be older than the newest ones
        extra = [also] if also is not None else []
        self._resolutions = {
            listed.content: (listed, rivals) for listed, rivals in [*extra, *recent[:RECENT]]
        }
        self._since: dict[str, datetime | None] = {}
        self._closing: dict[str, list[str]] = {}
        for resolution, _ in self._resolutions.values():
            for item in resolution.subject.items:
                for cited in (item.refers or ()) if item.decision == "adopted" else ():
                    # an item is not a record of a kind of its own, so it is cited as a document
                    if cited.kind == "document":
                        self._closing.setdefault(cited.digest, []).append(resolution.content)

    def list_items(
        self, *, party: str | None = None, content: str | None = None, after: ItemPlace | None = None
    ) -> Iterator[DueItem]:
        """Yield items of adopted resolutions by their due days; with `party`, only its own items and the
        items of all parties."""
        for place in sorted(self._places()):
            resolution, _ = self._resolutions[place.content]
            fits = content in (None, place.content) and (
                party is None or resolution.subject.items[place.no - 1].owner in (None, party)
            )
            # asks the verifier last, because it costs the most
            since = self._adopted_since(place.content) if fits and (after is None or place > after) else None
            if since is not None:
                yield self._tell(place, since)

    def place_of(self, digest: str) -> ItemPlace | None:
        """Return the place in lists of the item with this digest; None if the ledger lacks it."""
        places = (place for place in self._places() if self._digest(place) == digest)
        return next(places, None)

    def _places(self) -> Iterator[ItemPlace]:
        for content, (resolution, _) in self._resolutions.items():
            for item in resolution.subject.items:
                if item.due is not None or item.owner is not None:
                    # items without a due day come last
                    yield ItemPlace(item.due or date.max, resolution.subject.number, content, item.no)

    def _digest(self, place: ItemPlace) -> str:
        return digest_of(self._resolutions[place.content][0], place.no)

    def _tell(self, place: ItemPlace, since: datetime) -> DueItem:
        resolution, _ = self._resolutions[place.content]
        others = (
            # an item cannot close itself
            content
            for content in self._closing.get(self._digest(place), ())
            if content != place.content
        )
        closing = map(self._adopted_since, others)
        closed = min((moment for moment in closing if moment is not None), default=None)
        return DueItem(resolution, resolution.subject.items[place.no - 1], since, closed)

    def _adopted_since(self, content: str) -> datetime | None:
        if content not in self._since:
            resolution, rivals = self._resolutions[content]
            self._since[content] = find_state(resolution, self._trust, now=self._now, rivals=rivals).since
        return self._since[content]


def list_open_items(
    ledger: ItemLedger, *, party: str | None = None, after: ItemPlace | None = None, first: int
) -> OpenItems:
    """Return the `first` open items after a place."""
    items: list[DueItem] = []
    for item in ledger.list_items(party=party, after=after):
        if item.closed is not None:
            continue
        if len(items) == first:
            return OpenItems(items, True, ledger.is_cut)
        items.append(item)
    return OpenItems(items, False, ledger.is_cut)


def digest_of(resolution: HeldResolution, no: int) -> str:
    """Return the digest of the item with the number `no` in the resolution."""
    items: Any = resolution.value["items"]
    item: JsonObject = items[no - 1]
    return digest_of_item(resolution.subject.number, item)


def count_overdue(items: list[DueItem], now: datetime) -> int:
    """Return the number of items past their day at `now`."""
    return sum(item.is_overdue(day_of(now)) for item in items)
