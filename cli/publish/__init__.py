"""`huren publish` and `huren bundle`."""
