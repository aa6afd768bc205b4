"""Upkeep of a registry: audit, health, backup, and restoring."""
