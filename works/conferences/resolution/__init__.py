"""`huren resolution`: what joint conferences resolved, a half a party."""
