"""Texts of a receipt for people: pages to print and tables for a sheet; derived, never stored in it."""
