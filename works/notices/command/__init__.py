"""`huren notice`: a draft in a file, signed and listed; cancelled, postponed, corrected."""
