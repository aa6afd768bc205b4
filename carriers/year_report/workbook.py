"""A year report as a workbook: numbers stay numbers, everything else is text and never a formula."""

from collections.abc import Sequence

from carriers.spreadsheet.formats.xlsx_writer import (
    Printed,
    SheetLine,
    Value,
    Width,
    Worksheet,
    encode_workbook,
)
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.year_report.content import YearReport, YearTable

_NONE = "–"
_NAME, _NUMBER, _FACT, _PROSE = 28, 13, 34, 100


def format_year_workbook(parts: Sequence[YearReport]) -> bytes:
    """Return the .xlsx of a report in each language: an explanation, then a sheet for each table."""
    return encode_workbook([sheet for part in parts for sheet in (_about(part), *map(_sheet, part.tables))])


def _about(part: YearReport) -> Worksheet:
    lines: list[SheetLine] = [[(part.title, Style.HEADER_LINES), (part.example, Style.HEADER_LINES)]]
    lines += [[(name, Style.LINES), (value, Style.LINES)] for name, value in part.facts]
    lines += [[None, (note, Style.LINES)] for note in part.notes]
    widths = [Width(_FACT, Style.LINES), Width(_PROSE, Style.LINES)]
    return Worksheet(part.about, widths, enumerate(lines, start=1), printed=Printed(1, 1))


def _sheet(table: YearTable) -> Worksheet:
    lines: list[SheetLine] = [[(text, Style.HEADER_LINES) for text in table.head]]
    lines += [[_cell(cell) for cell in row] for row in table.rows]
    if table.note:
        lines += [[], [(table.note, Style.PLAIN)]]
    widths = [Width(_NAME if place < table.names else _NUMBER) for place in range(len(table.head))]
    printed = Printed(1, table.names)
    return Worksheet(table.sheet, widths, enumerate(lines, start=1), frozen=True, printed=printed)


def _cell(cell: str | int | None) -> tuple[Value, Style]:
    if isinstance(cell, int):
        return cell, Style.PLAIN
    return (_NONE if cell is None else cell), Style.LINES
