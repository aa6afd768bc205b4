"""The association's desk: people, plans and their decisions (README)."""
