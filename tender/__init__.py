"""Bid openings: a tender drawn up, bids checked against it, a record of the check."""
