"""Feeds of a scheme and of an enterprise, and a calendar of the ends of certificates."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers.standings.enterprises import find_enterprise
from api.errors import ApiError
from api.http.costs import costs
from api.http.query import PageQuery
from api.http.responses import PAGE
from api.pages.feeds.answering import answer_feed
from api.pages.feeds.calendar_file import CalendarFile
from api.pages.feeds.expiry_calendar import expiry_entries
from api.pages.feeds.framing import entry_items, frame_calendar, frame_feed
from api.pages.feeds.record_frames import enterprise_frame, expiry_frame, scheme_frame
from api.pages.feeds.writing import Feed
from api.visit import Visit
from credentials.identifiers import parse_uscc
from registry.monitor.recent_entries import recent_of_enterprise, recent_of_scheme

router = APIRouter(tags=[PAGE], include_in_schema=False)

IN_A_FEED = 40


@router.get("/schemes/{scheme}/feed.atom", dependencies=costs(400, kib=48, verifications=1_300, parts=1))
async def get_scheme(request: Request, scheme: str) -> Response:
    """Return the feed of records lately signed under a scheme."""

    def make(visit: Visit, _: PageQuery) -> Feed:
        if visit.names.text.scheme(scheme) is None:
            raise ApiError.not_here("scheme", "评价办法", scheme)
        entries = visit.node.registry.read(lambda view: recent_of_scheme(view, scheme, IN_A_FEED))
        return frame_feed(visit, scheme_frame(visit, scheme), entry_items(visit, entries))

    return await answer_feed(request, PageQuery, make)


@router.get("/enterprises/{uscc}/feed.atom", dependencies=costs(210, kib=48, verifications=900, parts=1))
async def get_enterprise(request: Request, uscc: str) -> Response:
    """Return the feed of records lately signed about an enterprise."""
    code = parse_uscc(uscc)

    def make(visit: Visit, _: PageQuery) -> Feed:
        entries = visit.node.registry.read(lambda view: recent_of_enterprise(view, code, IN_A_FEED))
        if not entries:
            raise ApiError.not_here("enterprise", "企业", code)
        return frame_feed(visit, enterprise_frame(visit, code), entry_items(visit, entries))

    return await answer_feed(request, PageQuery, make)


@router.get("/enterprises/{uscc}/calendar.ics", dependencies=costs(140, kib=240, verifications=900, parts=1))
async def get_expiries(request: Request, uscc: str) -> Response:
    """Return the ends of an enterprise's certificates, as iCalendar."""
    code = parse_uscc(uscc)

    def make(visit: Visit, _: PageQuery) -> CalendarFile:
        enterprise = find_enterprise(visit.node.registry, code, visit.trust, visit.now, (None,))
        return frame_calendar(visit, expiry_frame(visit, code), expiry_entries(visit, enterprise.holdings))

    return await answer_feed(request, PageQuery, make)
