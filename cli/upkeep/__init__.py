"""`huren audit | backup | restore | doctor | serve`: for operators of a node."""
