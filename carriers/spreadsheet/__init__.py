"""A sheet in (.xlsx or .csv), of enterprises or of changes; checked rows out, and workbooks that go back."""

from carriers.spreadsheet.change_columns import CHANGES
from carriers.spreadsheet.change_rows import Given, check_changes
from carriers.spreadsheet.columns import ASSESSMENTS, COLUMN, COLUMNS, Column, Layout
from carriers.spreadsheet.reading import MAX_BYTES, Sheet, SheetRow, read_sheet
from carriers.spreadsheet.row_cells import CheckedRow, RowError
from carriers.spreadsheet.sheet_check import check_rows
from carriers.spreadsheet.writing import write_errors, write_template

__all__ = [
    "ASSESSMENTS",
    "CHANGES",
    "COLUMN",
    "COLUMNS",
    "MAX_BYTES",
    "CheckedRow",
    "Column",
    "Given",
    "Layout",
    "RowError",
    "Sheet",
    "SheetRow",
    "check_changes",
    "check_rows",
    "read_sheet",
    "write_errors",
    "write_template",
]
