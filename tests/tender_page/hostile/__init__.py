"""A package, as the one around it."""
