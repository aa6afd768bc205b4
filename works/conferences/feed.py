"""Feeds of resolutions, and calendars of meetings and due days."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.costs import costs
from api.http.responses import PAGE
from api.pages.feeds.answering import answer_feed
from api.pages.feeds.calendar_file import CalendarFile
from api.pages.feeds.framing import frame_feed
from api.pages.feeds.writing import Feed
from api.visit import Visit
from works.conferences.pages.feeds import (
    frame_of_resolutions,
    resolution_calendar,
    resolution_items,
)
from works.conferences.pages.news import find_due, find_resolution_news
from works.conferences.queries import ChosenResolutions

router = APIRouter(tags=[PAGE], include_in_schema=False)


@router.get("/resolutions/feed.atom", dependencies=costs(80, kib=192, verifications=1_300, parts=1))
async def get_feed(request: Request) -> Response:
    """Return the newest resolutions, or those that a party has signed."""
    return await answer_feed(request, ChosenResolutions, _make_feed)


def _make_feed(visit: Visit, query: ChosenResolutions) -> Feed:
    news = find_resolution_news(visit.node.registry, visit.trust, visit.now, party=query.party)
    return frame_feed(visit, frame_of_resolutions(visit, query.conditions()), resolution_items(visit, news))


@router.get("/resolutions/calendar.ics", dependencies=costs(130, kib=320, verifications=1_500, parts=1))
async def get_calendar(request: Request) -> Response:
    """Return meetings and due days as iCalendar; for a party, its own items and the items of all parties."""
    return await answer_feed(request, ChosenResolutions, _make_calendar)


def _make_calendar(visit: Visit, query: ChosenResolutions) -> CalendarFile:
    registry, trust, now = visit.node.registry, visit.trust, visit.now
    news = find_resolution_news(registry, trust, now, party=query.party)
    due = find_due(registry, trust, now, party=query.party)
    return resolution_calendar(visit, frame_of_resolutions(visit, query.conditions()), news, due)
