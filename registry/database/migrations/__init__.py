"""How the tables came to be what they are (registry.database.revisions)."""
