"""Statistics reports as this registry holds them, and what it counts itself where each was counted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select

from carriers.year_report.numbers import YearEnd
from credentials.documents.works.report import StatisticsReport
from credentials.kinds import parse_any
from credentials.record import Record
from credentials.times import CHINA
from registry.admission.record_counts import NOT_YET, RecordCounts, count_records
from registry.admission.rules.report import check_recount, recount
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView

Recount = Literal["equal", "differs", "waiting"]
"""The same bytes; another number, or another log; nobody can count here yet."""

YEARS_BEFORE = 2

_NEWEST = (
    select(RECORD.c.data)
    .where(RECORD.c.kind == StatisticsReport.KIND)
    .order_by(RECORD.c.admitted.desc(), RECORD.c.digest)
    .limit(bindparam("first"))
)


def list_reports(view: RegistryView, first: int) -> Sequence[Record[StatisticsReport]]:
    """So many, those admitted last first."""
    return [parse_any(data) for data in view.connection.scalars(_NEWEST, {"first": first})]


def find_recount(view: RegistryView, record: Record[StatisticsReport]) -> Recount:
    """Counts again what a report says."""
    subject = record.body.credential_subject
    try:
        check_recount(record.unsigned, subject, recount(view, subject))
    except RegistryError as error:
        return "waiting" if error.code in NOT_YET else "differs"
    return "equal"


def count_year_ends(view: RegistryView, counts: RecordCounts, year: int) -> list[YearEnd]:
    """A year and the YEARS_BEFORE before it, oldest first, counted at the log heads of `counts`.

    Each as of its last second; the year in which `counts` was counted, as of that moment. Years before the
    first credential are left out. Raises RegistryError year-uncounted, and as `count_records`.
    """
    first = min((cell.month for cell in counts.cells), default="–")
    if not first[:4] <= f"{year:04}" <= str(counts.at.astimezone(CHINA).year):
        raise RegistryError("year-uncounted", year=year, at=counts.at, first=first)
    years = [one for one in range(year - YEARS_BEFORE, year + 1) if f"{one:04}" >= first[:4]]
    return [_count_year_end(view, counts, one) for one in years]


def _count_year_end(view: RegistryView, counts: RecordCounts, year: int) -> YearEnd:
    end = datetime(year, 12, 31, 23, 59, 59, tzinfo=CHINA)
    if counts.at <= end:
        return YearEnd.of(year, counts.at, counts.cells)
    return YearEnd.of(year, end, count_records(view, counts.log_heads, end).cells)
