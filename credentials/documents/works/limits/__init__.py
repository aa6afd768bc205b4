"""Limits of technologies: as people type them, on their basis, and as sets of a standard."""
