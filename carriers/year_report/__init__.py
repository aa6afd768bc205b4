"""A year that was counted, as a workbook: from cells to numbers, words, sheets."""
