"""Certificate numbers: the commitment in a manifest, and proofs that a number is or is not in it."""
