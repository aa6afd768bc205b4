"""The text of an agreement as a workbook: one page for each list, edited in a spreadsheet and read back."""

from carriers.agreement_workbook.columns import PAGES
from carriers.agreement_workbook.reading import CheckedText, read_agreement
from carriers.agreement_workbook.writing import write_agreement, write_agreement_errors

__all__ = ["PAGES", "CheckedText", "read_agreement", "write_agreement", "write_agreement_errors"]
