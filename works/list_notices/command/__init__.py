"""Command of list notices."""
