"""Rows and columns that a spreadsheet program does not show, though the file holds them.

Excel and WPS mark a row that is hidden, filtered out or in a folded group alike, by `hidden`. Other programs
use the height alone, or the mark of a folded group at the row beside it.

These marks, a height below 4 points and a width below one character are all that is refused here;
`number_formats` judges the formats of cells. Not looked at are the colour and size of letters, conditional
formats, rows and columns just above these measures, and the view of a frozen pane. No list of such ways is
complete: therefore `huren issue` lists each row as it was read before it signs.
"""

import math
import re
from itertools import takewhile

_MIN_HEIGHT = 4.0
"""In points: no font is readable in a lower row."""
_MIN_WIDTH = 1.0
"""In characters."""
_MEASURE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_TRUE, _FALSE = ("1", "true"), ("0", "false")
_LEVELS = {str(level): level for level in range(1, 8)}

Attributes = dict[str, str]


class Hidden:
    """The hidden rows and columns of one worksheet; its elements come in the order of the file."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self._columns: list[tuple[float, float, bool]] = []
        self._is_narrow = self._is_low = False
        self._summary_below = True
        self._group: list[tuple[int, int]] = []
        self._folded: int | None = None
        self._last = 0

    def is_column(self, position: int) -> bool:
        """Return whether the column is hidden; the default holds for columns that the file does not name."""
        stated = (hidden for first, last, hidden in self._columns if first <= position <= last)
        return next(stated, self._is_narrow)

    def take(self, name: str, attributes: Attributes) -> None:
        """Read the elements before the rows (18.3.1): `outlinePr`, `sheetFormatPr`, `col`."""
        if name == "col":
            first, last = (_measure(attributes.get(side, "")) for side in ("min", "max"))
            width = _measure(attributes.get("width", ""))
            self._columns.append((first, last, width < _MIN_WIDTH or attributes.get("hidden") in _TRUE))
        elif name == "sheetFormatPr":
            self._is_narrow = _measure(attributes.get("defaultColWidth", "")) < _MIN_WIDTH
            self._is_low = _measure(attributes.get("defaultRowHeight", "")) < _MIN_HEIGHT
        elif name == "outlinePr":
            self._summary_below = attributes.get("summaryBelow") not in _FALSE

    def take_row(self, number: int, attributes: Attributes) -> None:
        """Read the marks of a row (18.3.1.73)."""
        height = attributes.get("ht")
        is_low = self._is_low if height is None else _measure(height) < _MIN_HEIGHT
        if is_low or attributes.get("hidden") in _TRUE:
            self.rows.add(number)
        level = _LEVELS.get(attributes.get("outlineLevel", ""), 0)
        is_folded = attributes.get("collapsed") in _TRUE
        if number != self._last + 1:  # a row that is absent belongs to no group
            self._group.clear()
            self._folded = None
        self._last = number
        if self._summary_below:
            if is_folded:
                group = reversed(self._group)
                self.rows.update(row for row, _ in takewhile(lambda row: row[1] > level, group))
            if level:
                self._group.append((number, level))
            else:
                self._group.clear()
        elif self._folded is not None and level > self._folded:
            self.rows.add(number)
        else:
            self._folded = level if is_folded else None


def _measure(text: str) -> float:
    """Return the number in an attribute, or nan, which is never below a limit."""
    return float(text) if _MEASURE.fullmatch(text) else math.nan
