"""Migrations of the tables (registry.database.revisions)."""
