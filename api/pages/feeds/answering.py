"""Feeds and calendars as they are answered: in the form that was asked for, with an ETag."""

from collections.abc import Sequence
from datetime import datetime

from starlette.responses import Response

from api.errors import ApiError
from api.http.responses import ASK_AGAIN, bytes_response
from api.pages.feeds.calendar_file import CALENDAR_TYPE, CalendarFile, write_calendar
from api.pages.feeds.framing import FORMS, FeedForm, FeedFrame, frame_feed, write_feed
from api.pages.feeds.writing import FeedItem
from api.pages.rendering import Visit, spoken_headers


def read_form(text: str) -> FeedForm:
    """ApiError address-unknown for one that no feed has."""
    for form in FORMS:
        if form == text:
            return form
    raise ApiError("address-unknown")


def feed_response(visit: Visit, frame: FeedFrame, items: Sequence[FeedItem], form: FeedForm) -> Response:
    """The feed in a form."""
    feed = frame_feed(visit, frame, items, form)
    media, _ = FORMS[form]
    return bytes_response(
        visit.request,
        write_feed(feed, form),
        cache=ASK_AGAIN,
        media=f"{media}; charset=utf-8" if form == "atom" else media,
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
