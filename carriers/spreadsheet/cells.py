"""Cells: addresses as a person sees them, numbers and dates as the two file formats leave them."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from credentials.times import CHINA, end_of

Cell = str | float | datetime
"""Text; a number of an .xlsx file; a date that Excel keeps as a number (wall clock, without offset)."""

EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"})
_NUMBER_FROM_TEXT = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}", re.ASCII)
_MOMENT = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
    r"(?:[ T]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:[0-9]{2})?)?",
    re.ASCII,
)
_SERIAL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock; the offset is added when it is read
_FIRST_SERIAL, _END_SERIAL = 25_569, 109_575
"""1970-01-01 and 2200-01-01: the years that signed documents may name."""


def column_letters(index: int) -> str:
    """`A` for 1, `Z` for 26, `AA` for 27."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def format_cell(cell: Cell) -> str:
    """The cell as text; numbers to the 15 digits that Excel keeps, so that 92.299999999999997 reads 92.3."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if _is_day(cell) else cell.isoformat(sep=" ", timespec="seconds")
    return f"{cell:.15g}"


def shown(cell: Cell, limit: int = 60) -> str:
    """The cell for a message: short, on one line, and with \\u escapes for what does not print."""
    text = format_cell(cell)
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


@lru_cache(maxsize=4096)
def serial_to_moment(serial: float) -> datetime | None:
    """The wall-clock time of an Excel serial number of the years 1970 to 2199 (ECMA-376 1, 18.17.4.1)."""
    if not _FIRST_SERIAL <= serial < _END_SERIAL:
        return None
    return _SERIAL_EPOCH + timedelta(seconds=round(serial * 86_400))


def is_mangled(cell: Cell) -> bool:
    """Whether Excel turned a code into a number, in a workbook or on the way to a .csv file."""
    return not isinstance(cell, str) or _NUMBER_FROM_TEXT.fullmatch(cell) is not None


def read_moment(cell: Cell) -> datetime | None:
    """The time a clerk typed, or None.

    Forms: `2026-05-01`, `2026/5/1`, `2026.5.1`, `2026年5月1日`, a real Excel date. A time of day may follow;
    without it, midnight; without an offset, +08:00 (design section 5).
    """
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=CHINA)
    match = _MOMENT.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        return None
    year, _, month, day, zh_month, zh_day, hour, minute, second, offset = match.groups()
    numbers = (year, month or zh_month, day or zh_day, hour or 0, minute or 0, second or 0)
    try:
        moment = datetime(*map(int, numbers), tzinfo=_zone(offset))  # type: ignore[misc,arg-type]
    except ValueError:
        return None
    return moment if 1970 <= moment.year < 2200 else None


def read_end(cell: Cell) -> datetime | None:
    """The end of a term a clerk typed, or None: of a day without a time, the end of that day."""
    moment = read_moment(cell)
    if moment is None or not _is_day(cell):
        return moment
    end = end_of(moment.date())
    return end if end.year < 2200 else None


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, datetime):
        return (cell.hour, cell.minute, cell.second) == (0, 0, 0)
    return isinstance(cell, str) and ":" not in cell


def _zone(offset: str | None) -> timezone:
    if offset is None or offset == "+08:00":
        return CHINA
    if offset == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if offset[0] == "-" else span)
