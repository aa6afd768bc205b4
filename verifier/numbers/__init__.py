"""Certificate numbers: the commitment in a manifest, and proofs that a number is there or is not."""
