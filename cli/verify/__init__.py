"""`huren verify`."""
