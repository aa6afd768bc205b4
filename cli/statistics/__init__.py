"""`huren statistics`: tables of a voluntary survey that give no contributor away."""
