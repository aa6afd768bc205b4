"""The officer's bid openings: a tender drawn up, bids checked against it, a record of that."""
