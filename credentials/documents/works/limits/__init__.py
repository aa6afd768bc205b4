"""Limits of technologies: as people type them, on which basis they hold, and those that a standard names."""
