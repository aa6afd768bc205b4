"""`huren technology`: a workbook in, search, what others say of one, evidence against digests, labels."""
