"""Admission of statistics reports: a registry that has the logs repeats the count.

It admits a report if the same count here gives the same bytes. It keeps a report that names a missing head
with a note that it waits, neither refused nor believed; later readers count again (`recount`). Later records
do not change an earlier count.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, select

from credentials.documents.works.report import (
    COUNTS,
    CountedEnterprises,
    CountedRecords,
    HeadCounted,
    StatisticsReport,
)
from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject, Record, read_body
from credentials.times import CHINA, format_time
from registry.admission.record_rows import format_categories
from registry.admission.rules.document import prove_document
from registry.admission.submission import Submission
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView
from works.statistics.counts import NOT_YET, RecordCounts, count_records
from works.statistics.enterprises import compare_years, count_enterprises, list_counts, year_before

WAITING = "recount-waiting"
"""The note of a report when one of its heads is not here yet, or an entry before it cannot be read here."""
_EVER = datetime(2199, 12, 31, tzinfo=CHINA)
_EDITION, _TABLES, _ALL, _ENTERPRISES = (
    f"credentialSubject.{name}" for name in ("edition", "tables", "counts", "enterprises")
)
_NAMES = select(RECORD.c.name).where(
    RECORD.c.kind == StatisticsReport.KIND, RECORD.c.issuer == bindparam("issuer")
)


class Recounted(NamedTuple):
    """The result of a count; `enterprises` as a report signs them, None for a report without them."""

    counts: RecordCounts
    enterprises: JsonObject | None = None


class ReportCell(NamedTuple):
    """A cell of a report; `category` in the form of a credential's row."""

    issuer: str
    scheme: str
    category: str
    grade: str
    standing: str

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the cell's categories, none for a credit assessment."""
        return tuple(category for category in orjson.loads(self.category) if category is not None)


class ReportDifference(NamedTuple):
    """The first cell that differs, with the number stated and the number counted; 0 if there is no such
    cell."""

    cell: ReportCell
    stated: int
    counted: int


def name_report(record: Record[StatisticsReport]) -> str:
    """Return one name for each report of an edition: a report at a head that never arrives therefore
    blocks no other report."""
    return f"report/{record.body.credential_subject.edition}/{record.digest}"


def which_report(body: StatisticsReport) -> tuple[str, ...]:
    """Return the report's edition."""
    return (str(body.credential_subject.edition),)


def next_edition(view: RegistryView, issuer: str) -> int:
    """Return the first edition without a report of the association here; reports after a gap do not count."""
    names = view.connection.scalars(_NAMES, {"issuer": issuer})
    taken = {int(name.split("/")[1]) for name in names}
    # takes the first gap, not the highest plus one: a thief could sign edition 9,999
    return next(edition for edition in count(1) if edition not in taken)


def count_report(view: RegistryView, heads: Sequence[HeadCounted], at: datetime) -> Recounted:
    """Count credentials and enterprises. Raises RegistryError as `count_records`."""
    return Recounted(count_records(view, heads, at), _count_years(view, heads, at))


def _count_years(view: RegistryView, heads: Sequence[HeadCounted], at: datetime) -> JsonObject:
    now, before = (count_enterprises(view, heads, moment) for moment in (at, year_before(at)))
    return compare_years(at, now, before)


def compose_report(
    issuer: str, counts: RecordCounts, enterprises: JsonObject | None = None, *, edition: int, report_id: str
) -> JsonObject:
    """Return the unsigned report of the counts; one without enterprises is valid, too."""
    more: JsonObject = {"enterprises": enterprises} if enterprises is not None else {}
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": report_id,
        "type": ["VerifiableCredential", "StatisticsReportCredential"],
        "issuer": issuer,
        "credentialSubject": {
            "type": "StatisticsReport",
            "definition": COUNTS,
            "edition": edition,
            "countedAt": format_time(counts.at),
            "logHeads": [head.model_dump() for head in counts.log_heads],
            "counts": sha256(counts.to_bytes()).hexdigest(),
            "tables": [*_tabulate(counts)],
            **more,
        },
    }


def _tabulate(counts: RecordCounts) -> Sequence[JsonObject]:
    """Return the tables by association and scheme, the rows in order; each row sums over regions and
    months."""
    tables: dict[tuple[str, str], JsonObject] = {}
    for cell, total in sorted(_add_up(counts).items()):
        row: JsonObject = {"grade": cell.grade, "standing": cell.standing, "total": total}
        if cell.categories:
            row["category"] = [*cell.categories]
        table = tables.setdefault(
            (cell.issuer, cell.scheme), {"issuer": cell.issuer, "scheme": cell.scheme, "rows": []}
        )
        rows: Any = table["rows"]
        rows.append(row)
    return [*tables.values()]


def _add_up(counts: RecordCounts) -> Counter[ReportCell]:
    return _count((cell.issuer, cell.scheme, cell, cell.number) for cell in counts.cells)


def _list_cells(subject: CountedRecords) -> Counter[ReportCell]:
    """Return the cells of a report with their totals; repeated cells are summed."""
    return _count(
        (table.issuer, table.scheme, row, row.total) for table in subject.tables for row in table.rows
    )


def _count(rows: Iterable[tuple[str, str, Any, int]]) -> Counter[ReportCell]:
    totals: Counter[ReportCell] = Counter()
    for issuer, scheme, row, number in rows:
        category = format_categories(row.category or (None,))
        totals[ReportCell(issuer, scheme, category, row.grade, row.standing)] += number
    return totals


def recount(view: RegistryView, subject: CountedRecords) -> Recounted:
    """Repeat the count of a report, at its heads and its moment.

    Raises RegistryError as `count_records`.
    """
    # a report without enterprises is recounted without them, or its bytes would differ
    if subject.enterprises is None:
        return Recounted(count_records(view, subject.log_heads, subject.counted_at))
    return count_report(view, subject.log_heads, subject.counted_at)


def check_begun(view: RegistryView, counts: RecordCounts) -> None:
    """Raise RegistryError none-counted where no credential was signed by the moment."""
    if counts.cells:
        return
    later = count_records(view, counts.log_heads, _EVER).cells
    raise RegistryError("none-counted", at=counts.at, first=min((cell.month for cell in later), default="–"))


def check_recount(document: JsonObject, subject: CountedRecords, again: Recounted) -> None:
    """Check that the same count gives the same bytes.

    Raises RegistryError recount-differs and enterprises-differ with the first number that differs;
    recount-other where only regions, months or the order differ.
    """
    counts, enterprises = again
    signed: Any = document["credentialSubject"]
    composed: Any = compose_report("", counts, enterprises, edition=subject.edition, report_id="")[
        "credentialSubject"
    ]
    # compares the numbers first, because a person can look one up
    difference = find_report_difference(subject, counts)
    if difference is not None:
        cell = difference.cell
        raise RegistryError(
            "recount-differs",
            _TABLES,
            issuer=cell.issuer,
            scheme=cell.scheme,
            what="、".join((*cell.categories, cell.grade)),
            standing=cell.standing,
            said=difference.stated,
            found=difference.counted,
        )
    if subject.enterprises is not None and enterprises is not None:
        _check_enterprises(subject, subject.enterprises, read_body(enterprises, CountedEnterprises))
    if signed != composed:
        raise RegistryError("recount-other", _ALL)


def _check_enterprises(
    subject: CountedRecords, signed: CountedEnterprises, counted: CountedEnterprises
) -> None:
    signed_numbers, counted_numbers = (
        {key: numbers for key, *numbers in list_counts(each)} for each in (signed, counted)
    )
    for key in sorted({*signed_numbers, *counted_numbers}):
        both = zip(signed_numbers.get(key, (0, 0)), counted_numbers.get(key, (0, 0)), strict=True)
        for at, (mine, ours) in zip((subject.counted_at, counted.compared_at), both, strict=True):
            if mine != ours:
                what = [part for part in (key.scheme, key.category, key.grade) if part]
                raise RegistryError(
                    "enterprises-differ",
                    _ENTERPRISES,
                    issuer=key.issuer or None,
                    what=what or ["*"],
                    at=at,
                    said=mine,
                    found=ours,
                )


def find_report_difference(subject: CountedRecords, counts: RecordCounts) -> ReportDifference | None:
    """Return the first cell, in order, for which a report states another number; None if none differs."""
    stated, counted = _list_cells(subject), _add_up(counts)
    for cell in sorted({*stated, *counted}):
        if stated[cell] != counted[cell]:
            return ReportDifference(cell, stated[cell], counted[cell])
    return None


def prove_report(submission: Submission) -> None:
    """Check signer, text and numbers; add a note if the count is not possible here yet."""
    prove_document(submission)
    record: Record[StatisticsReport] = submission.record
    subject = record.body.credential_subject
    try:
        # before the write transaction: at named heads the count never changes
        again = recount(submission.view, subject)
    except RegistryError as error:
        # the log may still arrive: refusing now would lose a true report
        if error.code in NOT_YET:
            submission.notes.append(WAITING)
            return
        raise
    check_recount(record.unsigned, subject, again)


def comes_out(view: RegistryView, record: Record[StatisticsReport]) -> bool:
    """Return whether the count here gives the same, or is not possible yet at the heads that the report
    names."""
    subject = record.body.credential_subject
    try:
        check_recount(record.unsigned, subject, recount(view, subject))
    except RegistryError as error:
        return error.code in NOT_YET
    return True


def foresee_report(view: RegistryView, body: StatisticsReport) -> None:
    """Check before the signature that the report is the next edition here. Raises RegistryError
    edition-gap."""
    expected, edition = next_edition(view, body.issuer), body.credential_subject.edition
    if edition != expected:
        raise RegistryError("edition-gap", _EDITION, found=edition, expected=expected)
