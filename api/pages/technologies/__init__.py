"""Pages of technologies: a record, several side by side, and the search."""
