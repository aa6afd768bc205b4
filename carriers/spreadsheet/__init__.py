"""A sheet of enterprises in (.xlsx or .csv), checked rows out, and the workbooks a clerk gets back."""

from carriers.spreadsheet.checking import check_rows
from carriers.spreadsheet.columns import COLUMN, COLUMNS, Column
from carriers.spreadsheet.reading import MAX_BYTES, Row, Sheet, read_sheet
from carriers.spreadsheet.row_check import CheckedRow, RowError
from carriers.spreadsheet.writing import write_errors, write_template

__all__ = [
    "COLUMN",
    "COLUMNS",
    "MAX_BYTES",
    "CheckedRow",
    "Column",
    "Row",
    "RowError",
    "Sheet",
    "check_rows",
    "read_sheet",
    "write_errors",
    "write_template",
]
