"""Signed reports for people: a part of the statistics page, a page for each report, tables for spreadsheet
programs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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
from credentials.documents.works.report import CountedEnterprises, StatisticsReport
from credentials.record import Record
from credentials.times import CHINA
from credentials.words.closed_lists import NOT_ADDED, STANDINGS, word_for
from registry.lookup.lookup import find_held
from registry.monitor.log_pages import Entry
from verifier import Outcome
from works.statistics.enterprises import HolderKey, HolderLine, describe_counts
from works.statistics.held import reports_of
from works.statistics.lookup import Recount, find_edition_notes

router = APIRouter(tags=[PAGE], include_in_schema=False)
speak = speaker("works.statistics")


class ReportLine(NamedTuple):
    """Credentials with these categories, this grade and this standing."""

    categories: tuple[str, ...]
    grade: str
    standing: str
    number: int


class ReportTable(NamedTuple):
    """The credentials of an association under one scheme."""

    issuer: str
    scheme: str
    lines: tuple[ReportLine, ...]


class HolderTable(NamedTuple):
    """The enterprises of a scheme: categories down and grades across, or grades down if it has no
    categories. Totals come first."""

    whole: HolderLine
    across: list[str]
    rows: list[tuple[str, list[HolderLine | None]]]


class HolderTables(NamedTuple):
    """The numbers of enterprises: of all, of each association, of each scheme."""

    every: HolderLine
    issuers: list[HolderLine]
    schemes: list[HolderTable]


class RecountTold(NamedTuple):
    """Headline of a report's page, in place of that of the verdict, which does not repeat the count."""

    tone: str
    title: str
    what: str


@router.get("/records/{digest}/counts.csv", dependencies=costs(4, verifications=120))
async def get_report_table(request: Request, digest: str) -> Response:
    """Return the counts of a report for a spreadsheet program: UTF-8 with BOM, texts marked as text."""
    visit, record = await _find_report(request, digest)
    return table_response(request, list_numbers(record, visit), f"huren-report-{digest[:16]}")


@router.get("/records/{digest}/enterprises.csv", dependencies=costs(4, verifications=120))
async def get_enterprise_table(request: Request, digest: str) -> Response:
    """Return the enterprises of a report for a spreadsheet program, beside those of one year earlier."""
    visit, record = await _find_report(request, digest)
    reported = record.body.credential_subject.enterprises
    if reported is None:
        raise ApiError.not_here("record", "记录", digest)
    return table_response(request, list_enterprises(reported, visit), f"huren-enterprises-{digest[:16]}")


async def _find_report(request: Request, digest: str) -> tuple[Visit, Record[StatisticsReport]]:
    visit, _ = await begin(request, PageQuery)
    record = await run_in_threadpool(find_held, visit.node.registry, digest)
    if record is None or record.digest != digest or not isinstance(record.body, StatisticsReport):
        raise ApiError.not_here("record", "记录", digest)
    return visit, record


async def tell_reports(visit: Visit, after: str | None) -> PagePart | None:
    """Return the part with the reports after the one with the digest `after`, each with its recount here."""
    page = await reports_of(visit.node).find(sorted(visit.trust.parties), after)
    return PagePart(render(visit, "statistics/reports", reported=page)) if page.reports else None


def name_report(body: StatisticsReport, visit: Visit) -> str:
    """Return the name of a report, with its edition."""
    return speak("record", visit.lang)("report_name", edition=body.credential_subject.edition)


def tell_in_log(entry: Entry, visit: Visit) -> str:
    """Return the line of a report in its association's log."""
    body = entry.record.body
    say, party = speak("record", visit.lang), visit.names.party(body.issuer)
    return say("in_log", party=party, report=name_report(body, visit))


async def tell_facts(visit: Visit, record: Record[StatisticsReport], outcome: Outcome) -> dict[str, Any]:
    """Return the contents of a report's page: its recount here, its tables, a drawing of them, its year."""
    recount = await reports_of(visit.node).find_one(record)
    return {
        "found": recount,
        "edition_notes": await visit.node.read(partial(find_edition_notes, record=record)),
        "headline": tell_recount(recount, outcome, visit),
        **describe_report(record, visit),
    }


def tell_recount(recount: Recount | None, outcome: Outcome, visit: Visit) -> RecountTold | None:
    """Return the headline that the recount here differs, waits or runs; None if it is equal or the verdict
    is worse."""
    tone = "no" if recount == "differs" else "unk"
    if recount == "equal" or tone_of(outcome.value) in ("no", tone):
        return None
    say, word = speak("record", visit.lang), recount or "running"
    return RecountTold(tone, say(f"told_{word}"), say(f"told_{word}_what"))


def describe_report(record: Record[StatisticsReport], visit: Visit) -> dict[str, Any]:
    """Return the contents of a report's template: its tables, a drawing of them, its year."""
    subject, totals = record.body.credential_subject, Counter[CountKey]()
    for table in subject.tables:
        for row in table.rows:
            totals[table.issuer, row.standing] += row.total
    counts = {key: Tally(0, number) for key, number in totals.items()}
    return {
        "tables": [*tabulate_report(record, visit)],
        "figure": figure_standings(counts, visit, speak_core("statistics", visit.lang)) if counts else None,
        "year": subject.counted_at.astimezone(CHINA).year,
        "holders": _group_holders(subject.enterprises, visit) if subject.enterprises is not None else None,
        "not_added": NOT_ADDED[visit.lang == "zh"],
    }


def _group_holders(reported: CountedEnterprises, visit: Visit) -> HolderTables:
    """Return all enterprises, those of each association, and the tables of its schemes."""
    lines = {line.key: line for line in describe_counts(reported, visit.names)}
    schemes = [key for key in lines if key.scheme and not (key.category or key.grade)]
    issuers = [line for key, line in lines.items() if key.issuer and not key.scheme]
    return HolderTables(lines[HolderKey()], issuers, [_table_holders(key, lines, visit) for key in schemes])


def _table_holders(scheme: HolderKey, lines: Mapping[HolderKey, HolderLine], visit: Visit) -> HolderTable:
    names, say = visit.names, speak("record", visit.lang)
    known = names.text.scheme(scheme.scheme)
    own = [key for key in lines if key[:2] == scheme[:2]]

    def order(first: Iterable[str], present: Iterable[str]) -> list[str]:
        there = {*present}
        return [code for code in dict.fromkeys(["", *first, *sorted(there)]) if code in there]

    grades = order([grade.code for grade in known.grades] if known else (), [key.grade for key in own])
    categories = order(known.categories if known else (), [key.category for key in own])
    down, across = (categories, grades) if len(categories) > 1 else (grades, categories)

    def key(row_code: str, column_code: str) -> HolderKey:
        category, grade = (row_code, column_code) if down is categories else (column_code, row_code)
        return scheme._replace(category=category, grade=grade)

    def call(code: str, codes: list[str]) -> str:
        if not code:
            return say("every")
        if codes is categories:
            return names.category(code)
        return code if codes is across else names.grade(scheme.scheme, code)  # only the code fits on a phone

    rows = [(call(code, down), [lines.get(key(code, column)) for column in across]) for code in down]
    head = [call(code, across) for code in across]
    return HolderTable(lines[scheme], head if len(head) > 1 else [say("enterprises")], rows)


def tabulate_report(record: Record[StatisticsReport], visit: Visit) -> Iterator[ReportTable]:
    """Yield the signed tables in words, in the order in which they are signed."""
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
    """Yield a heading row, then one row for each number."""
    say, statistics = speak("record", visit.lang), speak_core("statistics", visit.lang)
    words = ("records_of", "scheme", "category", "grade")
    yield (*map(statistics, words), say("standing"), say("number_row"))
    for table in tabulate_report(record, visit):
        for line in table.lines:
            categories = "、".join(line.categories)
            yield table.issuer, table.scheme, categories, line.grade, line.standing, line.number


def list_enterprises(reported: CountedEnterprises, visit: Visit) -> Iterator[tuple[str | int, ...]]:
    """Yield a heading row, then one row for each number with that of one year earlier; a last line says
    that the numbers do not add up."""
    say, statistics = speak("record", visit.lang), speak_core("statistics", visit.lang)
    before = f"{say('enterprises_before')} {visit.moment(reported.compared_at)}"
    yield (*map(statistics, ("records_of", "scheme", "category", "grade")), say("enterprises"), before)
    every = say("every")
    for line in describe_counts(reported, visit.names):
        kind = (line.issuer or every, line.scheme or every, line.category, line.grade)
        yield *kind, line.total, line.year_before
    yield (NOT_ADDED[visit.lang == "zh"],)
