"""Drafts as a clerk's spreadsheet: the CSV that `huren issue` reads back."""

import csv
import io
from collections.abc import Sequence

from carriers.spreadsheet import COLUMNS
from credentials.drafting.draft import AssessmentDraft
from credentials.words.days import format_end, format_moment


def format_sheet(drafts: Sequence[AssessmentDraft]) -> bytes:
    """Format as UTF-8 with BOM, as spreadsheet programs write and read it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(column.header for column in COLUMNS)
    for draft in drafts:
        cells = _cells(draft)
        writer.writerow(cells.get(column.name, "") for column in COLUMNS)
    return out.getvalue().encode("utf-8-sig")


def _cells(draft: AssessmentDraft) -> dict[str, str]:
    value = draft.model_dump(by_alias=True, exclude_none=True)
    value["category"] = "、".join(draft.category)
    value["assessedOn"] = draft.assessed_on.isoformat()
    value["validFrom"] = format_moment(draft.valid_from)
    value["validUntil"] = format_end(draft.valid_until)
    return {name: str(cell) for name, cell in value.items()}
