"""The workbooks of a survey: a sheet of returns to fill, and a protected table to hand on."""

from collections.abc import Iterator, Sequence

from carriers.spreadsheet.columns import EXAMPLE_MARKS
from carriers.spreadsheet.formats.xlsx_writer import SheetLine, Value, Width, Worksheet, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.spreadsheet.survey.columns import PUBLISHED, RETURNS
from carriers.spreadsheet.templates import encode_template
from credentials.identifiers import uscc_check_character

_CODE = "91500000MA0EXAMPJ"
_EXACT = 15
"""Digits that a spreadsheet program keeps."""


def write_return_template(rows: Sequence[str] = (), columns: Sequence[str] = ()) -> bytes:
    """The .xlsx of returns to fill: an example row, drop-down lists of the categories, a page of help."""
    example: dict[str, Value] = {
        "enterprise": _CODE + uscc_check_character(_CODE),
        "legalName": f"{EXAMPLE_MARKS[0]}（请删除）{EXAMPLE_MARKS[1]}",
        "row": rows[0] if rows else "水污染治理",
        "column": columns[0] if columns else "中型",
        "amount": "1250",
    }
    lists = {name: [*items] for name, items in (("row", rows), ("column", columns)) if items}
    return encode_template(RETURNS, example, lists)


def write_table(
    title: str, grid: Sequence[Sequence[str]], notes: Sequence[str], lines: Sequence[Sequence[str]]
) -> bytes:
    """The .xlsx of a protected table: `grid` with its head and the notes on a page; a line for each cell."""
    wide = [Width(24), *(Width(16) for _ in grid[0][1:])]
    data: list[SheetLine] = [[(name, Style.HEADER) for name in PUBLISHED.by_name]]
    data += [[(text, Style.TEXT) for text in line] for line in lines]
    return encode_workbook(
        [
            Worksheet(title, wide, enumerate(_table(grid, notes), start=1), frozen=True),
            Worksheet(PUBLISHED.page, [Width(16)] * len(data[0]), enumerate(data, start=1), frozen=True),
        ]
    )


def _table(grid: Sequence[Sequence[str]], notes: Sequence[str]) -> Iterator[SheetLine]:
    head, *body = grid
    yield [(text, Style.HEADER) for text in head]
    for name, *texts in body:
        yield [(name, Style.HEADER), *(_cell(text) for text in texts)]
    yield []
    yield from ([(note, Style.PLAIN)] for note in notes)


def _cell(text: str) -> tuple[Value, Style]:
    """An amount as a number, as long as no digit is lost."""
    if text.replace(".", "", 1).isdecimal() and len(text.replace(".", "")) <= _EXACT:
        return float(text), Style.PLAIN
    return text, Style.TEXT
