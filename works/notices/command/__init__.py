"""`huren notice`: sign a draft from a file; list, cancel, postpone and correct notices."""
