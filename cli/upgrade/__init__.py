"""`huren upgrade --check`: a new version is tried on a copy of the registry."""
