"""What is new, for feed readers and calendars: notices, and records by kind, scheme and enterprise."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.notices.notice_news import IN_A_CALENDAR, IN_A_FEED, find_days, find_news
from api.errors import ApiError
from api.http.query import PageQuery
from api.http.rate_limits import list_cost
from api.http.responses import ASK_AGAIN, PAGE, bytes_response
from api.pages.feeds.calendar_file import CALENDAR_TYPE, write_calendar
from api.pages.feeds.framing import FORMS, FeedForm, FeedFrame, entry_items, frame_feed, write_feed
from api.pages.feeds.record_frames import enterprise_frame, kind_frame, scheme_frame
from api.pages.feeds.writing import FeedItem
from api.pages.notices.notice_lists import describe_choice
from api.pages.notices.notice_words import calendar_of, feed_items, frame_of
from api.pages.rendering import Visit, begin, spoken_headers
from api.routes.notices.pages import ChosenNotices
from credentials.identifiers import parse_uscc
from credentials.kinds import KINDS
from registry.monitor.log_pages import Entry
from registry.monitor.recent_entries import recent_of_enterprise, recent_of_kind, recent_of_scheme
from registry.view.view import RegistryView

router = APIRouter(tags=[PAGE], include_in_schema=False)


@router.get("/notices/feed.{form}")
async def get_notices(request: Request, form: str) -> Response:
    """The newest notices, all or of one association, kind, medium."""
    visit, query = await begin(request, ChosenNotices)
    found = _form(form)
    visit.node.charge(request, list_cost(IN_A_FEED))
    asked = query.asked()
    news = await run_in_threadpool(find_news, visit.node.registry, visit.trust, visit.now, **asked)
    frame = frame_of(visit, asked, describe_choice(visit, asked))
    return _feed_response(visit, frame, feed_items(visit, news), found)


@router.get("/notices/calendar.ics")
async def get_calendar(request: Request) -> Response:
    """Their days as iCalendar."""
    visit, query = await begin(request, ChosenNotices)
    visit.node.charge(request, list_cost(IN_A_CALENDAR))
    asked = query.asked()
    news = await run_in_threadpool(find_days, visit.node.registry, visit.trust, visit.now, **asked)
    frame = frame_of(visit, asked, describe_choice(visit, asked))
    data = write_calendar(calendar_of(visit, frame, news))
    changed = max((one.signed for one in news), default=visit.names.text.effective_from)
    return bytes_response(
        request,
        data,
        cache=ASK_AGAIN,
        media=f"{CALENDAR_TYPE}; charset=utf-8",
        headers=spoken_headers(visit.lang),
        changed=changed,
    )


@router.get("/schemes/{scheme}/feed.{form}")
async def get_scheme(request: Request, scheme: str, form: str) -> Response:
    """What was signed of late under a scheme."""
    visit, _ = await begin(request, PageQuery)
    if visit.names.text.scheme(scheme) is None:
        raise ApiError.not_here("scheme", "评价办法", scheme)
    frame = scheme_frame(visit, scheme)
    return await _entries(visit, form, frame, lambda view: recent_of_scheme(view, scheme, IN_A_FEED))


@router.get("/enterprises/{uscc}/feed.{form}")
async def get_enterprise(request: Request, uscc: str, form: str) -> Response:
    """What was signed of late about an enterprise."""
    visit, _ = await begin(request, PageQuery)
    code = parse_uscc(uscc)
    frame = enterprise_frame(visit, code)
    return await _entries(
        visit,
        form,
        frame,
        lambda view: recent_of_enterprise(view, code, IN_A_FEED),
        ("enterprise", "企业", code),
    )


@router.get("/feeds/{kind}.{form}")
async def get_kind(request: Request, kind: str, form: str) -> Response:
    """What was signed of late of one kind."""
    visit, _ = await begin(request, PageQuery)
    if kind not in KINDS or not KINDS[kind].logged:
        raise ApiError("address-unknown")
    frame = kind_frame(visit, kind)
    return await _entries(visit, form, frame, lambda view: recent_of_kind(view, kind, IN_A_FEED))


async def _entries(
    visit: Visit,
    form: str,
    frame: FeedFrame,
    find: Callable[[RegistryView], list[Entry]],
    needed: tuple[str, str, str] | None = None,
) -> Response:
    """The feed of entries of logs; ApiError not-here where some are `needed` and there are none."""
    found = _form(form)
    visit.node.charge(visit.request, list_cost(IN_A_FEED))
    entries = await visit.node.read(find)
    if needed is not None and not entries:
        raise ApiError.not_here(*needed)
    return _feed_response(visit, frame, entry_items(visit, entries), found)


def _form(text: str) -> FeedForm:
    """ApiError address-unknown for one that no feed has."""
    forms: dict[str, Any] = {form: form for form in FORMS}
    if text not in forms:
        raise ApiError("address-unknown")
    found: FeedForm = forms[text]
    return found


def _feed_response(visit: Visit, frame: FeedFrame, items: list[FeedItem], form: FeedForm) -> Response:
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
