"""Admission of records: `rules/` has a rule for each kind, `kinds` lists the rules, `admit` applies them."""
