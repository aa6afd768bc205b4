"""What was counted of a year on paper and as a workbook: from cells to numbers, words, files."""
