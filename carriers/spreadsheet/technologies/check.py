"""A workbook of technologies, checked: all errors of all rows of all pages, and a draft of each good one."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Layout
from carriers.spreadsheet.corrections import Adjusted
from carriers.spreadsheet.formats.cells import format_cell, shown
from carriers.spreadsheet.granted import Granted
from carriers.spreadsheet.reading import Sheet, read_sheet
from carriers.spreadsheet.row_cells import CheckedRow, RowError
from carriers.spreadsheet.technologies.cells import column_of
from carriers.spreadsheet.technologies.columns import (
    CASE_PAGE,
    EVIDENCE_PAGE,
    NUMBER_PAGE,
    PAGES,
    TECHNOLOGY_PAGE,
)
from carriers.spreadsheet.technologies.rows import (
    FoundEvidence,
    RowOf,
    check_cases,
    check_evidence,
    check_numbers,
    digests_of,
    number_of,
)
from carriers.spreadsheet.technologies.technology_rows import TechnologyRows
from credentials.documents.agreement import AgreementText
from credentials.documents.works.technology import TechnologySubject
from credentials.drafting.works import TechnologyDraft
from credentials.errors import RecordError
from signing.errors import HurenError

_MEMBER = re.compile(
    r"(?:credentialSubject\.)?(?:(indicators|inputs|cases|evidence)(?:\[([0-9]+)\])?|(economics\.(?:investment|operation)))?"
    r"\.?(.*)",
    re.ASCII,
)
_OF_WHAT_LACKS = frozenset({"member-missing", "case-missing", "evidence-missing", "reference-unknown"})
"""What a model says of a member for want of another, or of itself."""
_PAGE_OF = {"cases": CASE_PAGE, "evidence": EVIDENCE_PAGE}


class TechnologyPages(NamedTuple):
    """The pages of a workbook as they were read."""

    technologies: Sheet
    numbers: Sheet
    cases: Sheet
    evidence: Sheet

    @property
    def files(self) -> list[str]:
        """The files that the page of evidence names, each once."""
        names = (row.cells.get("file") for row in self.evidence.rows)
        return [*dict.fromkeys(format_cell(name) for name in names if name is not None)]

    @property
    def adjusted(self) -> list[tuple[Layout, Adjusted]]:
        """What was read otherwise than it is written, and on which page."""
        return [(layout, one) for layout, page in zip(PAGES, self, strict=True) for one in page.adjusted]


def read_pages(data: bytes) -> TechnologyPages:
    """The four pages of an .xlsx workbook; CarrierError as `read_sheet`, and for a page that is missing."""
    first, *others = PAGES
    return TechnologyPages(
        read_sheet(data, first), *(read_sheet(data, page, may_be_empty=True) for page in others)
    )


class CheckedTechnology(NamedTuple):
    """A technology that may be signed, and the rows of which it is made."""

    draft: TechnologyDraft
    row: int
    parts: Sequence[RowOf]

    def find_cell(self, field: str, limit: int = 0) -> tuple[Layout, int, str]:
        """The page, the row and the column of what a refusal is about, or of the row behind `limit` rows."""
        found = _MEMBER.fullmatch(field)
        place, index, cost, rest = found.groups() if found is not None else (None, None, None, "")
        rows = [part.row.number for part in self.parts if part.place == (place or cost)]
        number = int(index or limit)
        if number >= len(rows):
            return TECHNOLOGY_PAGE, self.row, column_of(TECHNOLOGY_PAGE, rest if place is None else "")
        layout = _PAGE_OF.get(place or "", NUMBER_PAGE)
        return layout, rows[number], column_of(layout, rest)


class CheckedPages(NamedTuple):
    """The errors of each page in the order of its rows, and the technologies of which nothing is wrong."""

    pages: TechnologyPages
    errors: Mapping[Layout, Sequence[RowError]]
    good: Sequence[CheckedTechnology]

    def refuse(self, problems: Sequence[tuple[int, HurenError]]) -> "CheckedPages":
        """With what the registry refused of the good ones, by their place, at the cells it is about."""
        more = [_error_at(self.pages, self.good[place], cause) for place, cause in problems]
        errors = {page: [*found] for page, found in self.errors.items()}
        for page, error in more:
            errors[page].append(error)
            errors[page].sort(key=lambda one: one.row)
        bad = {place for place, _ in problems}
        return CheckedPages(
            self.pages, errors, [one for place, one in enumerate(self.good) if place not in bad]
        )

    def rows(self, page: Layout) -> list[CheckedRow[Any]]:
        """The bad rows of a page, as the workbook that goes back has them."""
        by_row: dict[int, list[RowError]] = {}
        for error in self.errors[page]:
            by_row.setdefault(error.row, []).append(error)
        return [CheckedRow(number, None, tuple(found)) for number, found in sorted(by_row.items())]


def check_pages(
    pages: TechnologyPages,
    agreement: AgreementText,
    issuer: str,
    files: Mapping[str, FoundEvidence],
    *,
    created: datetime,
) -> CheckedPages:
    """All rows against each other and against what `agreement` grants to `issuer` at `created`.

    `files` are those of the page of evidence that were found, by their names.
    """
    known = {number_of(row) for row in pages.technologies.rows}
    digests = digests_of(pages.evidence, files)
    found: dict[Layout, list[CheckedRow[RowOf]]] = {
        NUMBER_PAGE: [*check_numbers(pages.numbers, known, digests)],
        CASE_PAGE: [*check_cases(pages.cases, known, digests)],
        EVIDENCE_PAGE: [*check_evidence(pages.evidence, known, files)],
    }
    errors = {page: [error for row in rows for error in row.errors] for page, rows in found.items()}
    errors = {TECHNOLOGY_PAGE: [], **errors}
    parts: dict[str, list[RowOf]] = {number: [] for number in known}
    for rows in found.values():
        for row in rows:
            if row.draft is not None:
                parts[row.draft.technology].append(row.draft)
    broken = {
        number_of(row)
        for sheet, rows in zip(pages[1:], found.values(), strict=True)
        for row, checked in zip(sheet.rows, rows, strict=True)
        if checked.draft is None
    }
    good = []
    granted = Granted(agreement, issuer, created, ("technology",))
    reader = TechnologyRows(pages.technologies, granted, created)
    for technology in pages.technologies.rows:
        number = number_of(technology)
        own, draft = reader.read(technology, parts[number], complete=number not in broken)
        errors[TECHNOLOGY_PAGE] += own.errors
        is_whole = own.draft is not None and number not in broken
        made = CheckedTechnology(draft, technology.number, parts[number])
        refusals = [_error_at(pages, made, cause) for cause in _refusals(draft, is_whole=is_whole)]
        told = {error.column for error in own.errors}
        for page, error in refusals:
            if page is not TECHNOLOGY_PAGE or error.column not in told:
                errors[page].append(error)
        if is_whole and not refusals:
            good.append(made)
    for listed in errors.values():
        listed.sort(key=lambda one: one.row)
    return CheckedPages(pages, errors, good)


def _refusals(draft: TechnologyDraft, *, is_whole: bool) -> list[RecordError]:
    """What the model of the whole finds that no row shows by itself; of a draft that lacks what was refused,
    only what does not come from that.
    """
    try:
        TechnologySubject.model_validate(draft.subject)
    except ValidationError as error:
        found = RecordError.all_from_pydantic(error)
        return [one for one in found if is_whole or one.code not in _OF_WHAT_LACKS]
    return []


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
    """How long a list may be that is too long."""
    return int(str(cause.facts["expected"])) if cause.code == "member-length" else 0
