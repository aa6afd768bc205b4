"""The two file formats of sheets, read and written: .xlsx and delimited text."""
