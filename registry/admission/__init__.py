"""Admission of records: `rules/` has a rule for each kind, `kinds` lists them, `admit` applies them."""
