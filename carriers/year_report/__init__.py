"""The report of a counted year as a workbook: numbers, words and sheets."""
