"""Resolutions and standards: how each stands, lists of them page by page, what is open, what is new."""
