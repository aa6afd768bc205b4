"""Check all rows before anything is signed, each by itself and against the others."""

from collections.abc import Iterator
from datetime import datetime

from carriers.spreadsheet.formats.cells import format_cell, list_first
from carriers.spreadsheet.granted import Granted
from carriers.spreadsheet.reading import Sheet
from carriers.spreadsheet.row_cells import CheckedRow
from carriers.spreadsheet.row_check import RowCheck
from credentials.documents.agreement import AgreementText
from credentials.drafting.draft import AssessmentDraft


def check_rows(
    sheet: Sheet, agreement: AgreementText, issuer: str, *, created: datetime | None = None
) -> Iterator[CheckedRow[AssessmentDraft]]:
    """Yield the rows of `sheet`, checked one by one against the grants of `agreement` to `issuer`.

    `created` is the time of signing where it is known: only grants in force then count.
    """
    granted = Granted(agreement, issuer, created)
    repeated = {name: _repeated(sheet, name) for name in ("certificateNumber", "supersedes")}
    for row in sheet.rows:
        yield RowCheck(row, granted, repeated).run()


def _repeated(sheet: Sheet, name: str) -> dict[str, list[str]]:
    """Return the texts in several rows of one column, each with the first ten row numbers."""
    rows: dict[str, list[int]] = {}
    for row in sheet.rows:
        if name in row.cells:
            rows.setdefault(format_cell(row.cells[name]), []).append(row.number)
    return {text: list_first(numbers) for text, numbers in rows.items() if len(numbers) > 1}
