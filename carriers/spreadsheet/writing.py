"""The returned workbook, with the errors beside the rows."""

from collections.abc import Iterator, Sequence
from typing import Any

from carriers.spreadsheet.columns import (
    ASSESSMENTS,
    ERRORS,
    ERRORS_HEADER,
    Layout,
)
from carriers.spreadsheet.formats.cells import format_cell
from carriers.spreadsheet.formats.grid import Grid, GridRow
from carriers.spreadsheet.formats.xlsx_writer import SheetLine, Value, Width, Worksheet, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.spreadsheet.reading import convert_cell, find_header, read_grid
from carriers.spreadsheet.row_cells import CheckedRow
from signing.errors import Lang

STYLE_BY_FORM = {
    "code": Style.TEXT,
    "date": Style.DATE,
    "list": Style.TEXT,
    "text": Style.TEXT,
    "number": Style.PLAIN,
    "unit": Style.TEXT,
}


def write_errors(
    data: bytes,
    rows: Sequence[CheckedRow[Any]],
    lang: Lang,
    *,
    only_bad: bool = False,
    layout: Layout = ASSESSMENTS,
) -> bytes:
    """Return the same sheet as .xlsx with the errors of each row in front; see `errors_page`."""
    return encode_workbook([errors_page(data, rows, lang, only_bad=only_bad, layout=layout)])


def errors_page(
    data: bytes,
    rows: Sequence[CheckedRow[Any]],
    lang: Lang,
    *,
    only_bad: bool,
    layout: Layout,
    naming: object = None,
) -> Worksheet:
    """Return a page with the errors of each row in front, in `lang`; row numbers stay as they were.

    Sentences use the names of `naming`. With `only_bad` only the rows with errors are kept, one below the
    other, since the other rows are done. An errors column from an earlier round is replaced. CarrierError as
    `read_grid`.
    """
    grid = read_grid(data, layout)
    errors = {row.number: row.errors for row in rows}
    head = find_header(grid, layout)
    first, header = grid.rows[head]
    body = [(number, cells) for number, cells in grid.rows[head + 1 :] if errors.get(number) or not only_bad]
    names = {position: layout.column_of_header(str(cell)) for position, cell in header.items()}
    positions = [
        position
        for position in range(1, max(max(cells) for _, cells in grid.rows) + 1)
        if names.get(position) != ERRORS
    ]

    dates = {position for position, name in names.items() if name in layout.dates}

    def lines() -> Iterator[tuple[int, SheetLine]]:
        for number, cells in grid.rows[:head]:
            yield number, [None, *_line(grid, (number, cells), positions, set(), Style.PLAIN)]
        yield (
            first,
            [(ERRORS_HEADER, Style.HEADER), *_line(grid, grid.rows[head], positions, set(), Style.HEADER)],
        )
        for place, (number, cells) in enumerate(body, start=first + 1):
            text = "\n".join(
                f"{layout.by_name[e.column].label(lang)}: {e.what(lang, naming)} {e.mend(lang)}"
                for e in errors.get(number, ())
            )
            yield (
                place if only_bad else number,
                [
                    (text, Style.ERROR) if text else None,
                    *_line(grid, (number, cells), positions, dates, Style.TEXT),
                ],
            )

    widths = [Width(60)]
    for position in positions:
        column = layout.by_name.get(names.get(position) or "")
        widths.append(Width(column.width, STYLE_BY_FORM[column.form]) if column else Width(16))
    return Worksheet(layout.page, widths, lines(), frozen=first == 1)


def _line(
    grid: Grid,
    row: GridRow,
    positions: Sequence[int],
    dates: set[int],
    style: Style,
) -> Iterator[tuple[Value, Style] | None]:
    """Yield the cells of a row as they were; a date that Excel kept as a number is written out."""
    number, cells = row
    for position in positions:
        value = cells.get(position)
        if isinstance(value, float):
            cell = convert_cell(
                value, grid.days_1904, grid.shown.get((number, position)), is_date=position in dates
            )
            yield (cell, Style.PLAIN) if isinstance(cell, float) else (format_cell(cell), style)
        else:
            yield None if value is None else (value, style)
