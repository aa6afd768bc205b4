"""Feeds and calendars of notices."""

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
from works.notices.held import IN_A_CALENDAR, OPEN_IN_A_FEED, find_days, find_news
from works.notices.wire import ChosenNotices
from works.notices.words import calendar_of, feed_items, frame_of

router = APIRouter(tags=[PAGE], include_in_schema=False)


@router.get("/notices/feed.atom", dependencies=costs(340, kib=96, verifications=1_300, parts=1))
async def get_notices(request: Request) -> Response:
    """Return the newest notices, all or of one association, kind, medium."""
    return await answer_feed(request, ChosenNotices, _make_feed)


def _make_feed(visit: Visit, query: ChosenNotices) -> Feed:
    recent = find_news(visit.node.registry, query.wanted(visit.now), visit.trust, visit.now)
    frame = frame_of(visit, query.conditions(), cut_at=OPEN_IN_A_FEED if recent.is_cut else None)
    return frame_feed(visit, frame, feed_items(visit, recent.news))


@router.get("/notices/calendar.ics", dependencies=costs(310, kib=256, verifications=1_000, parts=1))
async def get_calendar(request: Request) -> Response:
    """Return the days of notices as iCalendar."""
    return await answer_feed(request, ChosenNotices, _make_calendar)


def _make_calendar(visit: Visit, query: ChosenNotices) -> CalendarFile:
    days = find_days(visit.node.registry, query.wanted(visit.now), visit.trust, visit.now)
    frame = frame_of(visit, query.conditions(), cut_at=IN_A_CALENDAR if days.is_cut else None)
    return calendar_of(visit, frame, days.news)
