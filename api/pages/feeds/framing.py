"""The frame of a feed: its name and its place."""

from collections.abc import Sequence
from typing import NamedTuple

from api.pages.feeds.calendar_file import CALENDAR_TYPE, CalendarEntry, CalendarFile
from api.pages.feeds.told_entries import make_item, tell_entry
from api.pages.feeds.writing import ATOM_TYPE, Feed, FeedItem
from api.serving import FeedLink
from api.visit import Visit
from api.words import speak
from registry.monitor.log_pages import Entry


class FeedFrame(NamedTuple):
    """A feed without its items; `parameters` belong to its `path` and to `home`, the path of its page.

    `note` says what the feed leaves out.
    """

    id: str
    title: str
    path: str
    home: str
    parameters: dict[str, str | None]
    note: str | None = None

    @property
    def calendar(self) -> str:
        """Return the path of the calendar file, where there is one beside its page."""
        return f"{self.home}/calendar.ics"

    def link(self, visit: Visit, what: str | None = None) -> FeedLink:
        """Return a link to the feed, labelled `what`; by default its title."""
        say = speak("", visit.lang)
        return FeedLink(self._address(visit, self.path), ATOM_TYPE, say("feed_file", what=what or self.title))

    def calendar_link(self, visit: Visit, what: str | None = None) -> FeedLink:
        """Return a link to the calendar file, labelled `what`; by default the title."""
        say = speak("", visit.lang)
        called = say("calendar_file", what=what or self.title)
        return FeedLink(self._address(visit, self.calendar), CALENDAR_TYPE, called)

    def subscriptions(self, visit: Visit) -> list[FeedLink]:
        """Return links to the feed and to the calendar file."""
        return [self.link(visit), self.calendar_link(visit)]

    def _address(self, visit: Visit, path: str) -> str:
        return visit.address(path, **{**self.parameters, "lang": visit.lang})


def frame_feed(visit: Visit, frame: FeedFrame, items: Sequence[FeedItem]) -> Feed:
    """Return the feed; its time is that of its newest item."""
    return Feed(
        id=frame.id,
        title=frame.title,
        author=visit.node.speaker(visit.trusted).brand.name.text(visit.lang),
        lang=visit.lang,
        home=visit.whole_address(frame.home, **frame.parameters),
        address=visit.whole_address(frame.path, **frame.parameters),
        older=None,
        updated=max((item.updated for item in items), default=visit.names.text.effective_from),
        items=items,
        note=frame.note,
    )


def frame_calendar(visit: Visit, frame: FeedFrame, entries: Sequence[CalendarEntry]) -> CalendarFile:
    """Return the calendar file beside the feed."""
    address = visit.whole_address(frame.calendar, **frame.parameters)
    return CalendarFile(frame.title, visit.lang, address, entries, frame.note)


def entry_items(visit: Visit, entries: Sequence[Entry]) -> list[FeedItem]:
    """Return entries of logs as items."""
    lines = [tell_entry(entry, visit) for entry in entries]
    return [make_item(line, visit.whole_address(line.path)) for line in lines]
