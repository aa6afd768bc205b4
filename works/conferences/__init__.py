"""Joint conferences: resolutions, open items, unified standards."""
