"""Surveys: what enterprises answer of their own accord, told in totals that give nobody away."""
