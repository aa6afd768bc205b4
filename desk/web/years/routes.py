"""Journal and year report: on a page, as a table for spreadsheet programs, as a workbook."""

from datetime import date, timedelta

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.query import parse_query
from api.pages.table_file import table_response
from api.words import speaker
from carriers.spreadsheet.formats.xlsx_writer import SheetLine, Width, Worksheet, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.year_report.content import YearReport
from carriers.year_report.workbook import format_year_workbook
from credentials.record import Maybe
from credentials.times import day_of
from credentials.words.days import format_moment
from desk.checking.check import UNDECIDED
from desk.web.pages import SHEET, desk_page, download
from desk.web.visits import DeskVisit, begin_visit
from desk.web.years.lines import DeskJournalLine, JournalSource, cut, find_source, list_lines
from desk.web.years.period import Period, PeriodQuery, read_period
from desk.web.years.report import count_period, write_report
from signing.errors import Lang

router = APIRouter()

_LINES, _DAYS = 100, timedelta(days=30)


class JournalQuery(PeriodQuery):
    """Journal of a period: of one person, about one enterprise; `page` from 1."""

    by: Maybe[str] = None
    enterprise: Maybe[str] = None
    page: Maybe[str] = None
    only: Maybe[str] = None


@router.get("/journal", dependencies=costs(rows=4_000, kib=512, verifications=1_000))
async def show_journal(request: Request) -> Response:
    """Show what was done and signed in a period, newest first."""
    visit = await begin_visit(request)
    query, period = _read_query(request, visit)
    page = int(query.page[:6]) if query.page is not None and query.page.isdecimal() else 1
    first = (max(page, 1) - 1) * _LINES
    enterprise = query.enterprise or ""

    def look() -> tuple[int, list[DeskJournalLine]]:
        source = find_source(visit, period, query.by, only=query.only)
        if enterprise:  # found in the words of the lines, which all must be made for it
            lines = list_lines(visit, source, enterprise)
            return len(lines), lines[first : first + _LINES]
        return _count(source), list_lines(visit, cut(source, first, _LINES))

    count, lines = await run_in_threadpool(look)
    return desk_page(
        visit,
        "journal",
        lines=lines,
        count=count,
        first=first,
        page=max(page, 1),
        period=period,
        query=query,
        further=count > first + _LINES,
        asked=_parameters(query, period),
        year=day_of(visit.now).year,
    )


@router.get("/journal/{name}", dependencies=costs(rows=40_000, kib=8_192, verifications=4_000))
async def get_journal(request: Request, name: str) -> Response:
    """Return the same lines, all of them, for a spreadsheet program."""
    visit = await begin_visit(request)
    if name not in ("journal.csv", "journal.xlsx"):
        raise ApiError("address-unknown")
    query, period = _read_query(request, visit)
    lines = await run_in_threadpool(
        lambda: list_lines(
            visit, find_source(visit, period, query.by, only=query.only), query.enterprise or ""
        )
    )
    say = speaker("desk")("journal", visit.visit.lang)
    heads = [say("when"), say("who"), say("act"), say("subject"), say("proof")]
    rows = [
        [format_moment(line.at), line.who, line.act, line.about, say(f"proof_of_{line.proof}")]
        for line in lines
    ]
    title = f"journal-{period.first}-{period.last}"
    if name == "journal.csv":
        return table_response(request, [heads, *rows], title)
    cells: list[SheetLine] = [[(head, Style.HEADER) for head in heads]]
    cells += [[(cell, Style.LINES) for cell in row] for row in rows]
    widths = [Width(20), Width(24), Width(24), Width(70), Width(20)]
    sheet = Worksheet(say("title"), widths, enumerate(cells, start=1), frozen=True)
    return download(encode_workbook([sheet]), f"{title}.xlsx", media=SHEET)


@router.get("/year", dependencies=costs(rows=40_000, kib=512, verifications=4_000))
async def show_year(request: Request) -> Response:
    """Show the numbers of a period; of this year, where none is asked for."""
    visit = await begin_visit(request)
    period = _read_year(request, visit)
    report = await _make_report(visit, period, (visit.visit.lang,))
    return desk_page(visit, "year", report=report[0], period=period)


@router.get("/year/report.xlsx", dependencies=costs(rows=40_000, kib=512, verifications=4_000))
async def get_year(request: Request) -> Response:
    """Return the same numbers as a workbook, in both languages."""
    visit = await begin_visit(request)
    period = _read_year(request, visit)
    data = format_year_workbook(await _make_report(visit, period, ("zh", "en")))
    return download(data, f"year-{period.first}-{period.last}.xlsx", media=SHEET)


async def _make_report(visit: DeskVisit, period: Period, langs: tuple[Lang, ...]) -> list[YearReport]:
    problems = await visit.service.audits.find()
    undecided = sum(problem.code == UNDECIDED for problem in problems)
    counts = await run_in_threadpool(count_period, visit, period, undecided)
    return [write_report(visit, counts, lang) for lang in langs]


def _read_query(request: Request, visit: DeskVisit) -> tuple[JournalQuery, Period]:
    query, today = parse_query(request, JournalQuery, typed=True), day_of(visit.now)
    return query, read_period(query, today - _DAYS, today)


def _read_year(request: Request, visit: DeskVisit) -> Period:
    today = day_of(visit.now)
    return read_period(parse_query(request, PeriodQuery, typed=True), date(today.year, 1, 1), today)


def _count(source: JournalSource) -> int:
    return len(source.acts) + len(source.signatures)


def _parameters(query: JournalQuery, period: Period) -> dict[str, str | None]:
    days = {"since": str(period.first), "until": str(period.last)}
    return {**days, "by": query.by, "enterprise": query.enterprise, "only": query.only}
