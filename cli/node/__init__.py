"""`huren node init`: a machine becomes a node."""
