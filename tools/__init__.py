"""Programs for those who work on huren; none of them is installed."""
