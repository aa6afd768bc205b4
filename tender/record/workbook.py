"""The tables of a record as a workbook: every cell is text, so no code, number or name is a formula."""

import re
from collections.abc import Sequence
from math import ceil
from typing import Any

from carriers.spreadsheet.formats.xlsx_writer import Printed, SheetLine, Width, Worksheet, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from credentials.identifiers import USCC_PATTERN
from credentials.record import JsonObject

_NARROWEST, _OF_PROSE = 6, 40
_CAPS = range(30, 16, -1)
"""Widths to try for a column without sentences, widest first; the first one that fits the page is used."""
_COMFORTABLE, _PAGE = 200, 260
"""Characters across a landscape A4 page: comfortable to read, and just readable."""
_CODE = re.compile(USCC_PATTERN)
_OF_CODE = 20
"""Width of a credit code, which is read and copied in one piece."""
_REPEATED = 3
"""Number of leading columns that name the subject of a row; print repeats them."""


def format_workbook(tables: Sequence[JsonObject]) -> bytes:
    """Return the .xlsx of the tables of `verifier.tender.record.paper.tables`, a sheet each, heads in
    view."""
    return encode_workbook([_sheet(table) for table in tables])


def _sheet(table: Any) -> Worksheet:
    head, rows = table["head"], table["rows"]
    longest = [max(map(_length, (*text.split(), *(line[n] for line in rows)))) for n, text in enumerate(head)]
    codes = [
        _OF_CODE if any(map(_CODE.fullmatch, (line[n] for line in rows))) else 0 for n in range(len(head))
    ]
    for cap in _CAPS:
        sizes = [
            max(codes[place], _size(n, cap if place not in table["wide"] else _OF_PROSE))
            for place, n in enumerate(longest)
        ]
        if sum(sizes) <= _COMFORTABLE:
            break
    lines: list[tuple[int, SheetLine]] = [(1, [(text, Style.HEADER_LINES) for text in head])]
    for number, row in enumerate(rows, start=2):
        lines.append((number, [(text, Style.LINES) for text in row]))
    printed = Printed(ceil(sum(sizes) / _PAGE), _REPEATED)
    widths = [Width(size, Style.LINES) for size in sizes]
    return Worksheet(table["title"], widths, lines, frozen=True, printed=printed)


def _size(longest: int, most: int) -> int:
    """Return a column width that fits the widest text and the words of the head, within bounds; longer
    text takes more lines."""
    return max(_NARROWEST, min(most, longest + 2))


def _length(text: str) -> int:
    """Return the display length of a text; a character outside ASCII counts twice."""
    return sum(1 if character.isascii() else 2 for character in text)
