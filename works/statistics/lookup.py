"""Statistics reports in this registry, and their recounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, bindparam, func, or_, select

from carriers.year_report.numbers import YearEnd
from credentials.documents.works.report import StatisticsReport
from credentials.kinds import parse_any
from credentials.record import Record
from credentials.times import CHINA
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView
from works.statistics.admission import check_recount, recount
from works.statistics.counts import NOT_YET, RecordCounts, count_records
from works.statistics.enterprises import count_enterprises

Recount = Literal["equal", "differs", "waiting"]
"""Result of a recount: the same bytes; another number or another log; a count is not possible here yet."""

YEARS_BEFORE = 2

EditionNote = Literal["shared", "ahead"]
"""Note on an edition number: another report of the association has the same number; no report here has the
previous number."""

_REPORT, _BEFORE = RECORD.c, RECORD.alias("before").c
_NEWEST = (
    select(_REPORT.digest, _REPORT.data)
    .where(_REPORT.kind == StatisticsReport.KIND)
    .order_by(_REPORT.admitted.desc(), _REPORT.digest)
    .limit(bindparam("first"))
)
_ADMITTED = select(_BEFORE.admitted).where(_BEFORE.digest == bindparam("after")).scalar_subquery()
# continues behind the last report shown: an offset would shift when a report comes in
_BEHIND = _NEWEST.where(
    or_(
        _REPORT.admitted < _ADMITTED,
        and_(_REPORT.admitted == _ADMITTED, _REPORT.digest > bindparam("after")),
    )
)
_NUMBERED = select(func.count()).where(
    _REPORT.kind == StatisticsReport.KIND,
    _REPORT.issuer == bindparam("issuer"),
    _REPORT.name.like(bindparam("numbered")),
)


def list_reports(
    view: RegistryView, first: int, after: str | None = None
) -> Sequence[Record[StatisticsReport]]:
    """Return the `first` reports, those admitted last first, after the report with the digest `after`."""
    rows = view.connection.execute(_BEHIND if after else _NEWEST, {"first": first, "after": after})
    return [parse_any(row.data) for row in rows]


def list_newest_of(view: RegistryView, issuer: str, first: int) -> Sequence[str]:
    """Return the digests of `first` reports of an association, those admitted last first."""
    return [*view.connection.scalars(_NEWEST.where(_REPORT.issuer == issuer), {"first": first})]


def find_edition_notes(view: RegistryView, record: Record[StatisticsReport]) -> tuple[EditionNote, ...]:
    """Return notes on a report's edition number: even a correct count may be signed twice, or far ahead."""

    def count(edition: int) -> int:
        parameters = {"issuer": record.body.issuer, "numbered": f"report/{edition}/%"}
        return int(view.connection.scalar(_NUMBERED, parameters) or 0)

    edition, notes = record.body.credential_subject.edition, list[EditionNote]()
    if count(edition) > 1:
        notes.append("shared")
    if edition > 1 and not count(edition - 1):
        notes.append("ahead")
    return (*notes,)


def find_editions(view: RegistryView, record: Record[StatisticsReport]) -> list[Record[StatisticsReport]]:
    """Return all reports here by the same association with the same edition number."""
    prefix = f"report/{record.body.credential_subject.edition}/"
    query = select(_REPORT.data).where(
        _REPORT.issuer == record.body.issuer,
        _REPORT.kind == StatisticsReport.KIND,
        _REPORT.name.startswith(prefix),
    )
    return [parse_any(data) for data in view.connection.scalars(query)]


def find_recount(view: RegistryView, record: Record[StatisticsReport]) -> Recount:
    """Repeat the count of a report."""
    subject = record.body.credential_subject
    try:
        check_recount(record.unsigned, subject, recount(view, subject))
    except RegistryError as error:
        return "waiting" if error.code in NOT_YET else "differs"
    return "equal"


def count_year_ends(view: RegistryView, counts: RecordCounts, year: int) -> list[YearEnd]:
    """Count a year and the YEARS_BEFORE before it, oldest first, at the log heads of `counts`.

    Each is counted as of its last second; the year of `counts` as of their moment. The result leaves out
    years before the first credential. Raises RegistryError year-uncounted, and as `count_records`.
    """
    first = min((cell.month for cell in counts.cells), default="–")
    if not first[:4] <= f"{year:04}" <= str(counts.at.astimezone(CHINA).year):
        raise RegistryError("year-uncounted", year=year, at=counts.at, first=first)
    years = [past for past in range(year - YEARS_BEFORE, year + 1) if f"{past:04}" >= first[:4]]
    return [_count_year_end(view, counts, counted) for counted in years]


def _count_year_end(view: RegistryView, counts: RecordCounts, year: int) -> YearEnd:
    end = datetime(year, 12, 31, 23, 59, 59, tzinfo=CHINA)  # documents have whole seconds
    at, counted = (
        (counts.at, counts) if counts.at <= end else (end, count_records(view, counts.log_heads, end))
    )
    holders = [((*key,), number) for key, number in count_enterprises(view, counts.log_heads, at).items()]
    return YearEnd.of(year, at, counted.cells, holders)
