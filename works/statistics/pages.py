"""Signed reports for people: among the statistics, on a page each, as a table for spreadsheet programs."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.answers.counting.statistics import CountKey, Tally
from api.errors import ApiError
from api.http.costs import costs
from api.http.query import PageQuery
from api.http.responses import PAGE
from api.pages.count_figures import figure_standings
from api.pages.rendering import begin, render, tone_of
from api.pages.table_file import table_response
from api.serving import PagePart
from api.visit import Visit
from api.words import speak as speak_core
from api.words import speaker
from credentials.documents.works.report import StatisticsReport
from credentials.record import Record
from credentials.times import CHINA
from credentials.words.closed_lists import STANDINGS, word_for
from registry.lookup.lookup import find_held
from verifier import Outcome
from works.statistics.held import reports_of
from works.statistics.lookup import Recount, find_edition_notes

router = APIRouter(tags=[PAGE], include_in_schema=False)
speak = speaker("works.statistics")


class ReportLine(NamedTuple):
    """How many credentials are of these categories and this grade and stand so."""

    categories: tuple[str, ...]
    grade: str
    standing: str
    number: int


class ReportTable(NamedTuple):
    """What an association has issued under one scheme."""

    issuer: str
    scheme: str
    lines: tuple[ReportLine, ...]


class RecountTold(NamedTuple):
    """What the page says first of a report, in place of the verdict, which has counted nothing."""

    tone: str
    title: str
    what: str


@router.get("/records/{digest}/counts.csv", dependencies=costs(4, verifications=120))
async def get_report_table(request: Request, digest: str) -> Response:
    """What a report signs, for a spreadsheet program: UTF-8 with BOM, what is text as text."""
    visit, _ = await begin(request, PageQuery)
    record = await run_in_threadpool(find_held, visit.node.registry, digest)
    if record is None or record.digest != digest or not isinstance(record.body, StatisticsReport):
        raise ApiError.not_here("record", "记录", digest)
    return table_response(request, list_numbers(record, visit), f"huren-report-{digest[:16]}")


async def tell_reports(visit: Visit, after: str | None) -> PagePart | None:
    """Those from behind the one with the digest `after`, each with what is counted here."""
    found = await reports_of(visit.node).find(sorted(visit.trust.parties), after)
    return PagePart(render(visit, "statistics/reports", reported=found)) if found.reports else None


async def tell_facts(visit: Visit, record: Record[StatisticsReport], outcome: Outcome) -> dict[str, Any]:
    """What the page of a report shows: what is counted here, its tables, a drawing of them, its year."""
    found = await reports_of(visit.node).find_one(record)
    return {
        "found": found,
        "edition_notes": await visit.node.read(partial(find_edition_notes, record=record)),
        "headline": tell_recount(found, outcome, visit),
        **describe_report(record, visit),
    }


def tell_recount(found: Recount | None, outcome: Outcome, visit: Visit) -> RecountTold | None:
    """That the count here differs, waits or runs; None where it is equal, or the verdict is worse."""
    tone = "no" if found == "differs" else "unk"
    if found == "equal" or tone_of(outcome.value) in ("no", tone):
        return None
    say, word = speak("record", visit.lang), found or "running"
    return RecountTold(tone, say(f"told_{word}"), say(f"told_{word}_what"))


def describe_report(record: Record[StatisticsReport], visit: Visit) -> dict[str, Any]:
    """What the template of a report shows: its tables, a drawing of them, the year it is of."""
    subject, totals = record.body.credential_subject, Counter[CountKey]()
    for table in subject.tables:
        for row in table.rows:
            totals[table.issuer, row.standing] += row.total
    counts = {key: Tally(0, number) for key, number in totals.items()}
    return {
        "tables": [*tabulate_report(record, visit)],
        "figure": figure_standings(counts, visit, speak_core("statistics", visit.lang)) if counts else None,
        "year": subject.counted_at.astimezone(CHINA).year,
    }


def tabulate_report(record: Record[StatisticsReport], visit: Visit) -> Iterator[ReportTable]:
    """The signed tables in words, in the order in which they are signed."""
    names = visit.names
    for table in record.body.credential_subject.tables:
        lines = (
            ReportLine(
                (*map(names.category, row.category or ()),),
                names.grade(table.scheme, row.grade),
                word_for(STANDINGS, row.standing, visit.lang),
                row.total,
            )
            for row in table.rows
        )
        yield ReportTable(names.party(table.issuer), names.scheme(table.scheme), (*lines,))


def list_numbers(record: Record[StatisticsReport], visit: Visit) -> Iterator[tuple[str | int, ...]]:
    """A row a number, under a head."""
    say, statistics = speak("record", visit.lang), speak_core("statistics", visit.lang)
    words = ("records_of", "scheme", "category", "grade")
    yield (*map(statistics, words), say("standing"), say("number_row"))
    for table in tabulate_report(record, visit):
        for line in table.lines:
            categories = "、".join(line.categories)
            yield table.issuer, table.scheme, categories, line.grade, line.standing, line.number
