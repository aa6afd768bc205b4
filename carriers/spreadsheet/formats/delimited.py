"""Delimited text (.csv): UTF-8 with or without BOM, else GB18030; comma, semicolon or tab."""

import csv
import io
from itertools import islice

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import ASSESSMENTS, Layout
from carriers.spreadsheet.formats.grid import (
    LAST_ROW,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    Grid,
    refuse_cell,
)

_DELIMITERS = (",", ";", "\t")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_delimited(data: bytes, layout: Layout = ASSESSMENTS) -> Grid:
    """Read the rows of a .csv file; RFC 4180 quoting, row numbers count records, blank ones too.

    CarrierError for binary data, other encodings, an open quote, and beyond the caps.
    """
    text = _decode(data)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text, layout), strict=True)
    grid = Grid(len(data))
    number = 0
    try:
        for number, values in enumerate(reader, start=1):
            cells: dict[int, str | float] = {}
            for column, value in enumerate(values, start=1):
                if value and not value.isspace():
                    if column > MAX_COLUMNS or len(value) > MAX_CHARACTERS:
                        refuse_cell(column, number)
                    cells[column] = value
            if number > LAST_ROW:
                raise CarrierError("sheet-rows", limit=MAX_ROWS)
            grid.add(number, cells)
    except csv.Error:
        raise CarrierError("csv-quotes", row=number + 1) from None
    return grid


def _decode(data: bytes) -> str:
    if data.startswith(_UTF_16_MARKS):
        raise CarrierError("sheet-encoding")
    if b"\0" in data or data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise CarrierError("sheet-kind")  # binary data, or a web page named .xls
    # in this order: most bytes are valid GB 18030, but other text is hardly ever valid UTF-8
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CarrierError("sheet-encoding")


def _delimiter(text: str, layout: Layout) -> str:
    """Return the delimiter under which the first line names most columns."""
    first = next((line for line in islice(io.StringIO(text), 1000) if line.strip()), "")[:8192]

    def known(delimiter: str) -> int:
        parts = first.split(delimiter)[:256]
        return sum(layout.column_of_header(part.strip('" \r\n')) is not None for part in parts)

    return max(_DELIMITERS, key=known)
