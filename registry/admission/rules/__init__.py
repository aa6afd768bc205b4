"""Admission rules, one for each kind of record."""
