"""News of resolutions and their due items, for feeds and for calendars."""

from datetime import datetime
from functools import partial
from itertools import islice
from typing import NamedTuple

from registry import Registry
from registry.monitor.recent_entries import known_since
from registry.view.view import RegistryView
from verifier import TrustStore
from works.conferences.answers.resolutions import StatedResolution
from works.conferences.lookup import (
    READ_AT_MOST,
    HeldResolution,
    Walk,
    WantedResolutions,
)
from works.conferences.open_items import DueItem, ItemLedger

# separate limits: a stolen key can sign any number of halves, which must not push out adopted resolutions
IN_A_FEED, OF_ONE_HAND, IN_A_CALENDAR = 50, 25, 100
"""Most whole resolutions in a feed, most others beside them, and most due days in a calendar."""


class ResolutionNews(NamedTuple):
    """A resolution; `known` is when the first half became known, `changed` when the newest one did."""

    stated: StatedResolution
    known: datetime
    changed: datetime


def find_resolution_news(
    registry: Registry, trust: TrustStore, now: datetime, *, party: str | None = None
) -> list[ResolutionNews]:
    """Return the resolutions with the newest days, ordered by the time they became known, newest first.
    With `party`, return those that it has signed or has yet to sign."""
    news = []
    for whole, first in ((True, IN_A_FEED), (False, OF_ONE_HAND)):
        walk = Walk(registry, trust, WantedResolutions(whole=whole), most=READ_AT_MOST // 2)
        reached_resolutions = (
            reached for reached in walk if party is None or party in reached[0].subject.parties
        )
        for resolution, group in islice(reached_resolutions, first):
            stated = StatedResolution.of(resolution, group, trust, now)
            times = registry.read(partial(_known, resolution))
            news.append(ResolutionNews(stated, min(times), max(times)))
    return sorted(
        news, key=lambda news_item: (news_item.changed, news_item.stated.resolution.content), reverse=True
    )


def _known(resolution: HeldResolution, view: RegistryView) -> list[datetime]:
    return [known_since(view, half.digest) for half in resolution.halves]


class DueNews(NamedTuple):
    """Items for a calendar, those due last; `is_cut` says whether there are more."""

    items: list[DueItem]
    is_cut: bool


def find_due(registry: Registry, trust: TrustStore, now: datetime, *, party: str | None = None) -> DueNews:
    """Return items of adopted resolutions that have a due day; with `party`, its own and those of all
    parties."""
    items = ItemLedger(registry, trust, now).list_items(party=party)
    due = [due_item for due_item in items if due_item.item.due is not None]
    return DueNews(due[-IN_A_CALENDAR:], len(due) > IN_A_CALENDAR)
