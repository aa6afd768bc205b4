"""Generators of the examples in the tree; tests read the examples as they are."""
