"""Notices of associations: events, calls, needs, drafts of standards, plans."""
