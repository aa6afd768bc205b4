"""What is new, for feed readers and calendars: notices, and records by scheme and enterprise."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.notices.notice_news import IN_A_CALENDAR, IN_A_FEED, OPEN_IN_A_FEED, find_days, find_news
from api.errors import ApiError
from api.http.query import PageQuery
from api.http.rate_limits import list_cost
from api.http.responses import PAGE
from api.pages.feeds.answering import calendar_response, feed_response
from api.pages.feeds.framing import FeedFrame, entry_items
from api.pages.feeds.record_frames import enterprise_frame, scheme_frame
from api.pages.notices.notice_lists import describe_choice
from api.pages.notices.notice_words import calendar_of, feed_items, frame_of
from api.pages.rendering import Visit, begin
from api.routes.notices.pages import ChosenNotices
from credentials.identifiers import parse_uscc
from registry.monitor.log_pages import Entry
from registry.monitor.recent_entries import recent_of_enterprise, recent_of_scheme
from registry.view.view import RegistryView

router = APIRouter(tags=[PAGE], include_in_schema=False)


@router.get("/notices/feed.atom")
async def get_notices(request: Request) -> Response:
    """The newest notices, all or of one association, kind, medium."""
    visit, query = await begin(request, ChosenNotices)
    visit.node.charge(request, list_cost(IN_A_FEED + OPEN_IN_A_FEED))
    asked = query.asked()
    told = await run_in_threadpool(find_news, visit.node.registry, visit.trust, visit.now, **asked)
    cut_at = OPEN_IN_A_FEED if told.is_cut else None
    frame = frame_of(visit, asked, describe_choice(visit, asked), cut_at=cut_at)
    return feed_response(visit, frame, feed_items(visit, told.news))


@router.get("/notices/calendar.ics")
async def get_calendar(request: Request) -> Response:
    """Their days as iCalendar."""
    visit, query = await begin(request, ChosenNotices)
    visit.node.charge(request, list_cost(IN_A_CALENDAR))
    asked = query.asked()
    told = await run_in_threadpool(find_days, visit.node.registry, visit.trust, visit.now, **asked)
    cut_at = IN_A_CALENDAR if told.is_cut else None
    frame = frame_of(visit, asked, describe_choice(visit, asked), cut_at=cut_at)
    return calendar_response(visit, calendar_of(visit, frame, told.news))


@router.get("/schemes/{scheme}/feed.atom")
async def get_scheme(request: Request, scheme: str) -> Response:
    """What was signed of late under a scheme."""
    visit, _ = await begin(request, PageQuery)
    if visit.names.text.scheme(scheme) is None:
        raise ApiError.not_here("scheme", "评价办法", scheme)
    frame = scheme_frame(visit, scheme)
    return await _entries(visit, frame, lambda view: recent_of_scheme(view, scheme, IN_A_FEED))


@router.get("/enterprises/{uscc}/feed.atom")
async def get_enterprise(request: Request, uscc: str) -> Response:
    """What was signed of late about an enterprise."""
    visit, _ = await begin(request, PageQuery)
    code = parse_uscc(uscc)
    frame = enterprise_frame(visit, code)
    return await _entries(
        visit,
        frame,
        lambda view: recent_of_enterprise(view, code, IN_A_FEED),
        ("enterprise", "企业", code),
    )


async def _entries(
    visit: Visit,
    frame: FeedFrame,
    find: Callable[[RegistryView], list[Entry]],
    needed: tuple[str, str, str] | None = None,
) -> Response:
    """The feed of entries of logs; ApiError not-here where some are `needed` and there are none."""
    visit.node.charge(visit.request, list_cost(2 * IN_A_FEED))  # about each event its record is read
    entries = await visit.node.read(find)
    if needed is not None and not entries:
        raise ApiError.not_here(*needed)
    return feed_response(visit, frame, entry_items(visit, entries))
