"""Admission: one rule a file; `registry.kinds` is their table, `admission.admit` what is around them."""
