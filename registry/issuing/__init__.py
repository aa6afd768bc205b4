"""Issuing of documents, signed here or elsewhere: planned on record, signed, then stored."""
