"""`huren technology`: a sheet in, what the other association says, evidence against digests, a label."""
