"""`huren standard`: standards for schemes of several associations, version by version."""
