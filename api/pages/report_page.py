"""A statistics report as a page and as a table for spreadsheet programs: what is signed, in words."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from api.answers.counting.statistics import CountKey, Tally
from api.pages.count_figures import figure_standings
from api.pages.rendering import tone_of
from api.visit import Visit
from api.words import speak
from carriers.spreadsheet.csv_text import format_text
from credentials.documents.works.report import StatisticsReport
from credentials.record import Record
from credentials.times import CHINA
from credentials.words.closed_lists import STANDINGS, word_for
from registry.lookup.statistics.reports import Recount
from verifier import Outcome


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
        "figure": figure_standings(counts, visit, speak("statistics", visit.lang)) if counts else None,
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


def format_report_csv(record: Record[StatisticsReport], visit: Visit) -> bytes:
    """A line a number, what is text as text: UTF-8 with BOM."""
    say, statistics = speak("record", visit.lang), speak("statistics", visit.lang)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    words = ("records_of", "scheme", "category", "grade")
    writer.writerow([*map(statistics, words), say("standing"), say("number_row")])
    for table in tabulate_report(record, visit):
        for line in table.lines:
            texts = (table.issuer, table.scheme, "、".join(line.categories), line.grade, line.standing)
            writer.writerow([*map(format_text, texts), line.number])
    return out.getvalue().encode("utf-8-sig")
