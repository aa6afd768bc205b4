"""`huren certificate` and `huren qr`."""
