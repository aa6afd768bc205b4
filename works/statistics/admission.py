"""Statistics reports: counted again where the logs are.

A report is admitted when the same count here gives the same bytes. One that names a head which is not here
yet is kept and said to wait: whoever asks for it counts again (`recount`), so that what came early is neither
refused nor believed. What has come since it was counted changes nothing of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, select

from credentials.documents.works.report import COUNTS, CountedRecords, StatisticsReport
from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject, Record
from credentials.times import CHINA, format_time
from registry.admission.record_rows import format_categories
from registry.admission.rules.document import prove_document
from registry.admission.submission import Submission
from registry.database.tables import RECORD
from registry.errors import RegistryError
from registry.view.view import RegistryView
from works.statistics.counts import NOT_YET, RecordCounts, count_records

WAITING = "recount-waiting"
"""The note of a report of which a head is not here yet, or an entry before it cannot be read here."""
_EVER = datetime(2199, 12, 31, tzinfo=CHINA)
_EDITION, _TABLES, _ALL = (f"credentialSubject.{name}" for name in ("edition", "tables", "counts"))
_NAMES = select(RECORD.c.name).where(
    RECORD.c.kind == StatisticsReport.KIND, RECORD.c.issuer == bindparam("issuer")
)


class ReportCell(NamedTuple):
    """A cell of a report; `category` as a row of a credential has it."""

    issuer: str
    scheme: str
    category: str
    grade: str
    standing: str

    @property
    def categories(self) -> tuple[str, ...]:
        """Its categories, none for a credit assessment."""
        return tuple(one for one in orjson.loads(self.category) if one is not None)


class ReportDifference(NamedTuple):
    """The first cell that differs, with what is said and what was found; 0 where there is no such cell."""

    cell: ReportCell
    said: int
    found: int


def name_report(record: Record[StatisticsReport]) -> str:
    """Any number of reports an edition: one at a head that never comes keeps no other out."""
    return f"report/{record.body.credential_subject.edition}/{record.digest}"


def which_report(body: StatisticsReport) -> tuple[str, ...]:
    """Its edition."""
    return (str(body.credential_subject.edition),)


def next_edition(view: RegistryView, issuer: str) -> int:
    """The first number of which no report of the association is here: none with a gap before it counts."""
    names = view.connection.scalars(_NAMES, {"issuer": issuer})
    taken = {int(name.split("/")[1]) for name in names}
    return next(edition for edition in count(1) if edition not in taken)


def compose_report(issuer: str, counts: RecordCounts, *, edition: int, report_id: str) -> JsonObject:
    """The unsigned report of what was counted."""
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
        },
    }


def _tabulate(counts: RecordCounts) -> Sequence[JsonObject]:
    """By association and scheme, the rows in order; what regions and months tell apart is added up."""
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
    return _count((one.issuer, one.scheme, one, one.number) for one in counts.cells)


def _list_cells(subject: CountedRecords) -> Counter[ReportCell]:
    """The cells of a report with their totals; those of cells that stand there twice are added up."""
    return _count((one.issuer, one.scheme, row, row.total) for one in subject.tables for row in one.rows)


def _count(rows: Iterable[tuple[str, str, Any, int]]) -> Counter[ReportCell]:
    totals: Counter[ReportCell] = Counter()
    for issuer, scheme, row, number in rows:
        category = format_categories(row.category or (None,))
        totals[ReportCell(issuer, scheme, category, row.grade, row.standing)] += number
    return totals


def recount(view: RegistryView, subject: CountedRecords) -> RecordCounts:
    """Counts again at the heads and the moment of a report. Raises RegistryError as `count_records`."""
    return count_records(view, subject.log_heads, subject.counted_at)


def check_begun(view: RegistryView, counts: RecordCounts) -> None:
    """Raises RegistryError none-counted where no credential was signed by the moment."""
    if counts.cells:
        return
    later = count_records(view, counts.log_heads, _EVER).cells
    raise RegistryError("none-counted", at=counts.at, first=min((cell.month for cell in later), default="–"))


def check_recount(document: JsonObject, subject: CountedRecords, counts: RecordCounts) -> None:
    """The same count gives the same bytes.

    Raises RegistryError recount-differs with the first cell that differs, or, where regions and months alone
    differ, or the order, recount-other.
    """
    said: Any = document["credentialSubject"]
    composed: Any = compose_report("", counts, edition=subject.edition, report_id="")["credentialSubject"]
    found = find_report_difference(subject, counts)
    if found is not None:
        cell = found.cell
        raise RegistryError(
            "recount-differs",
            _TABLES,
            issuer=cell.issuer,
            scheme=cell.scheme,
            what="、".join((*cell.categories, cell.grade)),
            standing=cell.standing,
            said=found.said,
            found=found.found,
        )
    if said != composed:
        raise RegistryError("recount-other", _ALL)


def find_report_difference(subject: CountedRecords, counts: RecordCounts) -> ReportDifference | None:
    """The first cell, in order, of which a report says another number; None where none differs."""
    said, found = _list_cells(subject), _add_up(counts)
    for cell in sorted({*said, *found}):
        if said[cell] != found[cell]:
            return ReportDifference(cell, said[cell], found[cell])
    return None


def prove_report(submission: Submission) -> None:
    """Signer, text and numbers; a note where nobody can count here yet.

    Counted before the transaction that writes: of named heads the answer is the same then.
    """
    prove_document(submission)
    record: Record[StatisticsReport] = submission.record
    subject = record.body.credential_subject
    try:
        counts = recount(submission.view, subject)
    except RegistryError as error:
        if error.code in NOT_YET:
            submission.notes.append(WAITING)
            return
        raise
    check_recount(record.unsigned, subject, counts)


def comes_out(view: RegistryView, record: Record[StatisticsReport]) -> bool:
    """Check that the same is counted here, or that nobody can count yet at the heads it names."""
    subject = record.body.credential_subject
    try:
        check_recount(record.unsigned, subject, recount(view, subject))
    except RegistryError as error:
        return error.code not in ("recount-differs", "recount-other")
    return True


def foresee_report(view: RegistryView, body: StatisticsReport) -> None:
    """Before it is signed: the next edition, of what is here. Raises RegistryError edition-gap."""
    expected, found = next_edition(view, body.issuer), body.credential_subject.edition
    if found != expected:
        raise RegistryError("edition-gap", _EDITION, found=found, expected=expected)
