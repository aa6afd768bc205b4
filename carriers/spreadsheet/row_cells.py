"""The cells of one row, read by the rules for all text; their errors are collected."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Layout
from carriers.spreadsheet.formats.cells import (
    EXCEL_ERRORS,
    Cell,
    find_disguise,
    format_cell,
    is_mangled,
    read_end,
    read_moment,
    shown,
)
from carriers.spreadsheet.granted import Granted, find_grade, listed
from carriers.spreadsheet.reading import SheetRow
from credentials.documents.agreement import Grade, Scheme
from credentials.errors import RecordError
from credentials.name_rules import check_characters, check_name
from credentials.patterns import REGION_PATTERN
from credentials.record import JsonObject
from credentials.times import add_months
from credentials.words.days import format_end
from credentials.words.regions import region_code
from signing.errors import HurenError, Lang

D = TypeVar("D")
F = TypeVar("F")

MAX_CODE = 60
"""Characters of a code or a word."""
MAX_NAME = 200
_MAX_CATEGORIES = 20
_REGION = re.compile(REGION_PATTERN, re.ASCII)
_SEPARATORS = re.compile("[、,，;；]")


@dataclass(frozen=True, slots=True)
class RowError:
    """The error of one cell: `column` is a name of `COLUMN`, `value` is printable."""

    row: int
    column: str
    value: str
    cause: HurenError

    @property
    def code(self) -> str:
        """The stable code."""
        return self.cause.code

    def what(self, lang: Lang, names: object = None) -> str:
        """Return the error as a sentence that follows the column's name; `names` as `HurenError.sentence`."""
        return self.cause.sentence(lang, names)

    def mend(self, lang: Lang) -> str:
        """Return how to mend it."""
        return self.cause.mend(lang)


class CheckedRow(NamedTuple, Generic[D]):
    """A row's number with its draft, or with the errors that prevent one."""

    number: int
    draft: D | None
    errors: tuple[RowError, ...]


def split_list(text: str) -> list[str]:
    """Return the parts of a cell that 、 or a comma or a semicolon separates."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def put_member(members: JsonObject, path: str, value: Any) -> None:
    """Put a member by its dotted path, unless there is no value."""
    place: Any = members
    *way, last = path.split(".")
    if value is not None:
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value


class RowCells:
    """A row of a sheet of this layout; text that begins with one of `unwanted` is taken for a formula."""

    def __init__(self, row: SheetRow, layout: Layout, *, unwanted: Sequence[str] = ()) -> None:
        self._row = row
        self._layout = layout
        self._unwanted = tuple(unwanted)
        self._errors: list[RowError] = []

    def _refuse_total(self, column: str) -> CheckedRow[Any]:
        """Return one error for a total row, not one for each cell that it lacks."""
        self.refuse(column, CarrierError("row-total"))
        return CheckedRow(self._row.number, None, tuple(self._errors))

    def refuse(self, column: str, cause: HurenError) -> None:
        """Record one error a cell: the first is enough."""
        if all(error.column != column for error in self._errors):
            value = shown(self._row.cells.get(column, ""))
            self._errors.append(RowError(self._row.number, column, value, cause))

    def _text(self, name: str, limit: int = MAX_CODE) -> str | None:
        """Return the text of a cell; None when it is empty or refused."""
        cell = self._row.cells.get(name)
        column = self._layout.by_name[name]
        if cell is None:
            if column.required:
                self.refuse(name, CarrierError("cell-missing"))
            return None
        text = format_cell(cell)
        if disguise := find_disguise(cell):
            cause = CarrierError(disguise)
        elif column.form == "code" and is_mangled(cell):
            cause = CarrierError("cell-number")
        elif text in EXCEL_ERRORS:
            cause = CarrierError("cell-error")
        elif text.startswith(self._unwanted):
            cause = CarrierError("cell-formula")
        elif len(text) > limit:
            cause = CarrierError("cell-length", limit=limit)
        elif (code := check_characters(text)) is not None:
            cause = CarrierError(code)
        else:
            return text
        self.refuse(name, cause)
        return None

    def _find(self, name: str, find: Callable[[str], F], limit: int = MAX_CODE) -> F | None:
        """Return the value that `find` gives for the text of a cell; its refusal goes to the cell."""
        text = self._text(name, limit)
        try:
            return find(text) if text is not None else None
        except HurenError as error:
            self.refuse(name, error)
            return None

    def _name(self, name: str) -> str | None:
        """Return the name of an enterprise."""
        text = self._text(name, MAX_NAME)
        if text is not None and (code := check_name(text)) is not None:
            self.refuse(name, CarrierError(code))
        return text

    def _scheme(self, name: str, granted: Granted) -> Scheme | None:
        return self._find(name, granted.find_scheme, MAX_NAME)

    def _grade(self, name: str, scheme: Scheme | None) -> Grade | None:
        return self._find(name, lambda text: find_grade(scheme, text) if scheme else None, MAX_NAME)

    def _categories(self, name: str, scheme: Scheme | None) -> list[str] | None:
        """Return the categories of a cell, as the scheme has them; None without any."""
        text = self._text(name, _MAX_CATEGORIES * (MAX_CODE + 1))
        if scheme is None:
            return None
        if scheme.kind == "credit":
            if name in self._row.cells:
                self.refuse(name, CarrierError("category-unwanted"))
            return None
        allowed = listed(scheme.categories)
        if text is None:
            if name not in self._row.cells:
                self.refuse(name, CarrierError("category-missing", allowed=allowed))
            return None
        whole = text in scheme.categories  # a category's own name may hold a separator
        parts = [text] if whole else split_list(text)
        unknown = [part for part in parts if part not in scheme.categories]
        twice = {part for part in parts if parts.count(part) > 1}
        if len(parts) > _MAX_CATEGORIES:
            self.refuse(name, CarrierError("category-count", limit=_MAX_CATEGORIES))
        elif unknown:
            self.refuse(name, CarrierError("category-unknown", items=listed(unknown), allowed=allowed))
        elif twice:
            self.refuse(name, RecordError("item-repeated", item="、".join(sorted(twice))))
        elif not parts:
            self.refuse(name, CarrierError("category-missing", allowed=allowed))
        return parts

    def _regions(self, name: str, scheme: Scheme | None, granted: Granted) -> Collection[str] | None:
        """Return the allowed regions of enterprises assessed under the scheme."""
        try:
            return granted.regions(scheme) if scheme is not None else None
        except CarrierError as error:
            self.refuse(name, error)
            return None

    def _region(self, name: str, allowed: Collection[str] | None = None) -> str | None:
        """Return a province by name or code, one of those allowed where they are given."""
        text = self._text(name)
        if text is None:
            return None
        code = region_code(text) or (text if allowed is not None and _REGION.fullmatch(text) else None)
        if code is None:
            self.refuse(name, CarrierError("region-unknown"))
        elif allowed is not None and code not in allowed:
            self.refuse(name, CarrierError("region-outside", allowed=[*allowed]))
        return code

    def _moment(
        self,
        name: str,
        read: Callable[[Cell], datetime] = read_moment,
        given: datetime | None = None,
    ) -> datetime | None:
        """Return the beginning of a typed day, or its end by `read_end`; `given` for an empty cell."""
        cell = self._row.cells.get(name)
        if cell is None:
            if self._layout.by_name[name].required:
                self.refuse(name, CarrierError("cell-missing"))
            return given
        try:
            if disguise := find_disguise(cell, is_date=True):
                raise CarrierError(disguise)
            return read(cell)
        except HurenError as error:
            self.refuse(name, error)
            return None

    def _end(self, name: str, begin: datetime, scheme: Scheme | None, grade: Grade | None) -> datetime | None:
        """Return the end of the typed last day, else of the longest term of the grade."""
        typed = self._moment(name, read_end)
        if typed is not None and typed <= begin:
            self.refuse(name, RecordError("interval-empty"))
        if scheme is None or grade is None:
            return typed
        months = scheme.months_of(grade.code)
        latest = add_months(begin, months)
        if typed is not None and typed > latest:
            self.refuse(name, CarrierError("months-exceeded", months=months, latest=format_end(latest)))
        return typed or latest
