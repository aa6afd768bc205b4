"""`huren notice`: what an association announces."""
