"""Answers for programs: resolutions, open items, standards."""
