"""`huren show`."""
