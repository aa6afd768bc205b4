"""How credentials stand, one, listed and counted, and those that fell with a key or a grant."""
