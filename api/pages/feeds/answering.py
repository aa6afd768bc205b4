"""Feeds and calendars as they are answered, with an ETag."""

from collections.abc import Sequence
from datetime import datetime

from starlette.responses import Response

from api.http.responses import ASK_AGAIN, bytes_response
from api.pages.feeds.calendar_file import CALENDAR_TYPE, CalendarFile, write_calendar
from api.pages.feeds.framing import FeedFrame, frame_feed
from api.pages.feeds.writing import ATOM_TYPE, FeedItem, write_atom
from api.pages.rendering import Visit, spoken_headers


def feed_response(visit: Visit, frame: FeedFrame, items: Sequence[FeedItem]) -> Response:
    """The feed of these items, as new as the newest of them."""
    feed = frame_feed(visit, frame, items)
    return bytes_response(
        visit.request,
        write_atom(feed),
        cache=ASK_AGAIN,
        media=f"{ATOM_TYPE}; charset=utf-8",
        headers=spoken_headers(visit.lang),
        changed=feed.updated,
    )


def calendar_response(visit: Visit, calendar: CalendarFile) -> Response:
    """The calendar file, as new as the newest signature about what is in it."""
    changed: list[datetime] = [entry.changed for entry in calendar.entries]
    return bytes_response(
        visit.request,
        write_calendar(calendar),
        cache=ASK_AGAIN,
        media=f"{CALENDAR_TYPE}; charset=utf-8",
        headers=spoken_headers(visit.lang),
        changed=max(changed, default=visit.names.text.effective_from),
    )
