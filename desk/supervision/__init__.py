"""Supervision (年度监督): when each credential is due, what came of it, and what has lapsed."""
