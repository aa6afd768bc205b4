"""The tables of a record as a workbook: every cell is text, so no code, number or name is a formula."""

from collections.abc import Sequence
from typing import Any

from carriers.spreadsheet.formats.xlsx_writer import SheetLine, Width, Worksheet, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from credentials.record import JsonObject

_WIDEST, _NARROWEST = 60, 10


def format_workbook(tables: Sequence[JsonObject]) -> bytes:
    """The .xlsx of the tables of `verifier.tender.record.paper.tables`, a sheet each, heads in view."""
    return encode_workbook([_sheet(table) for table in tables])


def _sheet(table: Any) -> Worksheet:
    head, rows = table["head"], table["rows"]
    widths = [
        Width(max(_NARROWEST, min(_WIDEST, 2 * max(len(line[place]) for line in (head, *rows)))), Style.TEXT)
        for place in range(len(head))
    ]
    lines: list[tuple[int, SheetLine]] = [(1, [(text, Style.HEADER) for text in head])]
    for number, row in enumerate(rows, start=2):
        lines.append((number, [(text, Style.TEXT) for text in row]))
    return Worksheet(table["title"], widths, lines, frozen=True)
