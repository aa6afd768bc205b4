"""`huren key new | list | compromised`."""
