"""`huren issue`."""
