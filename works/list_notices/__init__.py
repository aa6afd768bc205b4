"""List notices: which enterprises are about to get which assessments, open for objections."""
