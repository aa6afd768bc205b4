"""`huren journal`."""
