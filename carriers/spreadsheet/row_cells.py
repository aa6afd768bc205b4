"""The cells of one row, read under the rules for all text; what is wrong with them is collected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Layout
from carriers.spreadsheet.formats.cells import EXCEL_ERRORS, find_disguise, format_cell, is_mangled, shown
from carriers.spreadsheet.reading import SheetRow
from credentials.name_rules import check_characters
from signing.errors import HurenError, Lang

D = TypeVar("D")

MAX_CODE = 60
"""Characters of a code or a word."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell: `column` is a name of `COLUMN`, `value` is fit to be printed."""

    row: int
    column: str
    value: str
    cause: HurenError

    @property
    def code(self) -> str:
        """The stable code."""
        return self.cause.code

    def what(self, lang: Lang, names: object = None) -> str:
        """What is wrong, a sentence that follows the name of the column; `names` as `HurenError.sentence`."""
        return self.cause.sentence(lang, names)

    def mend(self, lang: Lang) -> str:
        """How to mend it."""
        return self.cause.mend(lang)


class CheckedRow(NamedTuple, Generic[D]):
    """A row's number with its draft, or with the errors for which there is none."""

    number: int
    draft: D | None
    errors: tuple[RowError, ...]


def list_rows(numbers: Sequence[int]) -> list[str]:
    """The first ten row numbers, for a message."""
    return [*map(str, numbers[:10])] + ["…"] * (len(numbers) > 10)


class RowCells:
    """A row of a sheet of this layout; text that begins with one of `unwanted` is taken for a formula."""

    def __init__(self, row: SheetRow, layout: Layout, *, unwanted: Sequence[str] = ()) -> None:
        self._row = row
        self._layout = layout
        self._unwanted = tuple(unwanted)
        self._errors: list[RowError] = []

    def _refuse_total(self, column: str) -> CheckedRow[Any]:
        """One error, not one for each cell that a total lacks."""
        self._refuse(column, CarrierError("row-total"))
        return CheckedRow(self._row.number, None, tuple(self._errors))

    def _refuse(self, column: str, cause: HurenError) -> None:
        value = shown(self._row.cells.get(column, ""))
        self._errors.append(RowError(self._row.number, column, value, cause))

    def _text(self, name: str, limit: int = MAX_CODE) -> str | None:
        """The text of a cell; None when it is empty or refused."""
        cell = self._row.cells.get(name)
        column = self._layout.by_name[name]
        if cell is None:
            if column.required:
                self._refuse(name, CarrierError("cell-missing"))
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
        self._refuse(name, cause)
        return None
