"""`huren packet`: an enterprise's certificates for one tender, in one file."""
