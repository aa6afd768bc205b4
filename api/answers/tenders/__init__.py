"""Tenders that are checked over HTTP: read and counted, then made into a matrix."""
