"""What is new of resolutions, for feed readers; meetings and days due, for calendars."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.conferences.conference_news import IN_A_FEED, find_due, find_resolution_news
from api.http.rate_limits import list_cost
from api.http.responses import PAGE
from api.pages.conferences.resolution_feeds import (
    frame_of_resolutions,
    resolution_calendar,
    resolution_items,
)
from api.pages.feeds.answering import calendar_response, feed_response
from api.pages.rendering import begin
from api.routes.conferences.queries import ChosenResolutions
from registry.lookup.conferences.open_items import RECENT

router = APIRouter(tags=[PAGE], include_in_schema=False)


@router.get("/resolutions/feed.atom")
async def get_feed(request: Request) -> Response:
    """The newest resolutions, all or those that a party has signed."""
    visit, query = await begin(request, ChosenResolutions)
    visit.node.charge(request, list_cost(IN_A_FEED))
    news = await run_in_threadpool(
        find_resolution_news, visit.node.registry, visit.trust, visit.now, party=query.party
    )
    return feed_response(visit, frame_of_resolutions(visit, query.asked()), resolution_items(visit, news))


@router.get("/resolutions/calendar.ics")
async def get_calendar(request: Request) -> Response:
    """Meetings and days due as iCalendar; of a party, what it carries out and what all do."""
    visit, query = await begin(request, ChosenResolutions)
    visit.node.charge(request, list_cost(RECENT))

    def look() -> Response:
        registry, trust, now = visit.node.registry, visit.trust, visit.now
        news = find_resolution_news(registry, trust, now, party=query.party)
        due = find_due(registry, trust, now, party=query.party)
        frame = frame_of_resolutions(visit, query.asked())
        return calendar_response(visit, resolution_calendar(visit, frame, news, due))

    return await run_in_threadpool(look)
