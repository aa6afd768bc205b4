"""Cells: addresses as a person sees them, numbers and dates as the two file formats store them."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from carriers.errors import CarrierError
from credentials.dates_as_typed import parse_typed
from credentials.times import CHINA, end_of, first_moment

Cell = str | float | datetime
"""Text; a number of an .xlsx file; a date that Excel keeps as a number (wall clock, without offset)."""

EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"})
_NUMBER_FROM_TEXT = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}", re.ASCII)
# Excel has a 29 February 1900, which never existed: with this epoch all later days are right
_SERIAL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock; the offset is added when it is read
_FIRST_SERIAL, _END_SERIAL = 25_569, 109_575
_END_SHOWN = 2_958_466
"""1970-01-01 and 2200-01-01: the years that signed documents may name; and 10000-01-01, where Excel ends."""


class HiddenNumber(float):
    """A number whose cell format shows another number or nothing, so that no clerk saw it."""


class NumberBeside(HiddenNumber):
    """A number with a text after it by its format: counts as hidden except in columns with that unit."""

    def __new__(cls, number: float, text: str) -> "NumberBeside":
        """Make it from the number and the text."""
        made = super().__new__(cls, number)
        made.text = text
        return made

    text: str


class HiddenDate(datetime):
    """A day or a time whose cell format shows only a part of it, or another one."""


class HiddenText(str):
    """A text whose cell format shows another one, or nothing."""


class FormulaCell(str):
    """The text result of a formula, which nobody typed."""


def find_disguise(cell: Cell | None, *, is_date: bool = False) -> str | None:
    """Return the CarrierError code for a cell, maybe of dates, that a clerk did not type and see as it is."""
    if isinstance(cell, HiddenNumber):
        return "number-hidden"
    if is_date and isinstance(cell, HiddenDate):
        return "date-hidden"
    if isinstance(cell, HiddenText):
        return "text-hidden"
    return "cell-computed" if isinstance(cell, FormulaCell) else None


def column_letters(index: int) -> str:
    """Return `A` for 1, `Z` for 26, `AA` for 27."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def format_cell(cell: Cell) -> str:
    """Return the cell as text; numbers to the 15 digits that Excel keeps: 92.299999999999997 reads 92.3."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if _is_day(cell) else cell.isoformat(sep=" ", timespec="seconds")
    return f"{cell:.15g}"


def shown(cell: Cell, limit: int = 60) -> str:
    """Return the cell for a message: short, on one line, with escapes for unprintable characters."""
    text = format_cell(cell)
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


def list_first(places: Sequence[object]) -> list[str]:
    """Return the first ten of rows, columns or pages, for a message."""
    return [*map(str, places[:10])] + ["…"] * (len(places) > 10)


@lru_cache(maxsize=4096)
def serial_to_moment(serial: float) -> datetime | None:
    """Return the wall-clock time of an Excel serial of the years 1970 to 2199 (ECMA-376 1, 18.17.4.1)."""
    if not _FIRST_SERIAL <= serial < _END_SERIAL:
        return None
    return _SERIAL_EPOCH + timedelta(seconds=round(serial * 86_400))


def as_shown(serial: float) -> datetime | None:
    """Return the wall-clock time that Excel shows for a number in a cell of days; None if it shows none."""
    return _SERIAL_EPOCH + timedelta(seconds=round(serial * 86_400)) if 0 <= serial < _END_SHOWN else None


def is_mangled(cell: Cell) -> bool:
    """Return whether Excel turned a code into a number, in a workbook or on the way to a .csv file."""
    return not isinstance(cell, str) or _NUMBER_FROM_TEXT.fullmatch(cell) is not None


def read_moment(cell: Cell) -> datetime:
    """Read a typed time (credentials.dates_as_typed), an Excel date, or a number like 20260501.

    A day without a time begins at midnight. Raises CarrierError date-unreadable, RecordError day-nonexistent.
    """
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=CHINA)
    typed = parse_typed(format_cell(cell))
    if typed is None:
        raise CarrierError("date-unreadable")
    return first_moment(typed)


def read_end(cell: Cell) -> datetime:
    """Read the typed end of a term, as `read_moment`; a day without a time ends with that day."""
    moment = read_moment(cell)
    if not _is_day(cell):
        return moment
    end = end_of(moment.date())
    if end.year >= 2200:
        raise CarrierError("date-unreadable")
    return end


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, datetime):
        return (cell.hour, cell.minute, cell.second) == (0, 0, 0)
    return not isinstance(parse_typed(format_cell(cell)), datetime)
