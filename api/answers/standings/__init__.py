"""Standings of credentials, single and listed."""
