"""What either file format is read into: cells by row and column, before anybody knows what they mean."""

from typing import NoReturn

from carriers.errors import CarrierError
from carriers.spreadsheet.cells import column_letters

MAX_ROWS = 50_000
MAX_COLUMNS = 64
MAX_CHARACTERS = 32_767
"""Excel's own limit for one cell."""
LAST_ROW = 1_048_576
"""The last row that Excel has."""
SMALL_BYTES = 64 * 1024
"""Up to this size a file is read within a time a person does not notice, whatever is in it."""
_SMALL_ROWS = 10_000

GridRow = tuple[int, dict[int, str | float]]
"""The row number as Excel shows it, and the cells that are not blank by column, 1 for A."""


class Grid:
    """The rows that are not blank; `days_1904` is added to serial dates (ECMA-376 1, 18.17.4.1).

    `size` is the size of the file: no honest row takes less than ten bytes of it.
    """

    def __init__(self, size: int) -> None:
        self.rows: list[GridRow] = []
        self.days_1904 = 0
        self._limit = min(MAX_ROWS, _SMALL_ROWS + max(0, size - SMALL_BYTES) // 10)

    def add(self, number: int, cells: dict[int, str | float]) -> None:
        """Keep a row unless it is blank; CarrierError beyond the caps."""
        if cells:
            if len(self.rows) > self._limit:  # one more for the header
                raise CarrierError("sheet-rows" if self._limit == MAX_ROWS else "sheet-dense", limit=MAX_ROWS)
            self.rows.append((number, cells))


def refuse_cell(column: int, row: int) -> NoReturn:
    """CarrierError for a cell beyond MAX_COLUMNS, else for one beyond MAX_CHARACTERS."""
    place = f"{column_letters(column)}{row}"
    if column > MAX_COLUMNS:
        raise CarrierError("sheet-columns", place, limit=MAX_COLUMNS)
    raise CarrierError("sheet-cell-too-long", place, limit=MAX_CHARACTERS)
