"""A workbook of technologies, checked: all errors of all rows of all pages, and a draft of each good one."""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, NamedTuple

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Layout
from carriers.spreadsheet.corrections import Adjusted
from carriers.spreadsheet.formats.cells import format_cell, shown
from carriers.spreadsheet.granted import Granted
from carriers.spreadsheet.reading import Sheet, SheetRow, read_sheet
from carriers.spreadsheet.row_cells import CheckedRow, RowError
from credentials.documents.agreement import AgreementText
from credentials.documents.works.technology import TIMELY, TechnologySubject
from credentials.drafting.faults import ask_each, read_draft
from credentials.drafting.works import TechnologyDraft
from credentials.errors import RecordError
from signing.errors import HurenError
from works.technology.sheet.columns import (
    CASE_PAGE,
    EVIDENCE_PAGE,
    NUMBER_PAGE,
    PAGES,
    TECHNOLOGY_PAGE,
)
from works.technology.sheet.rows import (
    FoundEvidence,
    RowOf,
    check_cases,
    check_evidence,
    check_numbers,
    digests_of,
    number_of,
)
from works.technology.sheet.technology_rows import VERIFICATION, TechnologyRows

_MEMBER = re.compile(
    r"(?:credentialSubject\.)?(?:(indicators|inputs|cases|evidence)(?:\[([0-9]+)\])?|(economics\.(?:investment|operation)))?"
    r"\.?(.*)",
    re.ASCII,
)
_PAGE_OF = {"cases": CASE_PAGE, "evidence": EVIDENCE_PAGE}


class TechnologyPages(NamedTuple):
    """The pages of a workbook after reading."""

    technologies: Sheet
    numbers: Sheet
    cases: Sheet
    evidence: Sheet

    @property
    def files(self) -> list[str]:
        """Return the files that the page of evidence names, each once."""
        names = (row.cells.get("file") for row in self.evidence.rows)
        return [*dict.fromkeys(format_cell(name) for name in names if name is not None)]

    @property
    def adjusted(self) -> list[tuple[Layout, Adjusted]]:
        """Return the values that the reader adjusted, each with its page."""
        return [
            (layout, adjustment)
            for layout, page in zip(PAGES, self, strict=True)
            for adjustment in page.adjusted
        ]


def read_pages(data: bytes, *, include_hidden: bool = False) -> TechnologyPages:
    """Return the four pages of an .xlsx workbook; CarrierError as `read_sheet`, and for a page that is
    missing."""
    first, *others = PAGES
    return TechnologyPages(
        read_sheet(data, first, include_hidden=include_hidden, pages=PAGES),
        *(read_sheet(data, page, may_be_empty=True, include_hidden=include_hidden) for page in others),
    )


class CheckedTechnology(NamedTuple):
    """A technology without its refused members, and the rows of which it is made."""

    draft: TechnologyDraft
    row: int
    parts: Sequence[RowOf]

    def find_cell(self, field: str, limit: int = 0) -> tuple[Layout, int, str]:
        """Return the page, the row and the column of a refusal, or of the row behind `limit` rows."""
        match = _MEMBER.fullmatch(field)
        place, index, cost, rest = match.groups() if match is not None else (None, None, None, "")
        rows = [part.row.number for part in self.parts if part.place == (place or cost)]
        number = int(index or limit)
        if number >= len(rows):
            return TECHNOLOGY_PAGE, self.row, TECHNOLOGY_PAGE.column_of(rest if place is None else "")
        layout = _PAGE_OF.get(place or "", NUMBER_PAGE)
        return layout, rows[number], layout.column_of(rest)


class CheckedPages(NamedTuple):
    """The errors of each page in the order of its rows, all technologies, and the faultless ones."""

    pages: TechnologyPages
    errors: Mapping[Layout, Sequence[RowError]]
    made: Sequence[CheckedTechnology]
    good: Sequence[CheckedTechnology]

    def refuse(self, problems: Sequence[tuple[CheckedTechnology, HurenError]]) -> "CheckedPages":
        """Return the pages with the registry's refusals of some technologies added at their cells."""
        errors = {page: [*kept] for page, kept in self.errors.items()}
        _put_new(errors, [_error_at(self.pages, technology, cause) for technology, cause in problems])
        bad = {technology.row for technology, _ in problems}
        return CheckedPages(
            self.pages,
            errors,
            self.made,
            [technology for technology in self.good if technology.row not in bad],
        )

    def rows(self, page: Layout) -> list[CheckedRow[Any]]:
        """Return the bad rows of a page, as they go into the returned workbook."""
        by_row: dict[int, list[RowError]] = {}
        for error in self.errors[page]:
            by_row.setdefault(error.row, []).append(error)
        return [CheckedRow(number, None, tuple(row_errors)) for number, row_errors in sorted(by_row.items())]


def check_pages(
    pages: TechnologyPages,
    agreement: AgreementText,
    issuer: str,
    files: Mapping[str, FoundEvidence],
    *,
    created: datetime,
) -> CheckedPages:
    """Check all rows against each other and against the grants of `agreement` to `issuer` at `created`.

    `files` are the files of the page of evidence that exist, by name.
    """
    # checks the other pages first: a technology joins their good rows
    known = {number_of(row) for row in pages.technologies.rows}
    digests = digests_of(pages.evidence, files)
    by_page: dict[Layout, list[CheckedRow[RowOf]]] = {
        NUMBER_PAGE: [*check_numbers(pages.numbers, known, digests)],
        CASE_PAGE: [*check_cases(pages.cases, known, digests)],
        EVIDENCE_PAGE: [*check_evidence(pages.evidence, known, files)],
    }
    errors = {page: [error for row in rows for error in row.errors] for page, rows in by_page.items()}
    errors = {TECHNOLOGY_PAGE: [], **errors}
    parts: dict[str, list[RowOf]] = {number: [] for number in known}
    for rows in by_page.values():
        for row in rows:
            if row.draft is not None:
                parts[row.draft.technology].append(row.draft)
    broken: dict[str, set[Layout]] = {}
    for sheet, (page, rows) in zip(pages[1:], by_page.items(), strict=True):
        for typed, checked in zip(sheet.rows, rows, strict=True):
            if checked.draft is None:
                broken.setdefault(number_of(typed), set()).add(page)
    made, good = list[CheckedTechnology](), list[CheckedTechnology]()
    granted = Granted(agreement, issuer, created, ("technology",))
    reader = TechnologyRows(pages.technologies, granted, created)
    for technology in pages.technologies.rows:
        number = number_of(technology)
        # a member missing because of a bad row elsewhere is not the technology's fault
        gone = broken.get(number, set())
        own, draft = reader.read(technology, parts[number], gone)
        drafted = CheckedTechnology(draft, technology.number, parts[number])
        refused = {error.column for error in own.errors}
        refusals = [
            _error_at(pages, drafted, cause)
            for cause in _refusals(draft, refused | _lost(draft, gone), created)
        ]
        if not any(name in technology.cells for name in VERIFICATION):
            # a tick without a statement would look like a verification
            refusals += [(NUMBER_PAGE, _unverified(part.row)) for part in parts[number] if part.verified]
        errors[TECHNOLOGY_PAGE] += own.errors
        _put_new(errors, refusals)
        made.append(drafted)
        if own.draft is not None and not gone and not refusals:
            good.append(drafted)
    return CheckedPages(pages, errors, made, good)


_LOST: Mapping[Layout, tuple[str, ...]] = {
    NUMBER_PAGE: ("indicators", "inputs", "targets", "verification.indicators"),
    CASE_PAGE: ("cases",),
    EVIDENCE_PAGE: ("evidence", *(f"verification.{name}" for name in ("statement", "report", "plan"))),
}
"""The members of a technology that a refused row of a page makes incomplete."""


def _lost(draft: TechnologyDraft, broken: Set[Layout]) -> set[str]:
    """Return the members that cannot be judged as a whole; a partial list can, except of evidence, which
    others name."""
    there = {*draft.subject}
    lost = {member for page in broken for member in _LOST[page]} - (there - {"targets", "evidence"})
    if "indicators" not in there:
        lost |= {"indicators", "targets"}
    return {member for member in lost if "." not in member or member.partition(".")[0] in there}


def _refusals(draft: TechnologyDraft, refused: Set[str], created: datetime) -> list[RecordError]:
    """Return the errors that only the whole model and the time of signing show."""
    subject, errors = read_draft(TechnologySubject, draft.subject, refused)
    return [*errors, *ask_each(TIMELY, subject, created)]


def _unverified(row: SheetRow) -> RowError:
    return RowError(
        row.number, "verified", shown(row.cells["verified"]), CarrierError("verification-missing")
    )


def _put_new(errors: dict[Layout, list[RowError]], more: Iterable[tuple[Layout, RowError]]) -> None:
    """Add errors in the order of rows and columns.

    A cell of the first page gets one error. A filled cell gets no error about a missing member, because its
    own refusal says more.
    """
    for page, error in more:
        is_refused = page is TECHNOLOGY_PAGE and any(
            (error.row, error.column) == (earlier.row, earlier.column) for earlier in errors[page]
        )
        if not is_refused and not (error.code == "member-missing" and error.value):
            errors[page].append(error)
    for page, page_errors in errors.items():
        order = [*page.by_name]
        page_errors.sort(key=lambda error: (error.row, order.index(error.column)))


def _error_at(pages: TechnologyPages, made: CheckedTechnology, cause: HurenError) -> tuple[Layout, RowError]:
    page, number, column = made.find_cell(cause.field, _limit_of(cause))
    sheet = pages[PAGES.index(page)]
    cells = next((row.cells for row in sheet.rows if row.number == number), {})
    bare = type(cause)(cause.code, "", **cause.facts)  # the field would repeat the cell
    count = sum(part.place == cause.field.removeprefix("credentialSubject.") for part in made.parts)
    if count > (limit := _limit_of(cause)) > 0:
        bare = CarrierError("rows-many", count=count, limit=limit)
    return page, RowError(number, column, shown(cells.get(column, "")), bare)


def _limit_of(cause: HurenError) -> int:
    """Return the longest length of a list that is too long."""
    return int(str(cause.facts["expected"])) if cause.code == "member-length" else 0
