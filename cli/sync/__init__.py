"""`huren sync` and `huren log`."""
