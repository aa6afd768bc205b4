"""`huren tender`: draw up and lint a tender, and check bids against it in an evaluation room."""
