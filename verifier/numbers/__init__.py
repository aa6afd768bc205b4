"""Whether an association has a certificate number: what its manifest commits to, and what proves a no."""
