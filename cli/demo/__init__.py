"""`huren demo`: two fictional associations, 300 credentials, and a sample of every verdict."""
