"""What is new, for feed readers and calendars: notices, and records by scheme and enterprise."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.notices.notice_news import IN_A_CALENDAR, IN_A_FEED, OPEN_IN_A_FEED, find_days, find_news
from api.errors import ApiError
from api.http.costs import costs
from api.http.query import PageQuery
from api.http.responses import PAGE
from api.pages.feeds.answering import answer_feed
from api.pages.feeds.calendar_file import CalendarFile
from api.pages.feeds.framing import entry_items, frame_feed
from api.pages.feeds.record_frames import enterprise_frame, scheme_frame
from api.pages.feeds.writing import Feed
from api.pages.notices.notice_lists import describe_choice
from api.pages.notices.notice_words import calendar_of, feed_items, frame_of
from api.pages.rendering import Visit
from api.routes.notices.pages import ChosenNotices
from credentials.identifiers import parse_uscc
from registry.monitor.recent_entries import recent_of_enterprise, recent_of_scheme

router = APIRouter(tags=[PAGE], include_in_schema=False)


@router.get("/notices/feed.atom", dependencies=costs(340, kib=96, verifications=1_300, parts=1))
async def get_notices(request: Request) -> Response:
    """The newest notices, all or of one association, kind, medium."""
    return await answer_feed(request, ChosenNotices, _make_feed)


def _make_feed(visit: Visit, query: ChosenNotices) -> Feed:
    asked = query.asked()
    told = find_news(visit.node.registry, visit.trust, visit.now, **asked)
    cut_at = OPEN_IN_A_FEED if told.is_cut else None
    frame = frame_of(visit, asked, describe_choice(visit, asked), cut_at=cut_at)
    return frame_feed(visit, frame, feed_items(visit, told.news))


@router.get("/notices/calendar.ics", dependencies=costs(310, kib=256, verifications=1_000, parts=1))
async def get_calendar(request: Request) -> Response:
    """Their days as iCalendar."""
    return await answer_feed(request, ChosenNotices, _make_calendar)


def _make_calendar(visit: Visit, query: ChosenNotices) -> CalendarFile:
    asked = query.asked()
    told = find_days(visit.node.registry, visit.trust, visit.now, **asked)
    cut_at = IN_A_CALENDAR if told.is_cut else None
    frame = frame_of(visit, asked, describe_choice(visit, asked), cut_at=cut_at)
    return calendar_of(visit, frame, told.news)


@router.get("/schemes/{scheme}/feed.atom", dependencies=costs(400, kib=48, verifications=1_300, parts=1))
async def get_scheme(request: Request, scheme: str) -> Response:
    """What was signed of late under a scheme."""

    def make(visit: Visit, _: PageQuery) -> Feed:
        if visit.names.text.scheme(scheme) is None:
            raise ApiError.not_here("scheme", "评价办法", scheme)
        entries = visit.node.registry.read(lambda view: recent_of_scheme(view, scheme, IN_A_FEED))
        return frame_feed(visit, scheme_frame(visit, scheme), entry_items(visit, entries))

    return await answer_feed(request, PageQuery, make)


@router.get("/enterprises/{uscc}/feed.atom", dependencies=costs(210, kib=48, verifications=900, parts=1))
async def get_enterprise(request: Request, uscc: str) -> Response:
    """What was signed of late about an enterprise."""
    code = parse_uscc(uscc)

    def make(visit: Visit, _: PageQuery) -> Feed:
        entries = visit.node.registry.read(lambda view: recent_of_enterprise(view, code, IN_A_FEED))
        if not entries:
            raise ApiError.not_here("enterprise", "企业", code)
        return frame_feed(visit, enterprise_frame(visit, code), entry_items(visit, entries))

    return await answer_feed(request, PageQuery, make)
