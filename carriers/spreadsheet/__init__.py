"""Sheets (.xlsx or .csv) of enterprises or changes: read, checked row by row, and returned as workbooks."""

from carriers.spreadsheet.change_columns import CHANGES
from carriers.spreadsheet.change_rows import check_changes
from carriers.spreadsheet.columns import ASSESSMENTS, COLUMN, COLUMNS, Column, Layout
from carriers.spreadsheet.reading import MAX_BYTES, Sheet, SheetRow, read_sheet
from carriers.spreadsheet.row_cells import CheckedRow, RowError
from carriers.spreadsheet.sheet_check import check_rows
from carriers.spreadsheet.templates import write_change_template, write_template
from carriers.spreadsheet.writing import write_errors

__all__ = [
    "ASSESSMENTS",
    "CHANGES",
    "COLUMN",
    "COLUMNS",
    "MAX_BYTES",
    "CheckedRow",
    "Column",
    "Layout",
    "RowError",
    "Sheet",
    "SheetRow",
    "check_changes",
    "check_rows",
    "read_sheet",
    "write_change_template",
    "write_errors",
    "write_template",
]
