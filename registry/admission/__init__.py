"""Admission: `rules/` has one a kind, `kinds` is their table, `admit` what is around them."""
