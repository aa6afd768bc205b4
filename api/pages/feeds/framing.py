"""The frame of a feed: what it is called, and where it stands."""

from collections.abc import Sequence
from typing import NamedTuple

from api.pages.feeds.calendar_file import CALENDAR_TYPE
from api.pages.feeds.told_entries import make_item, tell_entry
from api.pages.feeds.writing import ATOM_TYPE, Feed, FeedItem
from api.serving import FeedLink
from api.visit import Visit
from api.words import speak
from registry.monitor.log_pages import Entry


class FeedFrame(NamedTuple):
    """A feed without its items; `asked` goes with `path`, its own, and with `home`, that of its page.

    `note` says what it leaves out.
    """

    id: str
    title: str
    path: str
    home: str
    asked: dict[str, str | None]
    note: str | None = None

    def address(self, visit: Visit) -> str:
        """Below this node's own; it names the language."""
        return visit.address(self.path, **{**self.asked, "lang": visit.lang})

    def link(self, visit: Visit) -> FeedLink:
        """To the feed."""
        return FeedLink(self.address(visit), ATOM_TYPE, "Atom")

    def calendar_address(self, visit: Visit) -> str:
        """Of the calendar file, where there is one beside its page."""
        return visit.address(f"{self.home}/calendar.ics", **{**self.asked, "lang": visit.lang})

    def subscriptions(self, visit: Visit) -> list[FeedLink]:
        """The feed, and the calendar file."""
        say = speak("", visit.lang)
        calendar = FeedLink(self.calendar_address(visit), CALENDAR_TYPE, say("calendar_file"))
        return [self.link(visit), calendar]


def frame_feed(visit: Visit, frame: FeedFrame, items: Sequence[FeedItem]) -> Feed:
    """The feed; its newest time is that of what stands in it."""
    base = str(visit.request.base_url).rstrip("/")
    return Feed(
        id=frame.id,
        title=frame.title,
        author=visit.node.speaker(visit.trusted).brand.name.text(visit.lang),
        lang=visit.lang,
        home=base + visit.address(frame.home, **{**frame.asked, "lang": visit.lang}),
        address=base + frame.address(visit),
        older=None,
        updated=max((item.updated for item in items), default=visit.names.text.effective_from),
        items=items,
        note=frame.note,
    )


def entry_items(visit: Visit, entries: Sequence[Entry]) -> list[FeedItem]:
    """Entries of logs as items."""
    base = str(visit.request.base_url).rstrip("/")
    lines = [tell_entry(entry, visit) for entry in entries]
    return [make_item(line, base + visit.address(line.path, lang=visit.lang)) for line in lines]
