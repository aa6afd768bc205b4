"""Pages of technologies: a search, one technology, several side by side, those that fit a need."""
