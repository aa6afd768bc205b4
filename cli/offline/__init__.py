"""`huren sign` and `huren import`: for machines that never meet."""
