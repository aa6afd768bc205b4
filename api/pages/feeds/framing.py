"""The frame of a feed: what it is called, where it stands, in which forms."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from api.pages.feeds.calendar_file import CALENDAR_TYPE
from api.pages.feeds.told_entries import make_item, tell_entry
from api.pages.feeds.writing import ATOM_TYPE, JSON_FEED_TYPE, Feed, FeedItem, write_atom, write_json_feed
from api.pages.rendering import Visit
from api.pages.words import speak
from registry.monitor.log_pages import Entry

FeedForm = Literal["atom", "json"]
FORMS: dict[FeedForm, tuple[str, str]] = {"atom": (ATOM_TYPE, "Atom"), "json": (JSON_FEED_TYPE, "JSON Feed")}
"""The media type of each form, and what it is called."""


class FeedLink(NamedTuple):
    """Where a feed is found, for the head of a page and its text."""

    address: str
    media: str
    called: str


class FeedFrame(NamedTuple):
    """A feed without its items; `path` lacks its ending, `asked` goes with it and with `home`, its page.

    `note` says what it leaves out.
    """

    id: str
    title: str
    path: str
    home: str
    asked: dict[str, str | None]
    note: str | None = None

    def address(self, visit: Visit, form: str) -> str:
        """Of the form, below this node's own; it names the language."""
        return visit.address(f"{self.path}.{form}", **{**self.asked, "lang": visit.lang})

    def links(self, visit: Visit) -> list[FeedLink]:
        """In every form."""
        return [FeedLink(self.address(visit, form), *FORMS[form]) for form in FORMS]

    def calendar_address(self, visit: Visit) -> str:
        """Of the calendar file, where there is one beside its page."""
        return visit.address(f"{self.home}/calendar.ics", **{**self.asked, "lang": visit.lang})

    def subscriptions(self, visit: Visit) -> list[FeedLink]:
        """The feeds, and the calendar file."""
        say = speak("", visit.lang)
        calendar = FeedLink(self.calendar_address(visit), CALENDAR_TYPE, say("calendar_file"))
        return [*self.links(visit), calendar]


def frame_feed(visit: Visit, frame: FeedFrame, items: Sequence[FeedItem], form: FeedForm) -> Feed:
    """The feed; its newest time is that of what stands in it."""
    base = str(visit.request.base_url).rstrip("/")
    other: FeedForm = "json" if form == "atom" else "atom"
    return Feed(
        id=frame.id,
        title=frame.title,
        author=visit.node.speaker(visit.trusted).brand.name.text(visit.lang),
        lang=visit.lang,
        home=base + visit.address(frame.home, **{**frame.asked, "lang": visit.lang}),
        address=base + frame.address(visit, form),
        other_form=base + frame.address(visit, other),
        older=None,
        updated=max((item.updated for item in items), default=visit.names.text.effective_from),
        items=items,
        note=frame.note,
    )


def write_feed(feed: Feed, form: FeedForm) -> bytes:
    """The feed in its form."""
    return write_atom(feed) if form == "atom" else write_json_feed(feed)


def entry_items(visit: Visit, entries: Sequence[Entry]) -> list[FeedItem]:
    """Entries of logs as items."""
    base = str(visit.request.base_url).rstrip("/")
    lines = [tell_entry(entry, visit) for entry in entries]
    return [make_item(line, base + visit.address(line.path, lang=visit.lang)) for line in lines]
