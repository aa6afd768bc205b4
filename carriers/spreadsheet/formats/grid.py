"""The common form of both file formats: cells by row and column, not yet interpreted."""

import re
from bisect import bisect_left
from typing import NoReturn

from carriers.errors import CarrierError
from carriers.spreadsheet.formats.cells import column_letters
from carriers.spreadsheet.formats.hidden import Hidden
from carriers.spreadsheet.formats.number_formats import CellShows, NumberFormat

MAX_ROWS = 50_000
MAX_COLUMNS = 64
MAX_CHARACTERS = 32_767
"""Excel's own limit for one cell."""
LAST_ROW = 1_048_576
"""The last row that Excel has."""
SMALL_BYTES = 64 * 1024
"""Up to this size a file is read in no noticeable time, whatever its content."""
_SMALL_ROWS = 10_000
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_COLUMNS = {column_letters(index): index for index in range(1, MAX_COLUMNS + 1)}

GridRow = tuple[int, dict[int, str | float]]
"""The row number in Excel, and the cells that are not blank by column, 1 for A."""


class Grid:
    """The rows that are not blank; `days_1904` is added to serial dates (ECMA-376 1, 18.17.4.1).

    `size` is the size of the file: an honest row takes ten bytes of it or more. `shown` tells by row and
    column how people see a number or a text otherwise, where `formats`, by number of cell format, are given,
    and which cells are formulas. `hidden` holds hidden rows and columns, `page` the name of the sheet, and
    `further` the names of other sheets with cells, where they were looked for.
    """

    def __init__(self, size: int) -> None:
        self.rows: list[GridRow] = []
        self.days_1904 = 0
        self.formats: dict[str, NumberFormat] = {}
        self.shown: dict[tuple[int, int], CellShows] = {}
        self.hidden = Hidden()
        self.page = ""
        self.further: list[str] = []
        self.filled: list[str] = []
        self._merged: list[tuple[int, int, int, bool]] = []
        self._limit = min(MAX_ROWS, _SMALL_ROWS + max(0, size - SMALL_BYTES) // 10)

    def add(self, number: int, cells: dict[int, str | float]) -> None:
        """Keep a row unless it is blank; CarrierError beyond the caps."""
        if cells:
            if len(self.rows) > self._limit:  # one more row for the header
                raise CarrierError("sheet-rows" if self._limit == MAX_ROWS else "sheet-dense", limit=MAX_ROWS)
            self.rows.append((number, cells))

    def merge(self, reference: str) -> None:
        """Record merged cells (ECMA-376 1, 18.3.1.55); CarrierError beyond the caps."""
        match = _RANGE.fullmatch(reference)
        if match is None or int(match[2]) > int(match[4]):
            raise CarrierError("sheet-damaged")
        column = _COLUMNS.get(match[1], MAX_COLUMNS + 1)
        for covered in range(column, _COLUMNS.get(match[3], MAX_COLUMNS) + 1):
            if len(self._merged) > self._limit:
                raise CarrierError("sheet-dense", limit=MAX_ROWS)
            self._merged.append((covered, int(match[2]), int(match[4]), covered == column))

    def fill_merged(self) -> None:
        """Give each row of merged cells the value of the first; an otherwise blank row stays blank.

        Other content of a covered cell is dropped, since nobody sees it. CarrierError where merged cells
        overlap. `filled` names their first cells.
        """
        numbers = [number for number, _ in self.rows]
        before = (0, 0)
        for column, first, last, is_left in sorted(self._merged):
            if column == before[0] and first <= before[1]:
                raise CarrierError("sheet-damaged")
            before = column, last
            rows = self.rows[bisect_left(numbers, first) : bisect_left(numbers, last + 1)]
            value = rows[0][1].get(column) if is_left and rows and rows[0][0] == first else None
            if value is None:
                for _, cells in rows:
                    cells.pop(column, None)
                continue
            mark = self.shown.get((first, column))
            for number, cells in rows[1:]:
                cells[column] = value
                if mark is not None:
                    self.shown[number, column] = mark
            if rows[1:]:
                self.filled.append(f"{column_letters(column)}{first}:{column_letters(column)}{last}")
        self.rows = [row for row in self.rows if row[1]]


def refuse_cell(column: int, row: int) -> NoReturn:
    """Raise CarrierError for a cell beyond MAX_COLUMNS, else for one beyond MAX_CHARACTERS."""
    place = f"{column_letters(column)}{row}"
    if column > MAX_COLUMNS:
        raise CarrierError("sheet-columns", place, limit=MAX_COLUMNS)
    raise CarrierError("sheet-cell-too-long", place, limit=MAX_CHARACTERS)
