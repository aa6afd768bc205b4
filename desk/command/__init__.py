"""`huren desk`: people, plans and statements at the terminal."""
