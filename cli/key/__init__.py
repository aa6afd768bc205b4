"""`huren key new | list`."""
