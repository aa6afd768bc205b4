"""Batches in the browser: one page from a dropped sheet to published certificates."""
