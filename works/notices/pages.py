"""Notices for people: a list, a calendar, a page for each notice."""

from calendar import Calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter
from pydantic import AfterValidator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.paging import ListPage
from api.errors import ApiError
from api.http.costs import costs
from api.http.query import Cursor, PageQuery
from api.http.responses import PAGE
from api.pages.credential_words import Step, tell_changes, tell_reason
from api.pages.feeds.told_entries import page_of, title_of_record
from api.pages.narrowing import chips_of
from api.pages.rendering import begin, page_response
from api.serving import servings_of
from api.visit import Visit
from credentials.documents.status_event import StatusEvent
from credentials.documents.works.notice import Notice
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.record import Maybe, Record, refuse
from credentials.times import day_of, parse_date
from credentials.words.closed_lists import KINDS, word_for
from registry.lookup.lookup import find_record, find_replaced
from works.notices.ends import end_by
from works.notices.held import HeldNotice, find_notices, look_at_notice
from works.notices.lookup import WHEN, count_notices, find_notice, first_notices
from works.notices.wire import ChosenNotices, NoticeQuery
from works.notices.words import (
    asks_of,
    capital,
    days_of,
    kind_word,
    list_choices,
    media_of,
    speak,
    subscriptions,
    summary_of,
    tell_when,
    title_of,
)

_LENGTH = len("2026-05")
ON_A_DAY = 6
"""Most notices shown on a day; a number stands for the others."""


class DayLine(NamedTuple):
    """A notice on a day: `begins` or `ends` on the first or last day of a long notice; else empty."""

    notice: HeldNotice
    what: str


class MonthDay(NamedTuple):
    """A day of a month, and the number of lines left out."""

    day: date
    lines: list[DayLine]
    more: int


class Month(NamedTuple):
    """A month: its days, and the number of blank places before the first day in a week that begins on
    Monday."""

    first: date
    last: date
    blanks: int
    days: list[MonthDay]


def days_in(text: str | None, today: date) -> tuple[date, date]:
    """Return the first and the last day of a month: `text` is a month such as 2026-05 or a day; without it,
    use today's month.

    RecordError date-form.
    """
    first = (parse_date(f"{text}-01" if len(text) == _LENGTH else text) if text else today).replace(day=1)
    return first, _next(first) - timedelta(days=1)


def lay_out(first: date, last: date, notices: Iterable[HeldNotice]) -> Month:
    """Return the month with the notices of each day: an event on every day, others on their first and
    last."""
    lines: dict[date, list[DayLine]] = {}
    for notice in notices:
        subject = notice.record.body.credential_subject
        if subject.kind == "event":
            day = max(subject.since, first)
            while day <= min(subject.until, last):
                lines.setdefault(day, []).append(DayLine(notice, ""))
                day += timedelta(days=1)
        else:
            lines.setdefault(subject.since, []).append(DayLine(notice, "begins"))
            lines.setdefault(subject.until, []).append(DayLine(notice, "ends"))
    days = [day for day in Calendar().itermonthdates(first.year, first.month) if first <= day <= last]
    return Month(
        first,
        last,
        first.weekday(),
        [_tell_day(day, lines.get(day, [])) for day in days],
    )


def _tell_day(day: date, lines: list[DayLine]) -> MonthDay:
    return MonthDay(day, lines[:ON_A_DAY], max(0, len(lines) - ON_A_DAY))


def _next(first: date) -> date:
    # 31 days after the first day is always in the next month
    return (first + timedelta(days=31)).replace(day=1)


def format_month(day: date) -> str:
    """Return the month of a day, 2026-05."""
    return day.isoformat()[:_LENGTH]


router = APIRouter(tags=[PAGE], include_in_schema=False)

ON_A_PAGE, IN_A_MONTH = 20, 200


class NoticePageQuery(ChosenNotices):
    """Parameters of a list of notices; without `when`, current and coming ones."""

    when: Maybe[Literal["now", "coming", "over"]] = None
    cursor: Maybe[Cursor] = None


def _check_month(text: str) -> str:
    try:
        days_in(text, date.min)
    except RecordError as error:
        raise refuse(error.code, day=text) from None
    return text


class MonthQuery(ChosenNotices):
    """Parameters of the calendar page: the month, and the filters."""

    month: Maybe[Annotated[str, AfterValidator(_check_month)]] = None


@router.get("/notices", dependencies=costs(50, kib=32, verifications=300))
async def list_notices(request: Request) -> Response:
    """List current, coming and past notices."""
    visit, query = await begin(request, NoticePageQuery)
    if query.when is None and query.cursor is not None:
        # without `when` the page has two lists: which one is meant?
        raise ApiError("cursor-damaged", "cursor")
    wanted = ("now", "coming") if query.when is None else (query.when,)
    groups: list[tuple[str, ListPage[HeldNotice]]] = []
    for when in wanted:
        page = await _find(visit, query, when=when, cursor=query.cursor if query.when else None)
        groups.append((when, page))
    over = await run_in_threadpool(_count_over, visit, query) if query.when is None else 0
    choices = list_choices(visit, query.conditions())
    return page_response(
        visit,
        "notices/list",
        over=over,
        query=query,
        choices=choices,
        chips=chips_of(choices),
        groups=groups,
        times=WHEN,
        found=any(page.items for _, page in groups),
        feeds=subscriptions(visit, query.conditions()),
        **_words(visit),
    )


@router.get("/notices/calendar", dependencies=costs(220, kib=128, verifications=900))
async def show_month(request: Request) -> Response:
    """Show a month, day by day."""
    visit, query = await begin(request, MonthQuery)
    today = day_of(visit.now)
    first, last = days_in(query.month, today)
    page = await _find(visit, query, since=first.isoformat(), until=last.isoformat(), limit=str(IN_A_MONTH))
    notices = [*reversed(page.items)]  # the list ends with the earliest; a month begins with it
    around = await run_in_threadpool(_around, visit, query, first, last)
    choices = list_choices(visit, query.conditions())
    return page_response(
        visit,
        "notices/calendar",
        query=query,
        month=lay_out(first, last, notices),
        before=around[0],
        after=around[1],
        today=today,
        items=notices,
        is_cut=page.next is not None,
        limit=IN_A_MONTH,
        choices=choices,
        chips=chips_of(choices),
        feeds=subscriptions(visit, query.conditions()),
        **_words(visit),
    )


@router.get("/notices/{reference}", dependencies=costs(90, kib=32, verifications=700))
async def show_notice(request: Request, reference: str) -> Response:
    """Show a notice, this node's verdict on it, and the records signed about it."""
    visit, _ = await begin(request, PageQuery)
    registry = visit.node.registry
    look = partial(look_at_notice, registry, reference, visit.trust, now=visit.now)
    notice, known = await run_in_threadpool(look)
    verdict, body = known.verdicts[None], notice.record.body
    visit.node.tell_verdict("page", verdict)
    subject = body.credential_subject
    digests = subject.refers or ()
    refers = await run_in_threadpool(lambda: [_cite(digest, visit) for digest in digests])
    given = servings_of(request)
    sections = (
        []
        # a cancelled or withdrawn notice no longer asks for anything
        if notice.is_off
        else await given.sections(lambda of: of.records.get(Notice.KIND), visit, notice.record)
    )
    end = notice.end.successor if notice.end is not None else None
    after = await run_in_threadpool(find_notice, registry, end) if end is not None else None
    return page_response(
        visit,
        "notices/notice",
        held=notice,
        body=body,
        subject=subject,
        verdict=verdict,
        reason=tell_reason(verdict, visit),
        refers=refers,
        asks=asks_of(notice, visit),
        sections=sections,
        feeds=subscriptions(visit, {"issuer": body.issuer}),
        successor=HeldNotice.of(after, visit.trust, visit.now) if after is not None else None,
        replaced=await run_in_threadpool(_find_replaced, notice.record, visit),
        steps=[*_tell_events(notice, known.events, visit)],
        **_words(visit),
    )


def _find_replaced(record: Record[Notice], visit: Visit) -> list[HeldNotice]:
    """Return the notices that this one replaces, by the events that act now."""
    records = find_replaced(visit.node.registry, record)
    earlier = [HeldNotice.of(replaced, visit.trust, visit.now) for replaced in records]
    return [notice for notice in earlier if notice.end is not None and notice.end.successor == record.body.id]


class CitedRecord(NamedTuple):
    """A record that a notice cites: its kind and title, and its page; both empty if the record is not
    here."""

    digest: str
    kind: str = ""
    title: str = ""
    path: str = ""


def _cite(digest: str, visit: Visit) -> CitedRecord:
    data = find_record(visit.node.registry, digest)
    if data is None:
        return CitedRecord(digest)
    record = parse_any(data)
    kind = capital(word_for(KINDS, record.body.KIND, visit.lang))
    return CitedRecord(digest, kind, title_of_record(record, visit), page_of(record, visit))


def _tell_events(notice: HeldNotice, events: Sequence[Record[StatusEvent]], visit: Visit) -> Iterator[Step]:
    """Yield the events of a notice, the newest first."""
    say = speak("notice", visit.lang)
    for event in reversed(events):
        end = end_by(event.body.credential_subject)
        if end is None:
            yield from tell_changes(title_of(notice, visit), [event], visit, say)
        else:
            sentence = say(f"step_{end.how}", party=visit.names.party(event.body.issuer))
            yield Step(event.created, sentence, event.digest, "no" if end.successor is None else "warn")


def _around(visit: Visit, query: ChosenNotices, first: date, last: date) -> tuple[str | None, str | None]:
    """Return the previous and next month to link to, if they lead to a notice: no links into empty years."""
    wanted = query.wanted(visit.now)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    ways = (wanted._replace(until=before), before), (wanted._replace(since=after), after)
    is_there = [bool(first_notices(visit.node.registry, way, 1)) for way, _ in ways]
    months = [format_month(day) if there else None for there, (_, day) in zip(is_there, ways, strict=True)]
    return months[0], months[1]


def _count_over(visit: Visit, query: ChosenNotices) -> int:
    return count_notices(visit.node.registry, query.wanted(visit.now)._replace(when="over"))


async def _find(visit: Visit, query: ChosenNotices, **narrower: str | None) -> ListPage[HeldNotice]:
    """Return a page of the list; ApiError cursor-damaged."""
    given = {"limit": str(ON_A_PAGE), **query.conditions(), **narrower}
    wanted = NoticeQuery.model_validate({name: value for name, value in given.items() if value is not None})
    look = partial(find_notices, query=wanted, trust=visit.trust, now=visit.now)
    return await run_in_threadpool(visit.node.searches.search, look)


def _words(visit: Visit) -> dict[str, Any]:
    """Return the functions by which the template puts a notice into words."""
    functions = (kind_word, title_of, summary_of, days_of, media_of, tell_when)
    return {function.__name__: partial(function, visit=visit) for function in functions}
