"""Sheets as a clerk drops them: checked row by row, then what is to be signed, by the registry's rules."""

from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import Any, Final, Literal, NamedTuple

from carriers.spreadsheet import ASSESSMENTS, CheckedRow, Layout, RowError, check_rows, read_sheet
from carriers.spreadsheet.change_columns import CHANGES
from carriers.spreadsheet.change_rows import check_changes
from credentials.drafting.draft import AssessmentDraft, StatusDraft
from credentials.record import JsonObject
from registry import Registry, RegistryError
from registry.issuing.issue import plan_assessments
from registry.issuing.plan_events import Foreseen, foresee, plan_changes
from registry.issuing.stored_plans import Planned
from terminal.reports.row_report import refuse_rows

SheetUse = Literal["issue", "change"]
LAYOUTS: Final[dict[SheetUse, Layout]] = {"issue": ASSESSMENTS, "change": CHANGES}


class SheetResult(NamedTuple):
    """Documents to be signed; or, where there are errors, none."""

    documents: Sequence[JsonObject]
    errors: Sequence[RowError] = ()


def plan_sheet(
    registry: Registry, data: bytes, use: SheetUse, *, issuer: str, now: datetime, random: Random
) -> SheetResult:
    """Return what a sheet asks to sign, on record to be signed elsewhere; or all errors of its rows.

    One bad row stops all: a plan is what was dropped, whole. Raises CarrierError for a sheet that cannot be
    read, RegistryError.
    """
    if use == "issue":
        return _plan_assessments(registry, data, issuer, now, random)
    rows = [*check_changes(read_sheet(data, CHANGES), StatusDraft())]
    drafts = [row.draft for row in rows if row.draft is not None]
    if len(drafts) < len(rows):
        return _refuse(rows)
    foreseen = foresee(registry, drafts, issuer=issuer, now=now, random=random)
    refusals = [(place, item) for place, item in enumerate(foreseen) if isinstance(item, RegistryError)]
    if refusals:
        return _refuse(refuse_rows(rows, refusals, CHANGES))
    changes = [item for item in foreseen if isinstance(item, Foreseen)]
    return _take(
        lambda: plan_changes(registry, changes, issuer=issuer, now=now, random=random), rows, CHANGES
    )


def _plan_assessments(
    registry: Registry, data: bytes, issuer: str, now: datetime, random: Random
) -> SheetResult:
    text = registry.text(now)
    if text is None:
        raise RegistryError("no-agreement")
    rows = [*check_rows(read_sheet(data, ASSESSMENTS), text, issuer, created=now)]
    drafts: list[AssessmentDraft] = [row.draft for row in rows if row.draft is not None]
    if len(drafts) < len(rows):
        return _refuse(rows)
    return _take(
        lambda: plan_assessments(registry, drafts, issuer=issuer, now=now, random=random), rows, ASSESSMENTS
    )


def _take(plan: Callable[[], list[Planned]], rows: Sequence[CheckedRow[Any]], layout: Layout) -> SheetResult:
    try:
        return SheetResult([planned.document for planned in plan()])
    except RegistryError as error:
        if not error.problems:
            raise
        return _refuse(refuse_rows(rows, error.problems, layout))


def _refuse(rows: Sequence[CheckedRow[Any]]) -> SheetResult:
    return SheetResult([], [error for row in rows for error in row.errors])
