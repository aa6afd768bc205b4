"""The peers of a running node."""
