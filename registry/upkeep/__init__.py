"""Is everything still what was signed: audit, health, backup, and the way back."""
