"""Longer reports of several commands: rows of a sheet, verdicts."""
