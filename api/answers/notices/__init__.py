"""Notices: how each stands, lists of them page by page."""
