"""The cells of one row as members of a document; each column is named by the path of its member."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Column, Layout, find_code, items_of
from carriers.spreadsheet.formats.cells import (
    NumberBeside,
    find_disguise,
    format_cell,
)
from carriers.spreadsheet.reading import SheetRow
from carriers.spreadsheet.row_cells import CheckedRow, RowCells, put_member, split_list
from credentials.documents.works.limits.spellings import find_target, find_unit
from credentials.drafting.faults import read_draft
from credentials.errors import RecordError
from credentials.record import JsonObject, Model
from credentials.words.closed_lists import Labels
from works.technology.sheet.columns import TARGET_WORDS

_FORMULA_STARTS = ("=", "+", "-", "@")
_MAX_NUMBER, _MAX_TEXT = 40, 500


def find_word(labels: Labels, text: str) -> str | None:
    """Return the code that a clerk's text means. A target is recognised only by a name of its own, or as
    the drop-down list writes it."""
    if labels is TARGET_WORDS:
        listed = {item.casefold(): code for code, item in zip(labels, items_of(labels), strict=True)}
        return find_target(text) or listed.get(text.casefold())
    return find_code(labels, text)


class MemberCells(RowCells):
    """A row whose cells become `members`; errors are collected cell by cell."""

    def __init__(self, row: SheetRow, layout: Layout) -> None:
        super().__init__(row, layout, unwanted=_FORMULA_STARTS)
        self.members: JsonObject = {}

    def put(self, path: str, value: Any) -> None:
        """Put a member by its dotted path, unless there is no value."""
        put_member(self.members, path, value)

    def read_cells(self, names: Iterable[str]) -> None:
        """Read the cells of these columns, each by the type of its column."""
        for name in names:
            self.put(name, self._read(self._layout.by_name[name]))

    def _read(self, column: Column) -> str | None:
        if column.words is not None:
            return self.choose(column.name)
        if column.form == "number" and column.name != self._layout.named:
            return self._number(column)
        if column.form == "date":
            moment = self._moment(column.name)
            return moment.date().isoformat() if moment is not None else None
        if column.form == "unit":
            text = self._text(column.name)
            return text and (find_unit(text) or text)
        return self._region("region") if column.name == "region" else self._text(column.name, _MAX_TEXT)

    def _number(self, column: Column) -> str | None:
        """Return a number as typed; the model judges it.

        A leading minus does not make a formula. A cell format may show the number with its unit.
        """
        name, unit = column.name, column.unit
        cell = self._row.cells.get(name)
        # a spreadsheet program may have turned 1-2 into a date
        if isinstance(cell, datetime):
            self.refuse(name, CarrierError("number-date"))
        holds = find_unit(format_cell(self._row.cells.get(unit, unit)))
        has_unit = isinstance(cell, NumberBeside) and find_unit(cell.text) == holds not in (None, "1")
        if not has_unit and (disguise := find_disguise(cell)):
            self.refuse(name, CarrierError(disguise))
        return format_cell(cell)[:_MAX_NUMBER] if cell is not None else None

    def choose(self, name: str) -> str | None:
        """Return the code of the word of a closed list."""
        text = self._text(name)
        codes = self._codes(name, [text] if text is not None else [], self._layout.by_name[name].words or {})
        self.put(name, codes[0] if codes else None)
        return codes[0] if codes else None

    def choose_several(self, name: str, labels: Labels) -> list[str]:
        """Return the codes of several words, separated."""
        return self._codes(name, self.parts(name), labels)

    def _codes(self, name: str, words: Sequence[str], labels: Labels) -> list[str]:
        codes = [code for word in words if (code := find_word(labels, word)) is not None]
        if len(codes) == len(words):
            return codes
        self.refuse(name, CarrierError("word-unknown", allowed=items_of(labels)))
        return []

    def parts(self, name: str, limit: int = 2000) -> list[str]:
        """Return the texts of a cell that are separated by 、 or a comma or a semicolon."""
        return split_list(self.text(name, limit))

    def text(self, name: str, limit: int = 2000) -> str:
        """Return a text as it is; empty where there is none or it is refused."""
        return self._text(name, limit) or "" if all(error.column != name for error in self._errors) else ""

    def check(self, model: type[Model], members: JsonObject, whole: str = "") -> None:
        """Apply the model to cells that are not refused yet; errors on the model as a whole go to the
        column `whole`, else to the row."""
        refused = {error.column for error in self._errors}
        for error in read_draft(model, members, refused)[1]:
            cause = RecordError(error.code, "", **error.facts)
            self.refuse(self._layout.column_of(error.field or whole), cause)

    @property
    def is_good(self) -> bool:
        """Return whether no cell has been refused so far."""
        return not self._errors

    @property
    def row_number(self) -> int:
        """Return the number that Excel shows."""
        return self._row.number

    def holds(self, name: str) -> bool:
        """Return whether the cell is filled."""
        return name in self._row.cells

    def checked(self, draft: Any = None) -> CheckedRow[Any]:
        """Return the row with its draft, or with its errors in the order of the columns."""
        order = [*self._layout.by_name]
        errors = sorted(self._errors, key=lambda error: order.index(error.column))
        return CheckedRow(self._row.number, None if errors else draft, tuple(errors))
