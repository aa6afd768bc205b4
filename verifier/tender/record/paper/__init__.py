"""Texts of a receipt for people: pages to print and tables for a sheet. Derived, never stored."""
