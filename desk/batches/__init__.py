"""Batches: sheets that people dropped, from which plans are made."""
