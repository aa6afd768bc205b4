"""Feed and calendar of list notices."""

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
from works.list_notices.held import IN_A_CALENDAR, find_ends, find_news
from works.list_notices.wire import ChosenLists
from works.list_notices.words import calendar_of, feed_items, frame_of

router = APIRouter(tags=[PAGE], include_in_schema=False)


@router.get("/list-notices/feed.atom", dependencies=costs(kib=64, verifications=160, parts=1))
async def get_lists(request: Request) -> Response:
    """Return the newest versions, of all associations and schemes or of one."""
    return await answer_feed(request, ChosenLists, _make_feed)


def _make_feed(visit: Visit, query: ChosenLists) -> Feed:
    news = find_news(visit.node.registry, visit.trust, visit.now, issuer=query.issuer, scheme=query.scheme)
    return frame_feed(visit, frame_of(visit, query.conditions()), feed_items(visit, news))


@router.get("/list-notices/calendar.ics", dependencies=costs(kib=128, verifications=260, parts=1))
async def get_calendar(request: Request) -> Response:
    """Return the last day of each notice that is not over, as iCalendar."""
    return await answer_feed(request, ChosenLists, _make_calendar)


def _make_calendar(visit: Visit, query: ChosenLists) -> CalendarFile:
    found = find_ends(visit.node.registry, visit.trust, visit.now, issuer=query.issuer, scheme=query.scheme)
    frame = frame_of(visit, query.conditions(), cut_at=IN_A_CALENDAR if found.is_cut else None)
    return calendar_of(visit, frame, found)
