"""`huren audit | backup | restore | doctor | serve`: for whoever runs a node."""
