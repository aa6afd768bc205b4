"""Read the bytes of a file into rows of known columns."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import (
    ASSESSMENTS,
    ERRORS_HEADER,
    EXAMPLE_MARKS,
    HELP_PAGE,
    IGNORED,
    LISTS_PAGE,
    Layout,
)
from carriers.spreadsheet.corrections import Adjusted, Adjusting, CorrectionKind
from carriers.spreadsheet.formats.cells import (
    Cell,
    FormulaCell,
    HiddenDate,
    HiddenNumber,
    HiddenText,
    NumberBeside,
    as_shown,
    column_letters,
    format_cell,
    list_first,
    serial_to_moment,
    shown,
)
from carriers.spreadsheet.formats.delimited import read_delimited
from carriers.spreadsheet.formats.grid import Grid, GridRow
from carriers.spreadsheet.formats.number_formats import CellShows, WithText
from carriers.spreadsheet.formats.xlsx import read_xlsx

MAX_BYTES = 20 * 1024 * 1024
_HEADER_WITHIN = 10
"""A title and a few lines may stand above the header."""
_ZIP_MARK = b"PK\x03\x04"
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


_TOTALS = frozenset({"合计", "总计", "共计", "小计", "total", "totals", "grandtotal", "subtotal", "sum"})


class SheetRow(NamedTuple):
    """One row: its number in Excel, and the cells that are not blank by column name, trimmed.

    `total` is the column that marks the row as a total of others.
    """

    number: int
    cells: dict[str, Cell]
    total: str | None = None


class Sheet(NamedTuple):
    """The rows under the header, without examples, and the columns that the header names, in its order.

    `adjusted` holds the corrections made in reading.
    """

    rows: tuple[SheetRow, ...]
    columns: tuple[str, ...]
    adjusted: tuple[Adjusted, ...] = ()


def read_grid(data: bytes, layout: Layout = ASSESSMENTS, known_pages: Collection[str] | None = None) -> Grid:
    """Read all cells of an .xlsx or .csv file, header and rows above it included.

    Further pages with cells are named, except known ones; without a list they are not looked for.
    CarrierError for anything else, and for input beyond the caps: 20 MiB (not read), 100 MiB unpacked, 50,000
    rows, 64 columns, 32,767 characters in a cell.
    """
    if len(data) > MAX_BYTES:
        raise CarrierError("sheet-too-large", size=len(data), limit=MAX_BYTES)
    # the container of .xls files, and of an .xlsx with a password
    if data.startswith(_OLE_MARK):
        raise CarrierError("sheet-encrypted" if _OLE_ENCRYPTED in data else "sheet-old-xls")
    if data.startswith(_ZIP_MARK):
        grid = read_xlsx(data, layout.page if layout.required_page else None, known_pages)
    elif layout.required_page:
        raise CarrierError("sheet-pages")
    else:
        grid = read_delimited(data, layout)
    if not grid.rows:
        raise CarrierError("sheet-empty")
    return grid


def read_sheet(
    data: bytes,
    layout: Layout = ASSESSMENTS,
    *,
    may_be_empty: bool = False,
    include_hidden: bool = False,
    pages: Sequence[Layout] = (),
) -> Sheet:
    """Read the rows of an .xlsx or .csv file under the columns of its header.

    CarrierError where `read_grid` refuses; for a header with unknown, repeated or missing columns; without a
    row under it, unless it `may_be_empty`; for hidden rows and columns that would be read, and for further
    pages with cells, unless `include_hidden`. Further pages of a workbook are looked for if its `pages` are
    given.
    """
    known = {HELP_PAGE, LISTS_PAGE, *(page.page for page in pages)}
    grid = read_grid(data, layout, known if pages or not layout.required_page else None)
    # 1. the header; what a formula or a format shows as its text was not typed
    head = find_header(grid, layout)
    names = read_header(grid.rows[head], layout)
    for position, name in names.items():
        mark = grid.shown.get((grid.rows[head][0], position))
        if name in layout.by_name and mark in ("formula", "other"):
            code = "header-formula" if mark == "formula" else "header-hidden"
            raise CarrierError(code, f"{column_letters(position)}{grid.rows[head][0]}")
    # 2. every correction is reported before anything is signed
    adjusting = Adjusting()
    adjusting.note("above", *(str(number) for number, _ in grid.rows[:head]))
    header = grid.rows[head][1]
    adjusting.note("ignored", *(shown(header[place]) for place, name in names.items() if name == IGNORED))
    adjusting.note("merged", *grid.filled)
    # 3. the rows under it, without examples
    rows = []
    read: set[int] = set()
    for number, raw in grid.rows[head + 1 :]:
        cells: dict[str, Cell] = {}
        for position, value in raw.items():
            place = f"{column_letters(position)}{number}"
            if position not in names:
                raise CarrierError("header-blank", place)
            if (column := layout.by_name.get(names[position])) is not None:
                text = adjusting.read_text(value, column, place) if isinstance(value, str) else value
                mark = grid.shown.get((number, position))
                cell = convert_cell(text, grid.days_1904, mark, is_date=column.form == "date")
                cells[column.name] = cell
                if mark == "percent":
                    adjusting.note("percent", f"{place} {shown(cell)}")
        if cells and not str(cells.get(layout.marked, "")).startswith(EXAMPLE_MARKS):
            rows.append(SheetRow(number, cells, _find_total(raw, cells, layout)))
            read.update(position for position in raw if names[position] in layout.by_name)
    # 4. refuse hidden parts: nobody signs rows that were not in view
    for kind, places in _list_hidden(grid, head, [row.number for row in rows], sorted(read)):
        if places and not include_hidden:
            raise CarrierError(kind, sheet=shown(grid.page), places=list_first(places))
        adjusting.note(kind, *places)
    if not rows and not may_be_empty:
        raise CarrierError("sheet-rowless", row=grid.rows[head][0])
    columns = tuple(name for name in names.values() if name in layout.by_name)
    return Sheet(tuple(rows), columns, adjusting.found)


def _list_hidden(
    grid: Grid, head: int, rows: Sequence[int], columns: Sequence[int]
) -> Iterator[tuple[CorrectionKind, list[str]]]:
    """Yield the parts that nobody saw in the sheet: further pages, hidden columns and hidden rows."""
    first, header = grid.rows[head]
    yield "sheet-further", [shown(page) for page in grid.further]
    hidden = (position for position in columns if grid.hidden.is_column(position))
    yield "columns-hidden", [f"{column_letters(position)} {shown(header[position])}" for position in hidden]
    yield "rows-hidden", list_runs(number for number in (first, *rows) if number in grid.hidden.rows)


def list_runs(numbers: Iterable[int]) -> list[str]:
    """Return ascending numbers with consecutive ones as one: `3–7`, `9`."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    ]
    return [f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]


def _find_total(raw: Mapping[int, str | float], cells: Mapping[str, Cell], layout: Layout) -> str | None:
    """Return the column with 合计 or the like, ignored ones too, in a row without a credential."""
    if not _is_total(cells.get(layout.named, "合计")):
        return None
    saying = (name for name, cell in cells.items() if _is_total(cell))
    return next(saying, layout.named if any(map(_is_total, raw.values())) else None)


def _is_total(cell: Cell) -> bool:
    return isinstance(cell, str) and "".join(cell.split()).strip(":：").casefold() in _TOTALS


def find_header(grid: Grid, layout: Layout) -> int:
    """Return the place of the header: the first row, among the first ones, that names most columns."""

    def known(row: GridRow) -> int:
        return sum(layout.column_of_header(str(value)[:200]) is not None for value in row[1].values())

    return max(range(min(len(grid.rows), _HEADER_WITHIN)), key=lambda place: known(grid.rows[place]))


def read_header(row: GridRow, layout: Layout) -> dict[int, str]:
    """Return the column name by position; CarrierError names every unknown, repeated or missing column."""
    number, cells = row
    names = {position: layout.column_of_header(str(value)) for position, value in sorted(cells.items())}
    unknown = [
        f"{column_letters(position)}{number} {shown(cells[position])}"
        for position, name in names.items()
        if name is None
    ]
    if unknown:
        raise CarrierError("header-unknown", columns=unknown)
    known = [name for name in names.values() if name is not None and name != IGNORED]
    repeated = {name for name in known if known.count(name) > 1}
    if repeated:
        raise CarrierError("header-repeated", columns=_headers(layout, repeated))
    missing = {column.name for column in layout.columns if column.required} - set(known)
    if missing:
        raise CarrierError("header-missing", columns=_headers(layout, missing))
    return {position: name for position, name in names.items() if name is not None}


def _headers(layout: Layout, names: set[str]) -> list[str]:
    return [column.header for column in layout.columns if column.name in names] or [ERRORS_HEADER]


def convert_cell(value: str | float, days_1904: int, mark: CellShows | None = None, *, is_date: bool) -> Cell:
    """Convert a cell: text trimmed, numbers as they are shown, date columns to dates.

    The row's check refuses an impossible date, or one that people see differently.
    """
    if mark == "formula":
        return FormulaCell(format_cell(value).strip())
    if isinstance(value, str):
        return HiddenText(value.strip()) if mark == "other" else value.strip()
    if mark == "other":
        return HiddenNumber(value)
    if isinstance(mark, WithText):
        return NumberBeside(value, mark.text)
    if mark == "percent":
        # 0.07 * 100 is 7.000000000000001
        return float(f"{value * 100:.15g}")
    if mark is None:
        return value
    moment = (serial_to_moment if is_date else as_shown)(value + days_1904)
    if moment is None:
        return HiddenNumber(value) if is_date else value
    return moment if mark == "date" else HiddenDate(*moment.timetuple()[:6])
