"""Tender and bidders as a release of the Open Contracting Data Standard, and back: pure."""
