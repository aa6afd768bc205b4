"""How credentials stand, one and listed."""
