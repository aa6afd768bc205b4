"""`huren suspend | reinstate | revoke | supersede | change`."""
