"""Logs of the associations: the last signed heads, and the log as files."""
