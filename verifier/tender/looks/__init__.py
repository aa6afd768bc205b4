"""Looks by people: pages without a readable code, what was seen there, and written requests about them."""
