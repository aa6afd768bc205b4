"""Ground floor: strict JSON, canonical form, keys, proofs, Merkle trees, signed notes."""
