"""Workbooks of technologies: pages of technologies, their numbers, cases and evidence, tied by a number."""
