"""Read the workbook of an agreement into its text, with all errors at their cells."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from carriers.agreement_workbook.columns import (
    CATEGORIES,
    ENDS,
    EQUIVALENCES,
    GRADES,
    LISTS,
    PAGES,
    PARTIES,
    SCHEMES,
    TERMS,
    TEXT,
)
from carriers.agreement_workbook.rules import find_against_rules, find_malformed
from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Column, Layout
from carriers.spreadsheet.corrections import Adjusted
from carriers.spreadsheet.formats.cells import list_first, read_end, read_moment
from carriers.spreadsheet.reading import SheetRow, read_sheet
from carriers.spreadsheet.row_cells import CheckedRow, RowCells, RowError, put_member, split_list
from credentials.errors import RecordError
from credentials.patterns import REGION_PATTERN
from credentials.record import JsonObject
from credentials.times import TIME_PATTERN, format_time
from credentials.words.closed_lists import Labels
from credentials.words.regions import region_code

_TIME = re.compile(TIME_PATTERN)
_REGION, _NO_REGION = re.compile(REGION_PATTERN, re.ASCII), CarrierError("region-unknown")
_WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)
_STEP = re.compile(r"\.?[^.\[\]]+|\[[0-9]+\]")
_MAX_TEXT = 500
"""Most characters read of a cell: more than any member may have, so that the model refuses longer texts."""


class CheckedText(NamedTuple):
    """The text, or None where cells are refused; the rows of each page, and the corrections made."""

    value: JsonObject | None
    rows: Mapping[Layout, Sequence[CheckedRow[JsonObject]]]
    adjusted: Mapping[Layout, Sequence[Adjusted]]

    @property
    def errors(self) -> dict[Layout, list[RowError]]:
        """The errors of each page that has some."""
        of_page = {page: [error for row in rows for error in row.errors] for page, rows in self.rows.items()}
        return {page: errors for page, errors in of_page.items() if errors}


def read_agreement(data: bytes, *, include_hidden: bool = False) -> CheckedText:
    """Read the text of a workbook; CarrierError where a page cannot be read as a whole (`read_sheet`)."""
    sheets = {
        page: read_sheet(
            data,
            page,
            may_be_empty=page is not TEXT,
            include_hidden=include_hidden,
            pages=PAGES if page is TEXT else (),
        )
        for page in PAGES
    }
    rows = {page: [_Cells(row, page) for row in sheet.rows] for page, sheet in sheets.items()}
    places: dict[str, _Cells] = {}
    value = _assemble(rows, places)
    for error in find_malformed(value):
        _refuse(error, places, rows)
    # rules need complete items: with a refused cell they would report false errors
    if not any(row.is_refused for page in PAGES for row in rows[page]):
        for error in find_against_rules(value):
            _refuse(error, places, rows)
    checked = {page: [row.checked() for row in rows[page]] for page in PAGES}
    is_good = all(row.draft is not None for page in PAGES for row in checked[page])
    adjusted = {page: sheet.adjusted for page, sheet in sheets.items()}
    return CheckedText(value if is_good else None, checked, adjusted)


class _Cells(RowCells):
    """A row whose cells become the members of an item."""

    def __init__(self, row: SheetRow, layout: Layout) -> None:
        super().__init__(row, layout)
        self.layout = layout
        self.item: JsonObject = {}
        if row.total is not None:
            self.refuse(row.total, CarrierError("row-total"))
            return
        for column in layout.columns:
            put_member(self.item, column.name, self._read(column))

    @property
    def is_refused(self) -> bool:
        """True where one of its cells is wrong."""
        return bool(self._errors)

    @property
    def number(self) -> int:
        """The row number in Excel."""
        return self._row.number

    def checked(self) -> CheckedRow[JsonObject]:
        """Return the item, or the errors of its cells."""
        return CheckedRow(self.number, None if self._errors else self.item, tuple(self._errors))

    def name(self, column: str, known: Mapping[str, str]) -> None:
        """Replace a name in a cell by its id."""
        text = str(self.item.get(column, ""))
        self.item[column] = known.get(text.casefold(), text)

    def _read(self, column: Column) -> Any:
        if column.form == "date":
            return self._time(column.name)
        text = self._text(column.name, 20_000 if column.form == "list" else _MAX_TEXT)
        if text is None:
            return None
        if column.form == "list":
            parts = split_list(text)
            return self._codes(parts) if column.name == "regions" else parts
        if column.form == "number":
            if _WHOLE.fullmatch(text) is None:
                self.refuse(column.name, CarrierError("cell-whole"))
                return None
            return int(text)
        if column.words is not None:
            return _find_word(column.words, text)
        return self._code(text) if column.name == "region" else text

    def _codes(self, parts: Sequence[str]) -> list[str]:
        """Return the codes of regions; refuse the cell if it has one twice."""
        codes = [*map(self._code, parts)]
        twice = [part for part, code in zip(parts, codes, strict=True) if codes.count(code) > 1]
        if twice:
            self.refuse("regions", RecordError("item-repeated", item=twice[-1]))
        return codes

    def _code(self, text: str) -> str:
        """Return the code of a region; refuse the cell where there is no such region."""
        code = region_code(text) or text
        if _REGION.fullmatch(code) is None:
            self.refuse("region" if "region" in self.layout.by_name else "regions", _NO_REGION)
        return code

    def _time(self, name: str) -> str | None:
        """Return a time as written in full, else the beginning or the end of the day that was typed."""
        cell = self._row.cells.get(name)
        if isinstance(cell, str) and _TIME.fullmatch(cell):
            return cell
        moment = self._moment(name, read_end if name in ENDS else read_moment)
        return format_time(moment) if moment is not None else None


def _find_word(words: Labels, text: str) -> str:
    """Return the code of a word in either language; the model refuses an unknown word."""
    wanted = text.casefold()
    return next((code for code, (en, zh) in words.items() if wanted in (en.casefold(), zh)), text)


def _assemble(rows: Mapping[Layout, Sequence[_Cells]], places: dict[str, _Cells]) -> JsonObject:
    """Build the text from the pages; `places` gets the row of each item by its path."""
    head, *more = rows[TEXT]
    if more:
        numbers = list_first([row.number for row in rows[TEXT]])
        more[0].refuse("agreement", CarrierError("row-repeated", rows=numbers))
    ids = _ids(rows[PARTIES])
    for page, column in ((SCHEMES, "owner"), (LISTS["grants"], "issuer")):
        for row in rows[page]:
            row.name(column, ids)
    value: JsonObject = {"type": "RecognitionAgreement", **head.item}
    for member, page in LISTS.items():
        if rows[page] or page is not TERMS:
            value[member] = [row.item for row in rows[page]]
        places.update({f"{member}[{place}]": row for place, row in enumerate(rows[page])})
    places[""] = head
    for row in rows[EQUIVALENCES]:
        # an empty target is null in the text: “counts as nothing”
        row.item.setdefault("to", None)
    _join(rows, places, CATEGORIES, "categories", lambda item: item.get("category"))
    _join(rows, places, GRADES, "grades", lambda item: {k: v for k, v in item.items() if k != "scheme"})
    return value


def _ids(parties: Sequence[_Cells]) -> dict[str, str]:
    """Return a map to the parties' ids, from the ids themselves and from names that only one party has."""
    by_spelling: dict[str, set[str]] = {}
    for row in parties:
        id_, names = str(row.item.get("id")), row.item.get("legalName")
        for spelling in (id_, *(names.values() if isinstance(names, dict) else ())):
            by_spelling.setdefault(str(spelling).casefold(), set()).add(id_)
    return {spelling: ids.pop() for spelling, ids in by_spelling.items() if len(ids) == 1}


def _join(
    rows: Mapping[Layout, Sequence[_Cells]],
    places: dict[str, _Cells],
    page: Layout,
    member: str,
    part: Callable[[JsonObject], Any],
) -> None:
    """Give each scheme its rows of another page."""
    schemes: dict[object, tuple[int, list[Any]]] = {}
    for place, row in enumerate(rows[SCHEMES]):
        parts: list[Any] = []
        row.item[member] = parts
        if (id_ := row.item.get("id")) in schemes:
            row.refuse("id", RecordError("item-repeated", item=id_))
        schemes.setdefault(id_, (place, parts))
    for row in rows[page]:
        scheme = row.item.get("scheme")
        if scheme in schemes:
            place, parts = schemes[scheme]
            places[f"schemes[{place}].{member}[{len(parts)}]"] = row
            parts.append(part(row.item))
        elif scheme is not None:
            row.refuse("scheme", RecordError("reference-unknown", item=scheme))


def _refuse(
    error: RecordError, places: Mapping[str, _Cells], rows: Mapping[Layout, Sequence[_Cells]]
) -> None:
    """Put an error at the cell that its path names, or at the cell whose text it quotes."""
    steps = _STEP.findall(error.field)
    known = next(size for size in range(len(steps), -1, -1) if "".join(steps[:size]) in places)
    row = places["".join(steps[:known])]
    column = _column_of(row.layout, "".join(steps[known:]).lstrip("."))
    if "item" in error.facts:
        row, column = _find_quoted(row, str(error.facts["item"]), rows) or (row, column)
    elif error.code == "interval-empty":
        column = next(name for name in row.layout.by_name if name in ENDS)
    if row.item:  # a row of totals has no item
        row.refuse(column, RecordError(error.code, "", **error.facts))


def _column_of(layout: Layout, path: str) -> str:
    """Return the column of a member, else of its first part, else the column that names the row."""
    names = (name for name in layout.by_name if name == path or (path and name.startswith(f"{path}.")))
    alone = {CATEGORIES: "category", GRADES: "code"}.get(layout, layout.named)
    return next(names, alone)


def _find_quoted(
    row: _Cells, item: str, rows: Mapping[Layout, Sequence[_Cells]]
) -> tuple[_Cells, str] | None:
    """Find the cell with the text that an error quotes: in the row, else in the parts of its scheme."""
    for name in row.layout.by_name:
        if row.item.get(name) == item:
            return row, name
    if row.layout is EQUIVALENCES:
        end = next((end for end in ("to", "from") if _name_end(row.item[end]) == item), "from")
        return row, f"{end}.{_unknown_part(row.item[end], rows)}"
    if row.layout is SCHEMES:
        parts = [
            (part, column)
            for page, column in ((CATEGORIES, "category"), (GRADES, "code"))
            for part in rows[page]
            if (part.item.get("scheme"), part.item.get(column)) == (row.item["id"], item)
        ]
        return parts[-1] if parts else (row, "kind")
    return None


def _name_end(end: Any) -> str:
    return "/".join(filter(None, map(end.get, ("scheme", "category", "grade")))) if end else ""


def _unknown_part(end: Any, rows: Mapping[Layout, Sequence[_Cells]]) -> str:
    """Return the part of a grade reference that the other pages lack: first the scheme."""
    if all(row.item.get("id") != end["scheme"] for row in rows[SCHEMES]):
        return "scheme"
    parts = {(row.item["scheme"], row.item["category"]) for row in rows[CATEGORIES]}
    category = end.get("category")
    return "category" if category and (end["scheme"], category) not in parts else "grade"
