"""`huren tender`: a tender drawn up, looked over, and its bids checked against it in an evaluation room."""
