"""`huren technology`: workbooks, search, listings of others, evidence against digests, labels."""
