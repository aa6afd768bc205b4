"""Joint conferences: what was resolved, what is open, the unified standards."""
