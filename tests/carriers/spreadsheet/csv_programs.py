"""A .csv file as Excel, WPS and LibreOffice open it: digits are numbers, `2026-05` a day, `="…"` a text.

Blanks around a cell count for nothing, full-width digits and signs like the others.
"""

import csv
import io
import re
from datetime import date
from unicodedata import normalize

Cell = str | float | date | bool
_CONSTANT = re.compile(r'="((?:[^"]|"")*)"')
_DAY = re.compile(r"([0-9]{4})[-/年]([0-9]{1,2})(?:[-/月]([0-9]{1,2}))?[月日]?")
_MONEY = re.compile(r"(\()?[$¥€£]? ?([0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(%|[万亿]?元?)?(?(1)\))")
_TIMES = {"%": 0.01, "万": 10_000, "亿": 100_000_000}


def open_csv(data: bytes) -> list[list[Cell]]:
    """The cells of every row; AssertionError for one that would be a formula."""
    assert data.startswith(b"\xef\xbb\xbf"), "spreadsheet programs take it for GBK without"
    return [[_cell(text) for text in row] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))]


def _cell(text: str) -> Cell:
    if (constant := _CONSTANT.fullmatch(text)) is not None:
        return constant[1].replace('""', '"')
    assert not text.startswith(("\t", "\r")), text
    text, written = normalize("NFKC", text).strip(), text
    assert not text.startswith(("=", "+", "-", "@")), text
    if (day := _DAY.fullmatch(text)) is not None:
        return date(int(day[1]), int(day[2]), int(day[3] or 1))
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if (sum_ := _MONEY.fullmatch(text)) is not None:
        times = _TIMES.get((sum_[3] or "")[:1], 1)
        return float(sum_[2].replace(",", "")) * times * (-1 if sum_[1] else 1)
    try:
        return float(text)
    except ValueError:
        return written
