"""Counts of credentials by standing, now and at the ends of months."""
