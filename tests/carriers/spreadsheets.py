"""A .csv file as Excel, WPS and LibreOffice open it: digits are numbers, `2026-05` a day, `="…"` a text."""

import csv
import io
import re
from datetime import date

Cell = str | float | date | bool
_CONSTANT = re.compile(r'="((?:[^"]|"")*)"')
_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?", re.ASCII)


def open_csv(data: bytes) -> list[list[Cell]]:
    """The cells of every row; AssertionError for one that would be a formula."""
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheet programs take it for GBK without"
    return [[_cell(text) for text in row] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))]


def _cell(text: str) -> Cell:
    if (constant := _CONSTANT.fullmatch(text)) is not None:
        return constant[1].replace('""', '"')
    assert not text.startswith(("=", "+", "-", "@", "\t", "\r")), text
    if (day := _DAY.fullmatch(text)) is not None:
        return date(int(day[1]), int(day[2]), int(day[3] or 1))
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        return float(text)
    except ValueError:
        return text
